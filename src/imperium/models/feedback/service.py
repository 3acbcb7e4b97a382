"""Ties verdicts to requests, and lets routing learn from them."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from itertools import count

import structlog
from msgspec import Struct

from imperium.models.feedback.outcome import Outcome, Source, weight
from imperium.models.feedback.repetition import Asked, Repetition
from imperium.models.feedback.repository import OutcomeRepository, Remembered
from imperium.models.foresight import Foresight
from imperium.models.gain.features import Features, unpack
from imperium.models.usage import UsageRecord
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import DataCorrupted, ImperiumError, NotFound
from imperium.platform.journal import Entry
from imperium.platform.settings import Routing

DAY_S = 86_400.0
LOOK_EVERY_S = 60.0
PRUNE_EVERY = 60
"""Looks at what other replicas learned between two deletions of what is too old."""
MOST_RELEARNED = 4_096
"""Verdicts that are read again at once, and that are known not to be new: as many as the gain model remembers."""
MOST_REVISIONS = 3
"""Feedback on one request is learned from this often; what is changed more often is only kept."""
REPEATED = 0.0
"""The reward of an answer after which the same was asked again."""
_log = structlog.get_logger("imperium.models.feedback")


OVERLAP_S = 60.0
"""What other replicas wrote this long before the last look is looked at again: their clocks and commits differ."""


class Given(Struct, frozen=True):
    """Feedback as it stands; `replaced` tells whether there was a verdict before."""

    request_id: str
    model: str
    score: float
    replaced: bool


class Feedback:
    """`entries` is for the hot path: memory only. `start` and `close` are called by the server."""

    def __init__(
        self,
        routing: Routing,
        repository: OutcomeRepository,
        foresight: Foresight | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._routing = routing
        self._repository = repository
        self._foresight = foresight
        self._clock = clock
        self._repetition = Repetition()
        self._learned: OrderedDict[str, float] = OrderedDict()
        self._looked_at = 0.0
        self._running: asyncio.Task[None] | None = None

    # ── on the hot path ──────────────────────────────────────────────────────────────────────────────────────

    def entries(self, record: UsageRecord) -> tuple[Entry, ...]:
        """What is to be written in the same transaction as a line of the ledger: for a request that was answered, its
        outcome. Learns from what can be seen: the schema's verdict, and that the same was asked again."""
        outcome, now = record.outcome, self._clock()
        if outcome is None or record.status != "succeeded":
            return ()
        row = self._repository.row(record.id, record.tenant, outcome, now)
        if outcome.reward is not None and outcome.source is not None:
            self._learn(record.id, outcome.reward, outcome.source, outcome)
        repeated = self._repeated(record, outcome, now) if outcome.features else None
        return (row,) if repeated is None else (row, repeated)

    def _repeated(self, record: UsageRecord, outcome: Outcome, now: float) -> Entry | None:
        asked = Asked(record.id, outcome, now)
        earlier = self._repetition.note((record.tenant, record.principal, outcome.features), asked, record.started_at)
        if earlier is None or earlier.request_id in self._learned:
            return None
        self._learn(earlier.request_id, REPEATED, "retry", earlier.outcome)
        return self._repository.judged(earlier.request_id, record.tenant, REPEATED, "retry", now)

    # ── on request ───────────────────────────────────────────────────────────────────────────────────────────

    async def give(self, principal: Principal, request_id: str, score: float, comment: str | None = None) -> Given:
        """Somebody's verdict (0–1) on an answer of the own tenant; a further one replaces it.

        Raises:
            NotFound: no such request, or it is longer ago than outcomes are kept.
        """
        now, named = self._clock(), _plain(request_id)
        known = await self._repository.get(named, principal.tenant, now - self._routing.outcome_days * DAY_S)
        if known is None:
            raise self._unknown(request_id)
        await self._repository.give(named, principal.tenant, score, comment, now)
        if known.revisions < MOST_REVISIONS and (known.source != "feedback" or known.reward != score):
            self._learn(named, score, "feedback", known)
        return Given(named, known.model, score, known.source == "feedback")

    def _unknown(self, request_id: str) -> NotFound:
        days = self._routing.outcome_days
        return NotFound(
            f"No answered request {request_id[:80]!r} is remembered.",
            field="request_id",
            value=request_id[:80],
            remedy=f"Send the id of an answer (its `id`, or the header x-imperium-request-id). Requests are remembered "
            f"for {days} days" + ("." if self._routing.learn else ", while routing.learn is on; it is off."),
        )

    # ── in the background ────────────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Learn again from what is kept; then, now and then, from what other replicas wrote."""
        self._looked_at = self._oldest()
        await self.look()
        self._running = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def look(self) -> None:
        """Learn from verdicts that are kept and aren't learned yet."""
        now = self._clock()
        for kept in await self._repository.judged_since(self._looked_at - OVERLAP_S, MOST_RELEARNED):
            is_new = kept.request_id not in self._learned or kept.revisions <= MOST_REVISIONS
            if is_new and kept.reward is not None and kept.source is not None:
                self._learn(kept.request_id, kept.reward, kept.source, kept)
        self._looked_at = now

    async def prune(self) -> int:
        """Forget requests that are too long ago; how many there were."""
        return await self._repository.forget(self._oldest())

    async def _run(self) -> None:
        for turn in count():
            try:
                await (self.look() if turn % PRUNE_EVERY else self.prune())
            except ImperiumError as error:
                _log.warning("outcomes can't be read or deleted", problem=error.detail)
            await asyncio.sleep(LOOK_EVERY_S)

    def _oldest(self) -> float:
        return self._clock() - self._routing.outcome_days * DAY_S

    def _learn(self, request_id: str, reward: float, source: Source, outcome: Outcome | Remembered) -> None:
        """Each verdict is learned once, whoever wrote it."""
        if self._foresight is None or self._learned.get(request_id) == reward:
            return
        self._learned[request_id] = reward
        if len(self._learned) > MOST_RELEARNED:
            self._learned.popitem(last=False)
        if (features := _unpacked(outcome.features)) is not None:
            self._foresight.observe(features, outcome.model, reward, weight(source, outcome.propensity))


def _unpacked(content: bytes) -> Features | None:
    """None for what isn't learned of, or was kept in another form."""
    try:
        return unpack(content) if content else None
    except DataCorrupted:
        return None


def _plain(request_id: str) -> str:
    """`chatcmpl-req_…`, `msg_req_…` and `resp_req_…` are the same request in the ids of three wires."""
    return request_id[max(request_id.find("req_"), 0) :]
