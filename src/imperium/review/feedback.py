"""What people say of findings: it is remembered, and moves the precision of the rules behind them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable

from msgspec import Struct

from imperium.platform.errors import NotFound
from imperium.review.finding import Finding
from imperium.review.fusion.precision import Counts
from imperium.review.repository import FindingRepository, Known
from imperium.review.request import Because, Decision

MOST_VERDICTS = 10_000
KEPT_S = 180 * 86_400.0


class Verdicts(Struct, frozen=True):
    """A tenant's verdicts: counts by rule, and what was dismissed, with the reason, by fingerprint."""

    counts: dict[str, Counts]
    dismissed: dict[str, str]


class Feedback:
    """Keeps findings and verdicts. `clock` gives seconds since the epoch."""

    def __init__(self, repository: FindingRepository, clock: Callable[[], float] = time.time) -> None:
        self._repository = repository
        self._clock = clock

    async def of(self, tenant: str) -> Verdicts:
        judged = await self._repository.judged(tenant, MOST_VERDICTS)
        dismissed = {known.fingerprint: known.reason or "dismissed" for known in judged if known.verdict == "dismiss"}
        return Verdicts(_counts(judged), dismissed)

    async def keep(self, tenant: str, findings: Iterable[Finding]) -> None:
        await self._repository.seen(tenant, findings, self._clock())

    async def forget(self) -> None:
        """Drop what nobody judged and no review has found for half a year."""
        await self._repository.forget(self._clock() - KEPT_S)

    async def give(self, tenant: str, fingerprint: str, decision: Decision, because: Because, reason: str) -> Known:
        """The finding that was judged. Raises NotFound when no review found it."""
        known = await self._repository.get(tenant, fingerprint)
        if known is None:
            raise NotFound(
                "No review has found this.",
                field="fingerprint",
                value=fingerprint[:64],
                remedy="Send the `fingerprint` of a finding of a review.",
            )
        await self._repository.judge(tenant, fingerprint, decision, because, reason, self._clock())
        return known


def _counts(judged: Iterable[Known]) -> dict[str, Counts]:
    """What was right and wrong, by rule. A finding that is true but not worth acting on was right."""
    counts: dict[str, Counts] = defaultdict(Counts)
    for known in judged:
        right = known.verdict == "accept" or known.because != "wrong"
        for rule in known.rules:
            counts[rule] += Counts(float(right), 1.0, "your verdicts")
    return dict(counts)
