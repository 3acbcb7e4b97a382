"""How long a principal's answers usually are: a histogram of lengths that grow by a quarter, halved now and then."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from math import ceil

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
_ENDS = [ceil(GROWTH**bucket) for bucket in range(BUCKETS)]
_LAST = BUCKETS - 1


class OutputLengths:
    """By principal, the latest 10,000 of them: 64 counts each."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Histogram] = OrderedDict()

    def knows(self, principal: str) -> bool:
        return principal in self._known

    def learn(self, principal: str, lengths: Iterable[int]) -> None:
        """Note answers, in tokens."""
        histogram = self._known.get(principal)
        if histogram is None:
            histogram = self._known[principal] = _Histogram()
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        for length in lengths:
            histogram.add(length)

    def p95(self, principal: str) -> int:
        """Tokens that 95 of 100 answers don't exceed, too high by a quarter at most; of few answers never below what
        is expected of someone unknown."""
        histogram = self._known.get(principal)
        return UNKNOWN if histogram is None else histogram.p95


class _Histogram:
    """`p95` is right after each answer: the bucket in which it lies moves with them, seldom by more than one."""

    __slots__ = ("_at", "_counts", "_total", "_up_to", "p95")

    def __init__(self) -> None:
        self._counts = [0] * BUCKETS
        self._total = self._at = self._up_to = 0
        self.p95 = UNKNOWN

    def add(self, length: int) -> None:
        bucket = min(_LAST, bisect_left(_ENDS, length))
        self._counts[bucket] += 1
        self._total += 1
        if bucket <= self._at:
            self._up_to += 1
        if self._total > MEMORY:
            self._halve()
        rank = -(-95 * self._total // 100)
        if not self._up_to - self._counts[self._at] < rank <= self._up_to or self._total <= ENOUGH:
            self._move(rank)
            usual = _ENDS[self._at]
            self.p95 = usual if self._total >= ENOUGH else max(usual, UNKNOWN)

    def _halve(self) -> None:
        self._counts = [count // 2 for count in self._counts]
        self._total, self._up_to = sum(self._counts), sum(self._counts[: self._at + 1])

    def _move(self, rank: int) -> None:
        """To the bucket in which the answer of that rank lies, by length; `_up_to` lie in it or before."""
        at, counts = self._at, self._counts
        while self._up_to < rank:
            at += 1
            self._up_to += counts[at]
        while at and self._up_to - counts[at] >= rank:
            self._up_to -= counts[at]
            at -= 1
        self._at = at
