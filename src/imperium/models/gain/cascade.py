"""A cascade: a cheap model first, a look at its answer, and a stronger one only when that pays.

What a verdict says of an answer updates the chance that it is right (Bayes); how much it says is learned from outcomes.
Beforehand the same figures tell whether to look is worth it: the plan with the highest expected net value is taken,
which may as well be to ask one model and be done.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from imperium.models.gain.priced import Option, choose, net

Answer = TypeVar("Answer")
BELIEF = 20.0
"""Outcomes' worth of belief that a verdict says nothing."""


class Verdicts:
    """How much a verdict tells beyond the chance that was expected, by bins between the given edges: in each, the odds
    of right answers as they were over what they were expected to be."""

    def __init__(self, edges: Sequence[float] = (0.5,)) -> None:
        self._edges = list(edges)
        bins = len(self._edges) + 1
        self._count, self._right, self._expected = [0.0] * bins, [0.0] * bins, [0.0] * bins
        self._of_right = self._of_wrong = [1 / bins] * bins

    def observe(self, verdict: float, chance: float, reward: float) -> None:
        """An answer that was expected to be right with `chance`, what the verdict was, and how right it is (0–1)."""
        place = bisect_right(self._edges, verdict)
        self._count[place] += 1
        self._right[place] += reward
        self._expected[place] += chance
        self._refit()

    def posterior(self, chance: float, verdict: float) -> float:
        """The chance that an answer is right which was expected to be with `chance` and got this verdict."""
        return self._updated(chance, bisect_right(self._edges, verdict))[1]

    def outlook(self, chance: float) -> list[tuple[float, float]]:
        """Of an answer that is right with this chance: each verdict's probability, and the chance after it."""
        return [self._updated(chance, place) for place in range(len(self._count))]

    def _updated(self, chance: float, place: int) -> tuple[float, float]:
        right, wrong = chance * self._of_right[place], (1 - chance) * self._of_wrong[place]
        return right + wrong, right / (right + wrong)

    def _refit(self) -> None:
        """Each verdict's probability among right and among wrong answers, from the odds and how often it comes."""
        total, mean = sum(self._count), sum(self._expected) / sum(self._count)
        ratios = [self._odds_ratio(place) for place in range(len(self._count))]
        of_wrong = [
            (n + 1) / (total + len(ratios)) / (mean * r + 1 - mean) for n, r in zip(self._count, ratios, strict=True)
        ]
        of_right = [ratio * wrong for ratio, wrong in zip(ratios, of_wrong, strict=True)]
        self._of_right = [value / sum(of_right) for value in of_right]
        self._of_wrong = [value / sum(of_wrong) for value in of_wrong]

    def _odds_ratio(self, place: int) -> float:
        right, expected, count = self._right[place], self._expected[place], self._count[place]
        hoped = (expected + BELIEF / 2) / (count + BELIEF)
        right, wrong = right + BELIEF * hoped, count - right + BELIEF * (1 - hoped)
        return right / wrong * (1 - hoped) / hoped


class Plan(Struct, frozen=True):
    """Who is asked first, and who when the verdict is bad; `net` is its expected value (see `priced.net`)."""

    first: Option
    then: Option | None
    net: int


def plan(options: Sequence[Option], verdicts: Mapping[str, Verdicts], worth_micro: int) -> Plan:
    """The best plan: one model, or a model whose answers can be judged followed by another if need be."""
    best = choose(options, worth_micro)
    plans = [Plan(best, None, net(best, worth_micro))]
    for first in options:
        if first.model in verdicts:
            better = [option for option in options if option.chance > first.chance]
            plans += [_two_steps(first, then, verdicts[first.model], worth_micro) for then in better]
    return max(plans, key=lambda candidate: candidate.net)


def escalates(believed: float, then: Option, worth_micro: int) -> bool:
    """Whether asking again is expected to be worth its cost."""
    return net(then, worth_micro) > round(believed * 1_000_000) * worth_micro


def _two_steps(first: Option, then: Option, verdicts: Verdicts, worth_micro: int) -> Plan:
    after = net(then, worth_micro)
    expected = sum(
        probability * max(believed * 1_000_000 * worth_micro, after)
        for probability, believed in verdicts.outlook(first.chance)
    )
    return Plan(first, then, round(expected) - first.cost_micro * 1_000_000)


class Cascaded(Struct, Generic[Answer], frozen=True):
    """The answer, who gave it, what was believed of it, and all who were asked."""

    answer: Answer
    model: str
    believed: float
    asked: tuple[str, ...]


async def run(
    taken: Plan,
    verdicts: Mapping[str, Verdicts],
    worth_micro: int,
    ask: Callable[[str], Awaitable[Answer]],
    verify: Callable[[Answer], Awaitable[float]],
) -> Cascaded[Answer]:
    """Ask by plan. `verify` judges an answer: 0–1 for a check, an agreement, or any score that `verdicts` has bins
    for."""
    first, then = taken.first, taken.then
    answer = await ask(first.model)
    if then is None:
        return Cascaded(answer, first.model, first.chance, (first.model,))
    believed = verdicts[first.model].posterior(first.chance, await verify(answer))
    if not escalates(believed, then, worth_micro):
        return Cascaded(answer, first.model, believed, (first.model,))
    return Cascaded(await ask(then.model), then.model, then.chance, (first.model, then.model))
