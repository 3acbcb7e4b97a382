from hypothesis import given
from hypothesis import strategies as st

from imperium.review.fusion.cluster import clusters
from imperium.review.fusion.fingerprint import fingerprints
from support.findings import claim

TEXT = "import db\n\n\ndef find(name):\n    db.execute(name)\n    return 1\n"


def mark(text: str, line: int) -> str:
    (found,) = fingerprints(clusters([claim(first=line)]), {"app.py": text})
    return found


@given(st.integers(0, 30))
def test_lines_put_before_it_and_indentation_do_not_matter(lines: int) -> None:
    moved = "# a comment\n" * lines + TEXT.replace("    ", "\t")
    assert mark(moved, 5 + lines) == mark(TEXT, 5)


def test_the_line_itself_matters() -> None:
    assert mark(TEXT.replace("execute", "query"), 5) != mark(TEXT, 5)


def test_alike_places_are_told_apart_by_their_order() -> None:
    twice = "a()\nexecute(x)\nb()\n" * 2
    found = fingerprints(clusters([claim(first=2), claim(first=5)]), {"app.py": twice})
    assert len(set(found)) == 2
