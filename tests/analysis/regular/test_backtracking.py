"""What backtracking engines may do with an expression."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.regular.automaton import automaton
from imperium.analysis.regular.backtracking import Backtracking, backtracking
from imperium.analysis.regular.pattern import LENGTH, read


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "(a|a)*b",
        "^(a*)*$",
        r"^([a-z]+)*\d$",
        r"^(\d+|\d+\.)*$",
        "(x+x+)+y",
        "^(a?b?a?)*$",
        r"^(?:a{1,200})*$",
        r"(?=(\w+)*!)a",
    ],
)
def test_a_loop_that_takes_a_text_in_two_ways_is_exponential(pattern: str) -> None:
    found = backtracking(pattern)
    assert found is not None
    assert found.growth == "exponential"


@pytest.mark.parametrize(
    "pattern", ["(.*)foo(.*)bar", r"^[^@]+@[^@]+\.[^@]+$", r"^\w+[\d.]*\d+$", r"^[a-z.]+\.[a-z]+(\.[a-z]+)*$"]
)
def test_loops_that_share_a_text_are_polynomial(pattern: str) -> None:
    found = backtracking(pattern)
    assert found is not None
    assert found.growth == "polynomial"


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        r"^[\w.]+@(\w+\.)+\w+$",
        r"^\s+|\s+$",
        "<!--.*?-->",
        r"\d{3}-\d{4}",
        r"^(?=.*[a-z])(?=.*\d).{8,}$",
        r"^([^,\\]|\\.)*$",
        r"^(?>a+)+$",
        "($+)+a",
        r"^(?:[a-z]+,)*[a-z]+$",
        "[",
        "(?<",
        "a{1,",
        "x" * (LENGTH + 1),
        "(" * 200 + ")" * 200,
    ],
)
def test_what_fails_fast_or_cannot_be_judged_is_left_alone(pattern: str) -> None:
    assert backtracking(pattern) is None


def test_the_answer_names_the_loop_and_what_to_repeat() -> None:
    assert backtracking("^x(ab+)*(y+)+$") == Backtracking("exponential", "y", "y+")


def test_a_call_that_matches_whole_texts_can_fail_after_the_last_loop() -> None:
    assert backtracking("(a+)+", whole=True) is not None


def test_case_is_ignored_when_the_flags_say_so() -> None:
    assert backtracking("^(a|A)*$") is None
    assert backtracking("^(a|A)*$", "i") is not None
    assert backtracking("^( a | a )* $", "x") is not None


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w", r"\d", "(?:)"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.text("ab1", max_size=5))
def test_the_automaton_accepts_what_the_expression_matches(pattern: str, text: str) -> None:
    assert _accepts(pattern, text) == bool(re.fullmatch(pattern, text))


def _accepts(pattern: str, text: str) -> bool:
    machine = automaton(read(pattern), whole=False)
    letters = [_bits(pattern, character) for character in text]
    if not text:
        return machine.nullable
    states = {state for state in machine.first if machine.takes[state] & letters[0]}
    for letter in letters[1:]:
        states = {after for state in states for after in machine.ways[state] if machine.takes[after] & letter}
    return bool(states & machine.last)


def _bits(pattern: str, character: str) -> int:
    """The alphabet's letter that a character belongs to, found by adding it to the expression as a choice."""
    alone, machine = automaton(read(character), whole=False), automaton(read(pattern), whole=False)
    with_it = automaton(read(f"(?:{pattern})|{character}"), whole=False)
    assert len(alone.takes) == 1
    shared = [bool(with_it.takes[state] & with_it.takes[-1]) for state in range(len(machine.takes))]
    return next(
        (
            1 << bit
            for bit in range(len(machine.letters))
            if all(bool(takes >> bit & 1) == share for takes, share in zip(machine.takes, shared, strict=True))
        ),
        0,
    )


@settings(max_examples=200, deadline=None)
@given(st.text(r"ab([{}])|*+?^$\.,0-9:=!<>", max_size=25))
def test_no_text_crashes_it(text: str) -> None:
    found = backtracking(text)
    assert found is None or found.text
