from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.web_app_builder.merge import BETWEEN, THEIRS, YOURS, merge

lines = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "e\n"]), max_size=12).map("".join)


@given(lines, lines)
def test_who_alone_changed_wins(original: str, changed: str):
    assert merge(original, changed, original).text == changed
    assert merge(original, original, changed).text == changed
    assert merge(original, changed, changed).text == changed
    assert merge(original, changed, original).conflicts == 0


@given(lines, lines, lines)
def test_nothing_of_either_is_lost(original: str, yours: str, theirs: str):
    merged = merge(original, yours, theirs)
    kept = set(merged.text.split("\n"))
    assert set(yours.split("\n")) - set(original.split("\n")) <= kept
    assert set(theirs.split("\n")) - set(original.split("\n")) <= kept
    assert merged.text.count(f"{YOURS}\n") == merged.text.count(f"{THEIRS}\n") == merged.conflicts


def test_changes_of_different_places_are_both_made():
    merged = merge("one\ntwo\nthree\nfour\n", "ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nFOUR\n")
    assert merged.text == "ONE\ntwo\nthree\nFOUR\n"
    assert merged.conflicts == 0


def test_changes_of_the_same_line_stand_side_by_side():
    merged = merge("one\ntwo\nthree", "one\nmine\nthree", "one\ntheirs\nthree")
    assert merged.conflicts == 1
    assert merged.text == f"one\n{YOURS}\nmine\n{BETWEEN}\ntheirs\n{THEIRS}\nthree"
