"""Marketing: what the media-mix model foretells, whether its intervals hold, what a budget and a campaign cost to make.

    python3 dev.py bench marketing
    python3 dev.py bench marketing --data FOLDER

The folder may hold CSV files of weeks: one `<channel>_spend` a channel, the outcome as `conversions`, and other columns
that end in `_control` or `Promo`, such as the simulated national sets that Google publishes with Meridian.
Worlds whose truth is known are made here, because no real history tells what each channel has truly brought.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from imperium.intelligences.marketing.budget import split
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.marketing.industry import industry
from imperium.intelligences.marketing.media_mix.design import Floats, adstock, saturated
from imperium.intelligences.marketing.media_mix.effects import draws
from imperium.intelligences.marketing.media_mix.fit import Weeks, forecast, seasonal_naive, wmape
from imperium.intelligences.marketing.media_mix.job import HELD_OUT, model
from imperium.intelligences.marketing.message import message
from imperium.intelligences.marketing.segmentation.job import segment
from imperium.intelligences.product import ProductDetails, from_details

WORLDS = 100
ROUNDS = 5
SHOES = ProductDetails(
    name="Salomon Speedcross 6",
    category="Trail running shoes",
    features=["Deep lugs: they bite into mud", "Quicklace system: one pull", "10 mm drop", "298 g in size 9"],
    audience="trail runners",
    price=140,
)


def world(seed: int, weeks: int = 130, count: int = 4) -> tuple[Weeks, Floats]:
    """Weeks with season, trend, noise of 5 % and lingering, saturating spend; and what each channel brought in them."""
    chance = np.random.default_rng(seed)
    mean = chance.uniform(1e3, 2e4, count)
    spend = mean * np.exp(0.5 * chance.standard_normal((weeks, count))) * (chance.random((weeks, count)) > 0.15)
    share = chance.dirichlet(np.ones(count)) * chance.uniform(0.2, 0.6)
    brought = np.zeros((weeks, count))
    for j in range(count):
        lingering = adstock(spend[:, j], chance.uniform(0, 0.7))
        shape = saturated(lingering, chance.uniform(0.5, 3) * spend[:, j].mean(), chance.uniform(0.7, 1))
        brought[:, j] = shape / shape.mean() * share[j] * 1000 / (1 - share.sum())
    when = np.arange(weeks)
    outcome = 1000 * (1 + 0.15 * np.sin(2 * np.pi * when / 52.18)) + 200 * when / weeks + brought.sum(axis=1)
    noisy = outcome + 0.05 * outcome.mean() * chance.standard_normal(weeks)
    truth: Floats = brought.sum(axis=0)
    return Weeks(spend, noisy, np.empty((weeks, 0))), truth


def read(path: Path) -> Weeks:
    """The weeks of a CSV file."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))

    def columns(*endings: str) -> Floats:
        names = [name for name in rows[0] if name.endswith(endings)]
        return np.array([[float(row[name]) for name in names] for row in rows])

    return Weeks(columns("_spend"), np.array([float(row["conversions"]) for row in rows]), columns("_control", "Promo"))


def errors(weeks: Weeks) -> tuple[float, float, float]:
    """Weighted error on the last 26 weeks: the model's, last year's, and that of the mean."""
    known = len(weeks) - HELD_OUT
    actual = weeks.outcome[known:]
    said = forecast(weeks, known, np.random.default_rng(0), HELD_OUT)
    mean = np.full(HELD_OUT, weeks.outcome[:known].mean())
    return wmape(actual, said), wmape(actual, seasonal_naive(weeks.outcome, known)), wmape(actual, mean)


def seconds(work: Callable[[], object]) -> float:
    """The median of a few rounds, after one to warm up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return float(np.median(taken))


def foretold(folder: Path | None) -> Table:
    table = Table("weeks", "model", "last year", "mean", title="Error on 26 unseen weeks (wMAPE)")
    for path in sorted(folder.glob("*.csv")) if folder else []:
        table.add_row(path.name, *(f"{error:.3f}" for error in errors(read(path))))
    made = np.array([errors(world(seed)[0]) for seed in range(WORLDS)])
    table.add_row(f"{WORLDS} made worlds, mean", *(f"{error:.3f}" for error in made.mean(axis=0)))
    table.add_row("… better than last year", f"{(made[:, 0] < made[:, 1]).mean():.0%}", "", "")
    return table


def trusted() -> Table:
    inside, first = [], []
    for seed in range(WORLDS):
        weeks, truth = world(seed)
        found = draws(weeks, np.random.default_rng(0)).contributions
        low, middle, high = np.quantile(found, [0.05, 0.5, 0.95], axis=0)
        inside += list((low <= truth) & (truth <= high))
        spent = weeks.spend.sum(axis=0)
        first.append(np.argmax(middle / spent) == np.argmax(truth / spent))
    table = Table("", "share", title=f"{WORLDS} made worlds, 4 channels, 130 weeks")
    table.add_row("90 % intervals that hold the truth", f"{np.mean(inside):.1%}")
    table.add_row("channel with the highest return found", f"{np.mean(first):.0%}")
    return table


def purchases(customers: int) -> str:
    chance, start = random.Random(1), date(2024, 1, 1)
    lines = ["customer,date,amount"]
    for one in range(customers):
        often = chance.choice((1, 1, 1, 2, 3, 8))
        last = chance.randrange(60, 700)
        lines += [f"c{one},{start + timedelta(days=last - 7 * k)},{chance.uniform(10, 90):.2f}" for k in range(often)]
    return "\n".join(lines)


def _quiet(fraction: float, said: str) -> None:
    """Nobody watches."""


def costs() -> Table:
    weeks, _ = world(0, weeks=156, count=6)
    names = [f"channel {i}" for i in range(6)]
    job = {
        "channels": names,
        "spend": weeks.spend.tolist(),
        "outcome": weeks.outcome.tolist(),
        "controls": [],
        "seed": 0,
    }
    job["controls"] = [[] for _ in weeks.outcome]
    about, every = message(from_details(SHOES), category="Trail running shoes"), dict.fromkeys(channels(), 3)
    trade, small, large = industry(["running shoes"]), purchases(1_000), purchases(20_000)
    table = Table("work", "seconds", title="What it costs")
    rows: list[tuple[str, Callable[[], object]]] = [
        ("media-mix model, 156 weeks, 6 channels, with its test and intervals", lambda: model(job, _quiet)),
        ("budget over 9 channels", lambda: split(25_000_00, sorted(channels()), trade)),
        ("copy for 9 channels, 3 pieces each", lambda: written(about, every, None, 1)),
        ("segments of 1,000 customers", lambda: segment({"csv": small, "seed": 0}, _quiet)),
        ("segments of 20,000 customers", lambda: segment({"csv": large, "seed": 0}, _quiet)),
    ]
    for name, work in rows:
        table.add_row(name, f"{seconds(work):.3f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with CSV files of weeks")
    folder = parser.parse_args().data
    console = Console()
    for table in (foretold(folder), trusted(), costs()):
        console.print(table)


if __name__ == "__main__":
    main()
