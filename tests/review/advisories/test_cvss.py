"""Base scores, against the vectors whose scores the specifications and well-known entries state."""

import pytest

from imperium.review.advisories.cvss import base_score, severity_of


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", 5.9),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 5.5),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0),
        ("AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2),
    ],
)
def test_scores(vector: str, score: float) -> None:
    assert base_score(vector) == score


@pytest.mark.parametrize("text", ["", "CVSS:4.0/AV:N/AC:L", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N", "high", "7.5"])
def test_no_score(text: str) -> None:
    assert base_score(text) is None


def test_words() -> None:
    assert [severity_of(score) for score in (9.0, 8.9, 6.9, 4.0, 3.9)] == [
        "critical",
        "high",
        "medium",
        "medium",
        "low",
    ]
