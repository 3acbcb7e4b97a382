"""The check: one way in which Meta tries to refute a claim. Its kinds are in `checks/`, one a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from imperium.review.claim import Claim
from imperium.review.expert import Verdict
from imperium.review.subject import Subject


@runtime_checkable
class Check(Protocol):
    """A module in `checks/` has `CHECK`, one of these. It says nothing of claims that it can't judge."""

    name: str

    def judge(self, claims: Sequence[Claim], subject: Subject) -> Iterator[Verdict]:
        """Verdicts on claims, by their position in `claims`."""
        ...
