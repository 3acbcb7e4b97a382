"""Copies are found where they are, and nothing else is."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.source import SourceFile
from imperium.review.quality.clones import WINDOW, claims, clones


def function(name: str, salt: int = 0) -> str:
    lines = [f"    value_{n} = compute_{n + salt}(first, second[{n}], third.field_{n})" for n in range(12)]
    return "\n".join([f"def {name}(first, second, third):", *lines, "    return value_1", ""])


def python(path: str, *parts: str) -> SourceFile:
    return SourceFile(path, "\n".join(parts), "python")


def test_a_copy_in_another_file() -> None:
    [clone] = clones([python("a.py", "import x", function("one")), python("b.py", function("one"))])
    assert (clone.first.path, clone.first.first, clone.second.path, clone.second.first) == ("a.py", 2, "b.py", 1)
    assert clone.second.last == 14


def test_a_copy_in_the_same_file_under_another_name() -> None:
    [clone] = clones([python("a.py", function("one"), function("two"))])
    assert clone.first.first < clone.second.first
    assert clone.first.last < clone.second.first


def test_comments_and_spaces_make_no_difference() -> None:
    spaced = function("one").replace("(first,", "( first ,").replace("    return", "    # here\n\n    return")
    assert len(clones([python("a.py", function("one")), python("b.py", spaced)])) == 1


def test_what_is_alike_is_no_copy() -> None:
    assert clones([python("a.py", function("one")), python("b.py", function("one", salt=100))]) == []


def test_tables_of_numbers_repeat_themselves() -> None:
    table = "x = [\n" + "    1, 2, 3, 4, 5, 6, 7, 8,\n" * 40 + "]\n"
    assert clones([python("a.py", table), python("b.py", table)]) == []


def test_imports_repeat_themselves() -> None:
    imports = "\n".join(f"from package.module_{n} import name_{n}, other_{n}" for n in range(30))
    assert clones([python("a.py", imports), python("b.py", imports)]) == []


def test_languages_are_kept_apart() -> None:
    text = function("one")
    assert clones([python("a.py", text), SourceFile("a.rs", text, "rust")]) == []


@settings(max_examples=30)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=400), st.lists(st.sampled_from("abcdefgh"), max_size=400))
def test_clones_are_equal_and_apart(one: list[str], two: list[str]) -> None:
    files = [python("a.py", *(f"{name}({name})" for name in one)), python("b.py", *(f"{name}({name})" for name in two))]
    texts = {file.path: file.lines for file in files}
    taken: set[tuple[str, int]] = set()
    for clone in clones(files):
        assert clone.length >= WINDOW
        first = texts[clone.first.path][clone.first.first : clone.first.last - 1]
        second = texts[clone.second.path][clone.second.first : clone.second.last - 1]
        assert first == second
        inside = {(clone.second.path, line) for line in range(clone.second.first + 1, clone.second.last)}
        assert not inside & taken
        taken |= inside


def test_time_is_linear_in_the_worst_text() -> None:
    """Twice the text may take twice as long, not four times; one word over and over is the worst there is."""

    def seconds(lines: int) -> float:
        file = python("a.py", *("a(a)" for _ in range(lines)))
        began = time.process_time()
        clones([file])
        return time.process_time() - began

    assert seconds(40_000) < 16 * seconds(5_000) + 0.5


def test_all_copies_of_the_same_lines_are_one_claim() -> None:
    files = [python(f"{name}.py", function("one")) for name in "abcd"]
    [claim] = claims(clones(files), {file.path: file for file in files})
    assert (claim.place.path, claim.place.first, claim.place.last) == ("b.py", 1, 14)
    assert "a copy of a.py:1–14" in claim.description
    assert claim.description.endswith("Parts of it also stand at c.py:1, d.py:1.")
