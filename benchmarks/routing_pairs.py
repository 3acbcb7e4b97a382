"""RouteLLM's metrics for a strong and a weak model."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from random import Random

import numpy as np
from rich.table import Table

from benchmarks.routing_data import Array, Outcomes, pairs
from benchmarks.routing_metrics import PairScore, pair_score
from benchmarks.routing_pretrain import unseen
from benchmarks.routing_splits import Split, counts, splits
from imperium.models.gain.features import read
from imperium.models.gain.model import GainModel
from imperium.models.gain.pair import PairPolicy
from imperium.models.gain.pretrained import NOTHING, Pretrained

STRONG, WEAK = 0.8, 0.6
"""Declared strengths of a pair: all that is known of it without labels."""

Peers = Callable[[Sequence[str], Array, Sequence[Split]], dict[str, list[Array]]]
"""Other routers: by name, for each split, the gains foretold of the prompts held out. See `routing_peers.foretold`."""


def no_peers(prompts: Sequence[str], gains: Array, told: Sequence[Split]) -> dict[str, list[Array]]:
    return {}


def pair_table(found: Sequence[Outcomes], labels: Sequence[int], seeds: int, peers: Peers = no_peers) -> Table:
    """Some rows a pair: what is simpler, the gain model by labels, peers by the most of them, and the oracle."""
    title = "Strong calls where they gain: a higher APGR and a lower CPT are better"
    table = Table("pair", "router", "APGR", "CPT50 %", "CPT80 %", title=title)
    sets = [one for one in found if not one.is_family]
    for whole in found:
        for number, (outcomes, weights) in enumerate(unseen(whole, sets), start=1):
            part = "" if outcomes is whole else f" (half {number}, weights of the other)"
            for strong, weak in pairs(outcomes):
                table.add_section()
                name = f"[b]{outcomes.name}[/b], {len(outcomes.prompts):,} prompts{part}"
                table.add_row(name, _names(outcomes, strong, weak))
                for router, scores in _Pair(outcomes, strong, weak, weights, peers).rows(labels, seeds):
                    table.add_row("", router, *_cells(scores))
    return table


class _Pair:
    """The outcomes of a strong and a weak model, and how routers rank the prompts held out."""

    def __init__(self, outcomes: Outcomes, strong: int, weak: int, weights: Pretrained, peers: Peers) -> None:
        self._weights, self._peers = weights, peers
        self._prompts = outcomes.prompts
        self._seen = [read(prompt) for prompt in outcomes.prompts]
        self._sizes = np.array([len(prompt) for prompt in outcomes.prompts], float)
        self._scores = {"strong": outcomes.scores[:, strong], "weak": outcomes.scores[:, weak]}

    def rows(self, labels: Sequence[int], seeds: int) -> Iterator[tuple[str, list[PairScore]]]:
        plain = self._splits(0, seeds)
        gains = self._scores["strong"] - self._scores["weak"]
        yield "random, or any mix of the two", [self._score(s, _random(s)) for s in plain]
        yield "length only", [self._score(s, self._sizes[s.held]) for s in plain]
        for count in counts(len(self._sizes), labels):
            told = self._splits(count, seeds)
            yield f"gain model, {len(told[0].labelled):,} labels", [self._score(s, self._routed(s, 2)) for s in told]
        most = f"{len(told[0].labelled):,} labels"
        yield f"  {most} of one model each", [self._score(s, self._routed(s, 1)) for s in told]
        if self._weights.kinds:
            yield f"  {most}, no weights shipped", [self._score(s, self._routed(s, 2, NOTHING)) for s in told]
        for peer, foretold in self._peers(self._prompts, gains, told).items():
            yield f"{peer}, {most}", [self._score(s, said) for s, said in zip(told, foretold, strict=True)]
        yield "oracle", [self._score(s, gains[s.held]) for s in plain]

    def _splits(self, count: int, seeds: int) -> list[Split]:
        """Those where the strong model is the better one on the prompts held out."""
        made = splits(len(self._sizes), count, seeds)
        return [s for s in made if self._scores["strong"][s.held].mean() > self._scores["weak"][s.held].mean()]

    def _score(self, split: Split, ranks: Array) -> PairScore:
        return pair_score(self._scores["strong"][split.held], self._scores["weak"][split.held], ranks)

    def _routed(self, split: Split, models: int, weights: Pretrained | None = None) -> Array:
        """The ranks of a router that was told the outcomes of the labelled prompts one by one: of both models, or of
        the one that a coin chose."""
        random = Random(split.seed)
        model = GainModel({"strong": STRONG, "weak": WEAK}, pretrained=self._weights if weights is None else weights)
        for prompt in split.labelled:
            for name in random.sample(("strong", "weak"), models):
                model.observe(self._seen[prompt], name, float(self._scores[name][prompt]))
        model.settle(3)
        policy = PairPolicy(model, "strong", "weak", 0.5, random)
        order = sorted(split.held, key=lambda prompt: policy.rank(self._seen[prompt]))
        place = {prompt: rank for rank, prompt in enumerate(order)}
        return np.array([place[prompt] for prompt in split.held], float)


def _random(split: Split) -> Array:
    return np.random.default_rng(split.seed).random(len(split.held))


def _names(outcomes: Outcomes, strong: int, weak: int) -> str:
    return " / ".join(f"{outcomes.models[index]} {outcomes.scores[:, index].mean():.3f}" for index in (strong, weak))


def _cells(scores: list[PairScore]) -> tuple[str, str, str]:
    areas = [score.apgr for score in scores]
    cpt50, cpt80 = (statistics.mean(values) for values in ([s.cpt50 for s in scores], [s.cpt80 for s in scores]))
    return (
        f"{statistics.mean(areas):.3f} ± {statistics.pstdev(areas):.3f}",
        f"{100 * cpt50:.1f}",
        f"{100 * cpt80:.1f}",
    )
