"""Hits and misses over labelled cases, and the figures that are made of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Score:
    """Counts of cases: `hits` and `misses` of those that are vulnerable, `alarms` and `passes` of those that aren't."""

    hits: int = 0
    misses: int = 0
    alarms: int = 0
    passes: int = 0

    def count(self, *, vulnerable: bool, told: bool) -> None:
        name = ("hits" if told else "misses") if vulnerable else ("alarms" if told else "passes")
        setattr(self, name, getattr(self, name) + 1)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.hits + other.hits,
            self.misses + other.misses,
            self.alarms + other.alarms,
            self.passes + other.passes,
        )

    @property
    def hit_rate(self) -> float:
        """True positive rate, recall."""
        return ratio(self.hits, self.hits + self.misses)

    @property
    def alarm_rate(self) -> float:
        """False positive rate."""
        return ratio(self.alarms, self.alarms + self.passes)

    @property
    def youden(self) -> float:
        """Youden's J: 1 is perfect, 0 is guessing."""
        return self.hit_rate - self.alarm_rate

    @property
    def precision(self) -> float:
        return ratio(self.hits, self.hits + self.alarms)

    @property
    def f1(self) -> float:
        return ratio(2 * self.hits, 2 * self.hits + self.alarms + self.misses)


@dataclass(frozen=True)
class Macro:
    """Rates as OWASP scores a tool: the mean over categories, each of the same weight."""

    hit_rate: float
    alarm_rate: float

    @property
    def youden(self) -> float:
        return self.hit_rate - self.alarm_rate


def macro(scores: dict[str, Score]) -> Macro:
    """The mean over categories."""
    return Macro(
        ratio(sum(score.hit_rate for score in scores.values()), len(scores)),
        ratio(sum(score.alarm_rate for score in scores.values()), len(scores)),
    )


def ratio(part: float, whole: float) -> float:
    """A share; of nothing, 0."""
    return part / whole if whole else 0.0
