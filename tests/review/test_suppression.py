from datetime import date

import pytest

from imperium.review.suppression import suppressions

TODAY = date(2026, 6, 1)


def covers(comment: str, type: str = "sql_injection", line: int = 2) -> bool:
    (found,) = suppressions(f"first = 1\n{comment}\nthird = 3\n")
    return found.covers(type, "taint/python/sql_injection", line, line, TODAY)


@pytest.mark.parametrize(
    "comment",
    [
        "x = 1  # imperium: ignore[sql_injection]: checked by hand",
        "x = 1  # imperium: ignore[taint/python/sql_injection] the table's name is a constant",
        "// imperium: ignore until 2026-06-01: until the new driver is here",
        "/* imperium:ignore: generated */",
        "<!-- imperium: ignore[xss, sql_injection]: static page -->",
    ],
)
def test_a_comment_with_a_reason_covers_its_line(comment: str) -> None:
    assert covers(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "x = 1  # imperium: ignore[sql_injection]",
        "x = 1  # imperium: ignore[hardcoded_secret]: another matter",
        "x = 1  # imperium: ignore until 2026-05-31: was to be done by May",
    ],
)
def test_without_a_reason_for_another_type_or_after_its_day_it_covers_nothing(comment: str) -> None:
    assert not covers(comment)


def test_it_also_covers_the_next_line_and_no_further() -> None:
    assert covers("# imperium: ignore: known", line=3)
    assert not covers("# imperium: ignore: known", line=4)
    assert not covers("# imperium: ignore: known", line=1)


def test_the_end_of_a_comment_is_no_reason() -> None:
    (found,) = suppressions("/* imperium: ignore[x] */")
    assert found.reason == ""


def test_a_day_that_does_not_exist_is_no_suppression() -> None:
    assert suppressions("# imperium: ignore until 2026-02-31: never") == []
