"""From what is believed of single steps and links to the plan that is expected to be least wrong.

Where the answer is judged by the overlap of its steps and of its links with the right ones (F1), the most probable plan
is not the best answer; the one with the highest expected overlap is: minimum Bayes risk (Kumar and Byrne, 2004).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise, permutations
from math import log1p
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from imperium.brain.term_index import Figures

Steps: TypeAlias = tuple[str, ...]
Link: TypeAlias = tuple[str, str]

LINK_EVIDENCE = 0.7
"""What a link counts beside a step when a plan is believed: its steps have been counted already."""
LINK_WORTH = 0.5
LEAST, MOST = 0.002, 0.98
"""Nothing is impossible, nothing is certain."""
CONSIDERED = 5
LONGEST_MADE = 3
"""Plans that nobody has made yet are made of the few most probable steps."""
TRUST, TRUST_FROM = 0.5, 100
"""What known plans have to say about what is probable: at most half, and half of that once so many were seen."""


class Places(Struct, frozen=True):
    """Which of `width` things each plan has: a row of their numbers, filled up with `width`."""

    numbers: NDArray[np.int64]
    width: int

    @classmethod
    def of(cls, held: Sequence[Iterable[int]], width: int) -> Places:
        rows = [list(dict.fromkeys(numbers)) for numbers in held]
        longest = max(map(len, rows), default=0)
        filled = [row + [width] * (longest - len(row)) for row in rows]
        return cls(np.array(filled, np.int64).reshape(len(rows), longest), width)

    @property
    def sizes(self) -> Figures:
        """How many each plan has."""
        return np.asarray((self.numbers < self.width).sum(1), np.float64)

    def added(self, values: Figures) -> Figures:
        """For each plan, the values of what it has, added up."""
        return np.asarray(np.append(values, 0.0)[self.numbers].sum(1))

    def spread(self, weights: Figures) -> Figures:
        """For each thing, the weights of the plans that have it, added up."""
        each = np.repeat(weights, self.numbers.shape[1])
        return np.bincount(self.numbers.ravel(), each, self.width + 1)[: self.width].astype(np.float64)

    def marked(self) -> Figures:
        """A row of zeros and ones for each plan."""
        rows = np.zeros((len(self.numbers), self.width + 1))
        np.put_along_axis(rows, self.numbers, 1.0, 1)
        return rows[:, : self.width]


class KnownPlans:
    """The distinct plans that were seen, as rows over all steps and links. `steps` may name more than they use."""

    def __init__(self, plans: Sequence[Steps], steps: Sequence[str]) -> None:
        self._trust = TRUST * len(plans) / (len(plans) + TRUST_FROM)
        self.plans = list(dict.fromkeys(plans))
        self.steps = {step: number for number, step in enumerate(steps)}
        links = dict.fromkeys(link for plan in self.plans for link in pairwise(plan))
        self.links: Mapping[Link, int] = {link: number for number, link in enumerate(links)}

    def places(self, plans: Sequence[Steps]) -> tuple[Places, Places]:
        """Which steps each plan has, and which known links."""
        steps = [[self.steps[step] for step in plan] for plan in plans]
        links = [[self.links[link] for link in pairwise(plan) if link in self.links] for plan in plans]
        return Places.of(steps, len(self.steps)), Places.of(links, len(self.links))

    @cached_property
    def _places(self) -> tuple[Places, Places]:
        return self.places(self.plans)

    def best(self, steps: Figures, links: Figures) -> tuple[Steps, float]:
        """The plan with the highest expected overlap, and that overlap (0–1).

        `steps` and `links` say how probable each is to be part of the right plan, as far as each tells for itself.
        """
        steps, links = self._refined(steps, links) if self.plans else (np.clip(steps, 0, 1), links)
        made = self._made(steps, links)
        worth = np.concatenate([_worth(places, steps, links) for places in (self._places, self.places(made))])
        best = int(worth.argmax())
        return [*self.plans, *made][best], float(worth[best]) / (1 + LINK_WORTH)

    def _refined(self, steps: Figures, links: Figures) -> tuple[Figures, Figures]:
        """What is believed of each after the known plans have had their say."""
        with_steps, with_links = self._places
        odds = with_steps.added(_log_odds(steps)) + LINK_EVIDENCE * with_links.added(_log_odds(links))
        belief = np.exp(odds - odds.max())
        belief /= belief.sum()
        return self._mixed(with_steps.spread(belief), steps), self._mixed(with_links.spread(belief), links)

    def _mixed(self, known: Figures, own: Figures) -> Figures:
        return self._trust * known + (1 - self._trust) * np.clip(own, 0, 1)

    def _made(self, steps: Figures, links: Figures) -> list[Steps]:
        """Plans of the most probable steps, each in its most probable order."""
        names = list(self.steps)
        likely = [names[number] for number in np.argsort(-steps)[:CONSIDERED]]
        chosen = (some for size in range(1, LONGEST_MADE + 1) for some in combinations(likely, size))
        return [max(permutations(some), key=lambda order: self._order(order, links)) for some in chosen]

    def _order(self, plan: Steps, links: Figures) -> float:
        return sum(log1p(100 * links[self.links[link]]) for link in pairwise(plan) if link in self.links)


def _worth(places: tuple[Places, Places], steps: Figures, links: Figures) -> Figures:
    """The expected overlap of each plan's steps, and LINK_WORTH times that of its links."""
    return sum(
        (
            weight * 2 * has.added(likely) / np.maximum(has.sizes + likely.sum(), LEAST)
            for has, likely, weight in zip(places, (steps, links), (1.0, LINK_WORTH), strict=True)
        ),
        start=np.zeros(len(places[0].numbers)),
    )


def _log_odds(probabilities: Figures) -> Figures:
    kept = np.clip(probabilities, LEAST, MOST)
    return np.asarray(np.log(kept / (1 - kept)))
