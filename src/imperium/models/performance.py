"""How quick and how reliable each model is lately, learned from the calls that are made anyway."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from imperium.models.chain import Attempt
from imperium.platform.errors import ImperiumError, LogicalError, ProviderRejected, RateLimited

CAPACITY = 1_000
"""Models that are remembered; the one that was silent longest is forgotten first."""
HALF_LIFE_S = 1_800.0
"""What happened this long ago counts half."""
FADED_EVERY_S = 1.0
"""More often makes no difference."""
SMOOTHING = 0.2
"""Weight of the latest latency in the moving average."""
PRIOR_SUCCESSES, PRIOR_FAILURES = 4.75, 0.25
"""A model that nothing is known of is taken as 95 % reliable, with the weight of five calls."""
PRIOR_FIRST_S, PRIOR_TOKEN_S = 1.0, 0.02
"""Until something is known: a second to the first word, then 50 tokens a second."""
OWN_FAULT = frozenset({401, 402, 403})
"""Statuses of a refusal for the sake of a key, not of the request."""


class Record(Struct):
    """What is known of one model. Successes and failures have faded to what they count at `at`."""

    at: float
    successes: float = 0.0
    failures: float = 0.0
    first_s: float | None = None
    total_s: float | None = None
    token_s: float | None = None

    def fade(self, now: float) -> None:
        if now - self.at < FADED_EVERY_S:
            return
        kept: float = 0.5 ** (max(0.0, now - self.at) / HALF_LIFE_S)
        self.successes *= kept
        self.failures *= kept
        self.at = max(now, self.at)


class Performance:
    """An `Observe`: give `observe` to the model service's observers."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._capacity = capacity
        self._records: OrderedDict[str, Record] = OrderedDict()

    def observe(self, attempt: Attempt, output_tokens: int = 0) -> None:
        """Learn from a call; `output_tokens` is the size of its answer, when that is known."""
        own_key = bool(attempt.candidate.connection.owner)
        if attempt.error is not None and not is_providers_fault(attempt.error, own_key):
            return
        record = self._record(attempt.candidate.name)
        record.fade(self._clock())
        if attempt.error is not None:
            record.failures += 1
            return
        record.successes += 1
        _time(record, attempt, output_tokens)

    def success(self, model: str) -> float:
        """The chance that a call succeeds: the mean of a beta posterior over what has not faded yet."""
        record = self._records.get(model)
        if record is None:
            return PRIOR_SUCCESSES / (PRIOR_SUCCESSES + PRIOR_FAILURES)
        record.fade(self._clock())
        good, bad = record.successes + PRIOR_SUCCESSES, record.failures + PRIOR_FAILURES
        return good / (good + bad)

    def latency_s(self, model: str, output_tokens: int) -> float:
        """Seconds until an answer of this size is whole."""
        record = self._records.get(model) or _UNKNOWN
        if record.token_s is None and record.total_s is not None:
            return record.total_s
        token_s = PRIOR_TOKEN_S if record.token_s is None else record.token_s
        return self.first_s(model) + token_s * output_tokens

    def first_s(self, model: str) -> float:
        """Seconds until the first word."""
        record = self._records.get(model) or _UNKNOWN
        return PRIOR_FIRST_S if record.first_s is None else record.first_s

    def _record(self, model: str) -> Record:
        if (record := self._records.get(model)) is not None:
            self._records.move_to_end(model)
            return record
        while len(self._records) >= self._capacity:
            self._records.popitem(last=False)
        return self._records.setdefault(model, Record(self._clock()))


_UNKNOWN = Record(0.0)


def _time(record: Record, attempt: Attempt, output_tokens: int) -> None:
    """The first word is known of streams only; the rate of tokens then goes by what came after it."""
    record.total_s = _smoothed(record.total_s, attempt.seconds)
    if attempt.first_s is not None:
        record.first_s = _smoothed(record.first_s, attempt.first_s)
    if output_tokens > 0:
        first_s = attempt.first_s if attempt.first_s is not None else min(record.first_s or 0.0, attempt.seconds)
        record.token_s = _smoothed(record.token_s, (attempt.seconds - first_s) / output_tokens)


def _smoothed(average: float | None, latest: float) -> float:
    return latest if average is None else average + SMOOTHING * (latest - average)


def is_providers_fault(error: ImperiumError, own_key: bool = False) -> bool:
    """Whether a failed call tells of the provider, not of the request; `own_key`: the key is the caller's own, so
    that its limits and its rights tell of the caller."""
    if isinstance(error, LogicalError):
        return False
    if isinstance(error, ProviderRejected):
        return error.extra.get("reason") in OWN_FAULT and not own_key
    return not (own_key and isinstance(error, RateLimited))
