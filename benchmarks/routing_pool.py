"""Cost saved in a pool with prices, at shares of the strongest model's quality."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from rich.table import Table

from benchmarks.routing_data import CHARS_PER_TOKEN, PRICES, Array, Outcomes
from benchmarks.routing_metrics import saved
from benchmarks.routing_splits import counts, splits
from imperium.models.gain import reputation
from imperium.models.gain.cascade import Verdicts, escalates, plan
from imperium.models.gain.features import Features, read
from imperium.models.gain.frontier import Seen, best_quality, cheapest, follow, points
from imperium.models.gain.model import GainModel
from imperium.models.gain.pretrained import NOTHING
from imperium.models.gain.priced import Option, Request, choose
from imperium.models.gain.prior import bounded

SHARES = (0.9, 0.95, 0.98)
WORTHS = [round(10**exponent) for exponent in np.linspace(1.5, 5.5, 41)]
UNKNOWN_SIZE = 800.0
"""Characters of an answer where none has been seen."""
FIRST = 4
"""So many of the cheapest models are tried as the first of a cascade."""


class Pool:
    """Options for a prompt as a router sees them after its labels: chances, and costs from the labelled answers."""

    def __init__(self, outcomes: Outcomes, seen: list[Features], labelled: list[int], named: bool = True) -> None:
        self.outcomes, self.seen = outcomes, seen
        strengths = {model: _strength(model, named) for model in outcomes.models}
        self.model = GainModel(strengths, len(labelled) * len(outcomes.models) + 1, pretrained=NOTHING)
        for prompt in labelled:
            for name, score in zip(outcomes.models, outcomes.scores[prompt], strict=True):
                self.model.observe(seen[prompt], name, float(score))
        self.model.settle(3)
        typical = outcomes.sizes[labelled].mean(axis=0) if labelled else np.full(len(outcomes.models), UNKNOWN_SIZE)
        self.sizes = dict(zip(outcomes.models, map(float, typical), strict=True))

    def request(self, prompt: int) -> list[Option]:
        return [self._option(prompt, m, self.model.chance(self.seen[prompt], m)) for m in self.outcomes.models]

    def validated(self, labelled: list[int]) -> dict[int, Seen]:
        """The labelled prompts with what was expected of them without them."""
        place = {self.seen[prompt].key: prompt for prompt in labelled}
        options: dict[int, list[Option]] = defaultdict(list)
        rewards: dict[int, dict[str, float]] = defaultdict(dict)
        for one in self.model.cross_validated():
            prompt = place[one.features.key]
            options[prompt].append(self._option(prompt, one.model, bounded(one.learned)))
            rewards[prompt][one.model] = one.reward
        return {prompt: Seen(options[prompt], rewards[prompt]) for prompt in options}

    def _option(self, prompt: int, model: str, chance: float) -> Option:
        per_input, per_output = PRICES[model]
        asked = len(self.outcomes.prompts[prompt])
        return Option(model, chance, round((asked * per_input + self.sizes[model] * per_output) / CHARS_PER_TOKEN))


def pool_table(outcomes: Outcomes, labels: Sequence[int], seeds: int) -> Table:
    """One row a router, one column a share of the strongest model's quality."""
    seen = [read(prompt) for prompt in outcomes.prompts]
    costs = outcomes.costs_micro()
    strongest = int(outcomes.scores.mean(axis=0).argmax())
    found: dict[str, list[list[float]]] = defaultdict(list)
    for count in counts(len(seen), labels):
        for split in splits(len(seen), count, seeds):
            seed, labelled, held = split.seed, split.labelled, split.held
            test = _Held(outcomes.scores[held], costs[held], strongest)
            if not labelled:
                _rivals(found, test, np.array([len(outcomes.prompts[p]) for p in held]), seed)
            pool = Pool(outcomes, seen, labelled)
            requests = [pool.request(prompt) for prompt in held]
            name = f"{len(labelled):,} labels"
            curve = _by_worth(requests, outcomes.models, test)
            if not labelled:
                found[f"gain model, {name}"].append(test.saved(curve))
                strangers = Pool(outcomes, seen, [], named=False)
                untold = _by_worth([strangers.request(prompt) for prompt in held], outcomes.models, test)
                found[f"  by size and price alone, {name}"].append(test.saved(untold))
                continue
            validated = pool.validated(labelled)
            found[f"gain model, {name}"].append(test.saved(np.vstack([curve, test.singles])))
            seen_before = list(validated.values())
            found[f"  set for the share beforehand, {name}"].append(_aimed(seen_before, requests, pool, test))
            mixed = _aimed(seen_before, requests, pool, test, fixed=True)
            found[f"  the best mix set beforehand, {name}"].append(mixed)
            cascade = _cascaded(pool, validated, held, requests, test)
            found[f"  cascade by the answer's length, {name}"].append(test.saved(np.vstack([cascade, test.singles])))
            for sure in (0.8, 0.95):
                told = _cascaded(pool, validated, held, requests, test, _Judge(outcomes, sure, seed))
                row = f"  cascade, {sure:.0%} judge, {name}"
                found[row].append(test.saved(np.vstack([told, test.singles])))
    return _table(outcomes, found, strongest)


