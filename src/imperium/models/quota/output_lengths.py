"""How long a principal's answers usually are: a histogram of lengths that grow by a quarter, halved now and then."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from math import ceil, log

GROWTH = 1.25
BUCKETS = 64
"""Up to 1.25^63, which is 1.3 million tokens."""
MEMORY = 512
"""Answers after which all counts are halved, so that the habits of last month fade."""
ENOUGH = 20
"""Answers from which on a percentile of 95 is told from them alone."""
UNKNOWN = 800
"""Tokens expected of someone who is not known yet."""
MOST_KNOWN = 10_000
_LOG_GROWTH = log(GROWTH)


class OutputLengths:
    """By principal, the latest 10,000 of them: 64 counts each."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, list[int]] = OrderedDict()

    def knows(self, principal: str) -> bool:
        return principal in self._counts

    def learn(self, principal: str, lengths: Iterable[int]) -> None:
        """Note answers, in tokens."""
        counts = self._counts.get(principal)
        if counts is None:
            counts = self._counts[principal] = [0] * BUCKETS
            if len(self._counts) > MOST_KNOWN:
                self._counts.popitem(last=False)
        for length in lengths:
            counts[_bucket(length)] += 1
        if sum(counts) > MEMORY:
            counts[:] = [count // 2 for count in counts]

    def p95(self, principal: str) -> int:
        """Tokens that 95 of 100 answers don't exceed, too high by a quarter at most; of few answers never below what
        is expected of someone unknown."""
        counts = self._counts.get(principal)
        if counts is None:
            return UNKNOWN
        total = sum(counts)
        found = _percentile(counts, ceil(0.95 * total)) if total else UNKNOWN
        return found if total >= ENOUGH else max(found, UNKNOWN)


def _bucket(length: int) -> int:
    return min(BUCKETS - 1, max(0, ceil(log(length) / _LOG_GROWTH - 1e-9))) if length > 1 else 0


def _percentile(counts: list[int], rank: int) -> int:
    """The upper end of the bucket in which the answer of this rank lies."""
    seen = 0
    for bucket, count in enumerate(counts):
        seen += count
        if seen >= rank:
            return ceil(GROWTH**bucket)
    return ceil(GROWTH ** (BUCKETS - 1))
