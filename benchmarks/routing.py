"""Routing by gain: RouteLLM's metrics on pairs of models, and cost against quality in a pool with prices.

    python3 dev.py bench routing -- --data FOLDER [--labels 1500] [--seeds 5]

The folder holds `*.jsonl(.gz)` files, a prompt a line: `{"prompt": …, "models": {name: {"score": …, "out_chars": …}}}`,
where a score lies in 0–1. Files called `zeroeval_*` are also taken together as the pool. Everything is measured on
prompts held out from the labels, at least a fifth of a file; a figure is the mean over seeds, with its deviation.
Prices are those of `routing_data.py`; what a cascade's judge would cost is not counted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.routing_data import PRICES, Array, Outcomes, pairs, read
from benchmarks.routing_metrics import PairScore, pair_score
from benchmarks.routing_pool import pool_rows
from imperium.models.gain.features import Features
from imperium.models.gain.features import read as read_features
from imperium.models.gain.model import GainModel
from imperium.models.gain.pair import PairPolicy, judged

LABELS = (0, 100, 500, 1_500)
HELD_OUT = 0.2
STRONG, WEAK = 0.8, 0.6
"""Declared strengths of a pair: all that is known of it without labels."""


def splits(count: int, labels: int, seeds: int) -> Iterator[tuple[int, list[int], list[int]]]:
    """Seed, labelled prompts, held-out prompts; those held out are the same for every number of labels."""
    for seed in range(seeds):
        order = Random(seed).sample(range(count), count)
        held = max(int(count * HELD_OUT), count - max(LABELS))
        yield seed, order[held:][:labels], order[:held]


def learn(
    outcomes: Outcomes, seen: list[Features], labelled: list[int], pair: tuple[int, int], both: bool = True
) -> PairPolicy:
    """A router that was told the outcomes of the labelled prompts, one after the other: of both models, or of the one
    that a coin chose."""
    strong, weak = (outcomes.models[index] for index in pair)
    random = Random(0)
    model = GainModel({strong: STRONG, weak: WEAK})
    policy = PairPolicy(model, strong, weak, 0.5, random)
    for prompt in labelled:
        scores = outcomes.scores[prompt]
        for name, column in random.sample(((strong, pair[0]), (weak, pair[1])), 2 if both else 1):
            model.observe(seen[prompt], name, float(scores[column]))
    model.settle(3)
    policy.verdict = judged(model, strong, weak)
    return policy


def pair_rows(outcomes: Outcomes, labels: list[int], seeds: int, table: Table) -> None:
    seen = [read_features(prompt) for prompt in outcomes.prompts]
    sizes = np.array([len(prompt) for prompt in outcomes.prompts], float)
    for pair in pairs(outcomes):
        strong, weak = outcomes.scores[:, pair[0]], outcomes.scores[:, pair[1]]

        def scored(count: int, rank: Callable[[int, list[int], list[int]], Array]) -> list[PairScore]:
            return [
                pair_score(strong[held], weak[held], rank(seed, labelled, held))  # noqa: B023
                for seed, labelled, held in splits(len(sizes), count, seeds)
            ]

        def ranked(seed: int, labelled: list[int], held: list[int], both: bool = True) -> Array:
            policy = learn(outcomes, seen, labelled, pair, both)  # noqa: B023
            return np.array([policy.rank(seen[prompt]) for prompt in held])

        names = " / ".join(f"{outcomes.models[index]} {outcomes.scores[:, index].mean():.3f}" for index in pair)
        table.add_section()
        table.add_row(f"[b]{outcomes.name}[/b], {len(sizes):,} prompts", names, "", "", "")
        _row(table, "random, or any mix of the two", scored(0, lambda seed, _, held: _random(seed, len(held))))
        _row(table, "length only", scored(0, lambda _, __, held: sizes[held]))
        for count in labels:
            told = min(count, len(sizes) - int(len(sizes) * HELD_OUT))
            _row(table, f"gain model, {told:,} labels", scored(count, ranked))
        _row(table, f"  {told:,} labels, of one model each", scored(count, partial(ranked, both=False)))
        _row(table, "oracle", scored(0, lambda _, __, held: (strong - weak)[held]))  # noqa: B023


def _random(seed: int, count: int) -> Array:
    return np.random.default_rng(seed).random(count)


def _row(table: Table, name: str, scores: list[PairScore]) -> None:
    cells = [[score.apgr for score in scores], [score.cpt50 for score in scores], [score.cpt80 for score in scores]]
    apgr, cpt50, cpt80 = cells
    spread = statistics.pstdev(apgr)
    table.add_row(
        "",
        name,
        f"{statistics.mean(apgr):.3f} ± {spread:.3f}",
        *(f"{100 * statistics.mean(c):.1f}" for c in (cpt50, cpt80)),
    )


def timings() -> Iterator[tuple[str, float]]:
    """Microseconds of CPU time: the least of many rounds."""
    short = "A train leaves at nine and needs four hours for 310 kilometres; when is it there, and how fast is it?"
    model = GainModel()
    for text in (short, " ".join(f"{short} {number}" for number in range(19))[:2_000]):
        features = model.features(text)
        yield f"features of {len(text):,} characters", _least(lambda: model.features(text))  # noqa: B023
        yield "  a chance", _least(lambda: model.chance(features, "m"))  # noqa: B023
        yield "  an outcome learned", _least(lambda: model.observe(features, "m", 1.0))  # noqa: B023


def _least(work: Callable[[], object], times: int = 200, rounds: int = 15) -> float:
    def once() -> float:
        began = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - began) / times * 1e6

    return min(once() for _ in range(rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the outcomes")
    parser.add_argument("--labels", type=int, default=max(LABELS), help="the most labels")
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args([argument for argument in sys.argv[1:] if argument != "--"])
    labels = [count for count in LABELS if count < arguments.labels] + [arguments.labels]
    found = read(arguments.data)
    console = Console(width=140)

    table = Table(
        "pair", "router", "APGR", "CPT50 %", "CPT80 %", title="Strong calls where they gain (higher APGR, lower CPT)"
    )
    for outcomes in found:
        pair_rows(outcomes, labels, arguments.seeds, table)
    console.print(table)
    together = [outcomes for outcomes in found if outcomes.is_family]
    for outcomes in together or found:
        priced = [model for model in outcomes.models if model in PRICES]
        if len(priced) > 2 and outcomes.sizes.any():
            console.print(pool_rows(outcomes.only(priced), labels, arguments.seeds, splits))
    for name, microseconds in timings():
        print(f"{name}: {microseconds:.1f} µs")


if __name__ == "__main__":
    main()