class _Held:
    """The held-out prompts: what a choice of one model a prompt costs and is worth."""

    def __init__(self, scores: Array, costs: Array, strongest: int) -> None:
        self.scores, self.costs = scores, costs
        self.strongest = float(costs[:, strongest].mean()), float(scores[:, strongest].mean())
        self.singles = np.stack([costs.mean(axis=0), scores.mean(axis=0)], axis=1)

    def point(self, chosen: list[int]) -> list[float]:
        rows = np.arange(len(self.scores))
        return [float(self.costs[rows, chosen].mean()), float(self.scores[rows, chosen].mean())]

    def saved(self, points: Array) -> list[float]:
        return [saved(points, self.strongest, share) for share in SHARES]


def _by_worth(requests: list[list[Option]], models: list[str], test: _Held) -> Array:
    return np.array([test.point([models.index(choose(r, worth).model) for r in requests]) for worth in WORTHS])


def _aimed(
    known: list[Seen], requests: list[list[Option]], pool: Pool, test: _Held, fixed: bool = False
) -> list[float]:
    """Saved, and the quality it came to, when the rule is set for each share from the labels alone; `fixed`: of rules
    that always ask the same model."""
    models = pool.outcomes.models
    possible = [point for point in points(known, WORTHS) if isinstance(point.rule, str) or not fixed]
    best = best_quality(known)
    cells: list[float] = []
    for share in SHARES:
        mix = cheapest(possible, share * best)
        ends = [
            np.array(test.point([models.index(follow(rule, r).model) for r in requests]))
            for rule in (mix.first, mix.second)
        ]
        cost, quality = ends[0] * (1 - mix.share) + ends[1] * mix.share
        cells += [1 - cost / test.strongest[0], quality / test.strongest[1]]
    return cells


def _rivals(found: dict[str, list[list[float]]], test: _Held, sizes: Array, seed: int) -> None:
    rows, models = len(sizes), test.scores.shape[1]
    drawn = np.random.default_rng(seed).integers(0, models, rows)
    found["random model, mixed with the strongest"].append(test.saved(np.array([test.point(list(drawn))])))
    found["best mix of two fixed models"].append(test.saved(test.singles))
    strongest = int(test.scores.mean(axis=0).argmax())
    order = np.argsort(-sizes, kind="stable")
    points = []
    for other in range(models):
        for share in np.linspace(0, 1, 21):
            chosen = np.full(rows, other)
            chosen[order[: round(share * rows)]] = strongest
            points.append(test.point(list(chosen)))
    found["length only, any two models"].append(test.saved(np.array(points)))
    right = np.where(test.scores >= test.scores.max(axis=1, keepdims=True), test.costs, np.inf)
    found["oracle"].append(test.saved(np.array([test.point(list(right.argmin(axis=1)))])))


