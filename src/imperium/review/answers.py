"""What is left of a tool's run when it gave no answer that can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imperium.review import process
from imperium.review.process import Ran
from imperium.review.subject import Subject
from imperium.review.tool import Outcome


class NoAnswer(Exception):
    """A tool gave none. `outcome` says what became of it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def asked(
    tool: str,
    arguments: Sequence[str],
    paths: Sequence[str],
    *,
    subject: Subject,
    timeout_s: float,
    remedy: str,
    accepted: Callable[[Ran], bool],
    memory_mb: int | None = process.MEMORY_MB,
) -> list[Ran]:
    """The runs of a program over files, in as many batches as its command line needs.

    Raises NoAnswer when a run is absent, failed or timed out, or isn't `accepted`.
    """
    runs: list[Ran] = []
    for batch in process.batches(paths):
        left = timeout_s - sum(ran.seconds for ran in runs)
        ran = process.start(
            tool, arguments, folder=subject.root, timeout_s=max(left, 1), paths=batch, memory_mb=memory_mb
        )
        if ran.status != "ran":
            raise NoAnswer(Outcome(tool=tool, status=ran.status, reason=ran.reason, remedy=remedy, seconds=ran.seconds))
        if not accepted(ran):
            raise NoAnswer(unreadable(tool, ran))
        runs.append(ran)
    return runs


def unreadable(tool: str, ran: Ran) -> Outcome:
    """A run whose answer is not one."""
    said = (ran.errors.strip() or ran.output.strip())[-300:] or f"it ended with {ran.code} and said nothing"
    return Outcome(tool=tool, status="failed", reason=f"{tool}'s answer can't be read: {said}", seconds=ran.seconds)
