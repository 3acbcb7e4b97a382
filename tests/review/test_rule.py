"""Matches become claims: each place once, what has one cause gathered, words of the code as they are."""

from __future__ import annotations

from imperium.review import rule
from imperium.review.claim import Claim, Place
from imperium.review.rule import Match, Rule

TOLD = {
    "type": "csrf",
    "cwe": (352,),
    "severity": "low",
    "says": "`{name}` is wrong.",
    "remedy": "Write `{name}` right.",
}


def claims(*matches: Match) -> list[Claim]:
    return list(rule.claims(matches, "security"))


def match(line: int, path: str = "a.py", name: str = "x", **more: object) -> Match:
    return Match(Rule(key="f/r", **{**TOLD, **more}), Place(path, line, line), {"name": name})  # type: ignore[arg-type]


def test_each_place_once():
    assert [claim.place.first for claim in claims(match(3), match(1), match(3))] == [1, 3]


def test_what_goes_on_is_one_thing():
    found = claims(match(1, reach=5), match(5, reach=5), match(10, reach=5), match(16, reach=5))
    assert [claim.place.first for claim in found] == [1, 16]


def test_one_cause_in_a_file():
    found = claims(*(match(line, path, systemic="file") for path in ("a.py", "b.py") for line in (9, 3, 20)))
    assert [(claim.place.path, claim.place.first) for claim in found] == [("a.py", 3), ("b.py", 3)]
    assert found[0].description == "`x` is wrong. The same holds at a.py:9, a.py:20."


def test_one_cause_in_a_project():
    [claim] = claims(*(match(line, path, systemic="project") for path in ("a.py", "b.py") for line in range(1, 5)))
    assert claim.description.endswith("a.py:2, a.py:3, a.py:4, b.py:1, b.py:2 and 2 more places.")


def test_a_few_are_told_apart_a_crowd_together():
    assert len(claims(*(match(line, systemic="file", crowd=3) for line in range(3)))) == 3
    assert len(claims(*(match(line, systemic="file", crowd=3) for line in range(4)))) == 1


def test_words_of_the_code_fill_no_further_words():
    found = match(1, name="{other}{0}%s")
    [claim] = claims(Match(found.rule, found.place, {**found.words, "other": "x"}))
    assert claim.description == "`{other}{0}%s` is wrong."
    assert (claim.rule, claim.voter) == ("rules/f/r", "rules")
