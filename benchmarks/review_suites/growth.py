"""How the cost of a review grows with the size of what is reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from benchmarks.review_suites.reviewer import Absent, Reviewer, lines

PARTS = 5
"""Each part has twice the files of the one before."""


def measure(root: Path, paths: Sequence[str], reviewers: Sequence[Reviewer], title: str) -> Table:
    """CPU and memory over growing parts of some files."""
    sizes = [len(paths) >> shift for shift in range(PARTS - 1, -1, -1) if len(paths) >> shift]
    table = Table(
        "files", "lines", *(reviewer.name for reviewer in reviewers), title=f"{title}: CPU ms/1,000 lines, MB"
    )
    for size in sizes:
        part = paths[:size]
        thousands = lines(root, part) / 1000
        costs = [_cost(reviewer, root, part, thousands) for reviewer in reviewers]
        table.add_row(f"{size:,}", f"{thousands * 1000:,.0f}", *costs)
    return table


def _cost(reviewer: Reviewer, root: Path, part: Sequence[str], thousands: float) -> str:
    review = reviewer.review(root, part)
    if isinstance(review, Absent):
        return "absent"
    return f"{review.cpu_s * 1000 / thousands:,.0f}, {review.rss_mb:,.0f}"
