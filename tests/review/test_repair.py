import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.claim import Edit, Place
from imperium.review.repair import applied, patch, suggestion


def edit(first: int, last: int, text: str) -> Edit:
    return Edit(Place("a.py", first, last), text)


def test_edits_of_one_file_keep_each_others_places() -> None:
    files = {"a.py": "1\n2\n3\n4\n5\n"}
    done = applied(files, [edit(2, 2, "two\nand a half\n"), edit(4, 5, ""), edit(1, 1, "one\n")])
    assert done == {"a.py": "one\ntwo\nand a half\n3\n"}


@pytest.mark.parametrize("edits", [[edit(1, 2, "x\n"), edit(2, 3, "y\n")], [edit(3, 4, "x\n")], [edit(0, 1, "x\n")]])
def test_overlapping_ones_and_those_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"a\.py"):
        applied({"a.py": "1\n2\n3\n"}, edits)


@given(st.lists(st.text("ab\n", max_size=4), min_size=1, max_size=8), st.data())
def test_lines_outside_an_edit_stay_as_they_are(words: list[str], data: st.DataObject) -> None:
    lines = [f"{word.replace(chr(10), '')}\n" for word in words]
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    (after,) = applied({"a.py": "".join(lines)}, [edit(first, last, "new\n")]).values()
    assert after == "".join([*lines[: first - 1], "new\n", *lines[last:]])


def test_a_patch_and_a_suggestion() -> None:
    assert "-b\n+c\n" in patch("a.py", "a\nb\n", "a\nc\n")
    assert suggestion([edit(1, 1, "x\n")]) == "x\n"
    assert suggestion([edit(1, 1, "x\n"), edit(3, 3, "y\n")]) is None
