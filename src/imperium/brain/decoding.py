"""From what is believed of single steps and links to the plan that is expected to be least wrong.

Where the answer is judged by the overlap of its steps and of its links with the right ones (F1), the most probable plan
is not the best answer; the one with the highest expected overlap is: minimum Bayes risk (Kumar and Byrne, 2004).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise, permutations
from math import log1p
from typing import TypeAlias

import numpy as np

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


class KnownPlans:
    """The distinct plans that were seen, as rows over all steps and links. `steps` may name more than they use."""

    def __init__(self, plans: Sequence[Steps], steps: Sequence[str]) -> None:
        self._trust = TRUST * len(plans) / (len(plans) + TRUST_FROM)
        self.plans = list(dict.fromkeys(plans))
        self.steps = {step: number for number, step in enumerate(steps)}
        links = dict.fromkeys(link for plan in self.plans for link in pairwise(plan))
        self.links: Mapping[Link, int] = {link: number for number, link in enumerate(links)}

    def rows(self, plans: Sequence[Steps]) -> tuple[Figures, Figures]:
        """A row for each plan: which steps it has, and which known links."""
        steps = [[self.steps[step] for step in plan] for plan in plans]
        links = [[self.links[link] for link in pairwise(plan) if link in self.links] for plan in plans]
        return _marked(steps, len(self.steps)), _marked(links, len(self.links))

    @cached_property
    def _rows(self) -> tuple[Figures, Figures]:
        return self.rows(self.plans)

    def best(self, steps: Figures, links: Figures) -> tuple[Steps, float]:
        """The plan with the highest expected overlap, and that overlap (0–1).

        `steps` and `links` say how probable each is to be part of the right plan, as far as each tells for itself.
        """
        steps, links = self._refined(steps, links) if self.plans else (np.clip(steps, 0, 1), links)
        made = self._made(steps, links)
        worth = np.concatenate([_worth(rows, steps, links) for rows in (self._rows, self.rows(made))])
        best = int(worth.argmax())
        return [*self.plans, *made][best], float(worth[best]) / (1 + LINK_WORTH)

    def _refined(self, steps: Figures, links: Figures) -> tuple[Figures, Figures]:
        """What is believed of each after the known plans have had their say."""
        with_steps, with_links = self._rows
        odds = with_steps @ _log_odds(steps) + LINK_EVIDENCE * (with_links @ _log_odds(links))
        belief = np.exp(odds - odds.max())
        belief /= belief.sum()
        return self._mixed(belief @ with_steps, steps), self._mixed(belief @ with_links, links)

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


def _worth(rows: tuple[Figures, Figures], steps: Figures, links: Figures) -> Figures:
    """The expected overlap of each plan's steps, and LINK_WORTH times that of its links."""
    worth = np.zeros(len(rows[0]))
    for has, likely, weight in ((rows[0], steps, 1.0), (rows[1], links, LINK_WORTH)):
        worth += weight * 2 * (has @ likely) / np.maximum(has.sum(1) + likely.sum(), LEAST)
    return worth


def _log_odds(probabilities: Figures) -> Figures:
    kept = np.clip(probabilities, LEAST, MOST)
    return np.asarray(np.log(kept / (1 - kept)))


def _marked(places: Sequence[Sequence[int]], width: int) -> Figures:
    rows = np.zeros((len(places), width))
    for row, marked in zip(rows, places, strict=True):
        row[marked] = 1
    return rows