class _Length:
    """A verdict that costs nothing: how long the answer came out."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._sizes = outcomes.sizes

    def edges(self, labelled: list[int], column: int) -> list[float]:
        return [float(edge) for edge in np.quantile(self._sizes[labelled, column], np.linspace(0.2, 0.8, 4))]

    def of(self, prompt: int, column: int) -> float:
        return float(self._sizes[prompt, column])


class _Judge:
    """A judge's verdict, drawn: it says what is so with this probability, whether the answer is right or wrong."""

    def __init__(self, outcomes: Outcomes, sure: float, seed: int) -> None:
        errs = np.random.default_rng(seed).random(outcomes.scores.shape) >= sure
        self._says = np.where(errs, 1 - outcomes.scores, outcomes.scores)

    def edges(self, labelled: list[int], column: int) -> list[float]:
        return [0.5]

    def of(self, prompt: int, column: int) -> float:
        return float(self._says[prompt, column])


def _cascaded(
    pool: Pool,
    known: dict[int, Seen],
    held: list[int],
    requests: list[list[Option]],
    test: _Held,
    judge: _Length | _Judge | None = None,
) -> Array:
    """Cheap first, then what the verdict says; carried out on the recorded answers."""
    outcomes = pool.outcomes
    judge = judge or _Length(outcomes)
    cheap = sorted(outcomes.models, key=lambda model: sum(PRICES[model]))[:FIRST]
    verdicts = {model: _learned(judge, known, outcomes.models.index(model), model) for model in cheap}
    fronts = [(prompt, row, _front(options)) for row, (prompt, options) in enumerate(zip(held, requests, strict=True))]
    return np.array([_played(fronts, outcomes, verdicts, judge, worth, test) for worth in WORTHS[::2]])


def _learned(judge: _Length | _Judge, known: dict[int, Seen], column: int, model: str) -> Verdicts:
    verdicts = Verdicts(judge.edges(list(known), column))
    for prompt, one in known.items():
        chance = next(option.chance for option in one.options if option.model == model)
        verdicts.observe(judge.of(prompt, column), chance, one.rewards[model])
    return verdicts


def _played(
    requests: list[tuple[int, int, list[Option]]],
    outcomes: Outcomes,
    verdicts: dict[str, Verdicts],
    judge: _Length | _Judge,
    worth: int,
    test: _Held,
) -> list[float]:
    cost = quality = 0.0
    for prompt, row, options in requests:
        taken = plan(options, verdicts, worth)
        column = outcomes.models.index(taken.first.model)
        cost += test.costs[row, column]
        if taken.then is not None:
            believed = verdicts[taken.first.model].posterior(taken.first.chance, judge.of(prompt, column))
            if escalates(believed, taken.then, worth):
                column = outcomes.models.index(taken.then.model)
                cost += test.costs[row, column]
        quality += test.scores[row, column]
    return [cost / len(requests), quality / len(requests)]


def _front(options: Request) -> list[Option]:
    """Those that no other beats in both cost and chance."""
    kept: list[Option] = []
    for option in sorted(options, key=lambda o: (o.cost_micro, -o.chance)):
        if not kept or option.chance > kept[-1].chance:
            kept.append(option)
    return kept


def _strength(model: str, named: bool) -> float:
    """As declared without labels; unless `named`, as of a model that nobody has heard of."""
    per_input, per_output = (round(price * 1_000_000) for price in PRICES[model])
    sized = model if named else "".join(re.findall(r"\d+[bB]\b", model))
    return reputation.strength(sized, per_input, per_output)


def _table(outcomes: Outcomes, found: dict[str, list[list[float]]], strongest: int) -> Table:
    name = f"{outcomes.name}: {len(outcomes.prompts):,} prompts, {len(outcomes.models)} models"
    columns = [f"{share:.0%}" for share in SHARES]
    table = Table(
        "router", *columns, title=f"{name}; % of cost saved at a share of {outcomes.models[strongest]}'s quality"
    )
    for router, rows in sorted(found.items(), key=lambda item: _order(item[0])):
        cells = np.array(rows)
        if cells.shape[1] == len(SHARES):
            texts = [f"{100 * statistics.mean(c):.0f} ± {100 * statistics.pstdev(c):.0f}" for c in cells.T]
        else:
            texts = [
                f"{100 * s.mean():.0f} (quality {100 * q.mean():.1f} %)"
                for s, q in zip(cells.T[::2], cells.T[1::2], strict=True)
            ]
        table.add_row(router, *texts)
    return table


def _order(router: str) -> tuple[bool, bool]:
    return router == "oracle", router.startswith(("gain", "  "))
