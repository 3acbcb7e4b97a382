"""The report: one way to write a review down. Its kinds are in `reports/`, one a file, the file's name is its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from imperium.kit.kinds import load

if TYPE_CHECKING:
    from imperium.review.finding import Review

REPORTS = "imperium.review.reports"


@runtime_checkable
class Report(Protocol):
    """A module in `reports/` has `REPORT`, one of these."""

    media_type: str

    def render(self, review: Review) -> str:
        """The whole review; nothing of the code that is quoted becomes markup."""
        ...


def report(name: str) -> Report:
    """The report of that name. Raises ModuleNotFoundError."""
    return load(REPORTS, Report, name)
