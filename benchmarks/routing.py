"""Routing by gain: RouteLLM's metrics on pairs of models, and cost against quality in a pool with prices.

    python3 dev.py bench routing -- --data FOLDER [--labels 1500] [--seeds 5]

The folder holds `*.jsonl(.gz)` files, a prompt a line: `{"prompt": …, "models": {name: {"score": …, "out_chars": …}}}`,
where a score lies in 0–1. Files called `zeroeval_*` are also taken together as the pool. Everything is measured on
prompts held out from the labels, at least a fifth of a file; a figure is the mean over seeds, with its deviation.
Where the weights that ship were fitted on a file's prompts, each half is measured with weights fitted on the other one.
Prices are those of `routing_data.py`; what a cascade's judge would cost is not counted. Two routers of scikit-learn are
told the same labels; where it can't be installed they are left out.

On MMLU a half of the prompts is a sample: with 1,500 labels one half comes to .69 and the other one to .65, by lot.
The true subject of each question would add .012 (standard error .007), and four times the labels .011.

The file of GSM8K has 667 prompts, so 534 labels: .655 in 25 splits, where TF-IDF with ridge comes to .611. How hard the
questions truly are, by 43 other models, would rank what this pair gains no better (.605-.665), and those models'
outcomes as further labels don't help (.645-.649): what is left of a single answer is chance.

Without labels, models that nobody has heard of can't reach the best mix of two fixed models, which is chosen by
hindsight: that one rests on a cheap model that is better than its price. Below one USD per million tokens scores don't
rise with the price at all (correlation -0.13 over nine models), and only six names tell a size. What is missing is
each model's own deviation from its price: the mean scores alone would save 53 % at 98 %.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from benchmarks import routing_peers
from benchmarks.routing_data import PRICES, read
from benchmarks.routing_pairs import pair_table
from benchmarks.routing_pool import pool_table
from benchmarks.routing_splits import LABELS
from imperium.models.gain.model import GainModel


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

    console.print(pair_table(found, labels, arguments.seeds, routing_peers.foretold))
    for outcomes in [one for one in found if one.is_family] or found:
        priced = [model for model in outcomes.models if model in PRICES]
        if len(priced) > 2 and outcomes.sizes.any():
            console.print(pool_table(outcomes.only(priced), labels, arguments.seeds))
    for name, microseconds in timings():
        print(f"{name}: {microseconds:.1f} µs")


if __name__ == "__main__":
    main()
