"""Fit what ships with the gain model: kinds of prompts with what is hard in them, and how strong known models are.

    python -m benchmarks.routing_pretrain --data FOLDER

Writes `pretrained.npz` and `strengths.json` of `imperium.models.gain` anew, from outcomes as `routing.py` reads them. A
set becomes a kind when, by cross-validation within it, what was fitted ranks the prompts surely better than their
length does, for each of the set's pairs of models, and the set can be told from the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing_data import Array, Outcomes, pairs, read
from imperium.models.gain import features, pretrained, reputation
from imperium.models.gain.bend import CURVATURE
from imperium.models.gain.features import BUCKETS, Features
from imperium.models.gain.pretrained import TOLD, Kind, Line, Pretrained
from imperium.models.gain.prior import RANGE, STRONGEST, hardness

GATE_RIDGE, HARD_RIDGE, EASE_RIDGE = 1.0, 18.0, 6.0
CLEAR = 0.75
"""How much a prompt of a kind belongs to it, at least half of the time; prompts of other kinds do by about 0."""
FOLDS, STEPS = 5, 60
GAIN = Path(pretrained.__file__).parent


class Sparse:
    """Prompts by entries of their vectors, the constant left out; `terms_only` leaves out the layout too."""

    def __init__(self, prompts: Sequence[Features], terms_only: bool = False) -> None:
        kept = BUCKETS if terms_only else TOLD
        ids = [one.ids[one.ids < kept] for one in prompts]
        self._ids = np.concatenate(ids).astype(np.int64)
        self._values = np.concatenate([one.values[: len(part)] for one, part in zip(prompts, ids, strict=True)])
        self._rows = np.repeat(np.arange(len(ids)), [len(part) for part in ids])
        self._shape = len(ids), kept

    def __matmul__(self, weights: Array) -> Array:
        summed = np.bincount(self._rows, weights=self._values * weights[self._ids], minlength=self._shape[0])
        return summed.astype(float)

    def transposed(self, rows: Array) -> Array:
        summed = np.bincount(self._ids, weights=self._values * rows[self._rows], minlength=self._shape[1])
        return summed.astype(float)

    def ridge(self, targets: Array, ridge: float) -> Array:
        """Weights of ridge regression, by conjugate gradients (Hestenes and Stiefel, 1952)."""
        weights = np.zeros(self._shape[1])
        left = self.transposed(targets)
        direction, square = left, float(left @ left)
        done = 1e-12 * square
        for _ in range(STEPS):
            if square <= done:
                break
            across = self.transposed(self @ direction) + ridge * direction
            step = square / float(direction @ across)
            weights, left = weights + step * direction, left - step * across
            square, before = float(left @ left), square
            direction = left + square / before * direction
        return weights


class Sample:
    """A set's prompts as they are read, and how much more the strongest third of the models gained on each."""

    def __init__(self, outcomes: Outcomes) -> None:
        scores = outcomes.scores
        order = np.argsort(scores.mean(axis=0))
        third = max(1, len(order) // 3)
        self.name = outcomes.name
        self.prompts = [features.read(prompt) for prompt in outcomes.prompts]
        self.ease: Array = scores.mean(axis=1) - scores.mean()
        self.gains: Array = scores[:, order[-third:]].mean(axis=1) - scores[:, order[:third]].mean(axis=1)
        self.of_pairs: list[Array] = [scores[:, strong] - scores[:, weak] for strong, weak in pairs(outcomes)]

    @cached_property
    def folds(self) -> NDArray[np.int64]:
        return np.arange(len(self.prompts)) % FOLDS

    def lines(self, rows: Sequence[int]) -> tuple[Line, Line]:
        """How hard and how easy prompts are, by some of them."""
        prompts = [self.prompts[row] for row in rows]
        return _line(prompts, self.hard()[rows], HARD_RIDGE), _line(prompts, self.ease[rows], EASE_RIDGE)

    @cached_property
    def told(self) -> tuple[Array, Array]:
        """Of each prompt, what those of the other folds tell of how hard and how easy it is."""
        found = np.empty((2, len(self.prompts)))
        for fold in range(FOLDS):
            here = np.flatnonzero(self.folds == fold)
            lines = self.lines(np.flatnonzero(self.folds != fold).tolist())
            seen = Sparse([self.prompts[row] for row in here])
            found[:, here] = [seen @ line.direction - line.middle for line in lines]
        return found[0], found[1]

    def hard(self) -> Array:
        """The gains as what they would be from strength 0 to 1, less what the length tells; see `prior.chance`."""
        gap = max(float(self.gains.mean()), 0.02) / RANGE
        hard: Array = self.gains / gap - np.array([hardness(one) for one in self.prompts])
        return hard


def fit(samples: Sequence[Sample]) -> Pretrained:
    """What the sets tell, of those that tell anything."""
    everything = Sparse([one for sample in samples for one in sample.prompts], terms_only=True)
    names = np.repeat([sample.name for sample in samples], [len(sample.prompts) for sample in samples])
    kinds, fitted_on = [], set[int]()
    for sample in samples:
        if not tells(sample):
            continue
        gate = everything.ridge((names == sample.name).astype(float), GATE_RIDGE)
        if np.median((everything @ gate)[names == sample.name]) < CLEAR:
            continue
        hard, ease = sample.lines(range(len(sample.prompts)))
        curvature, spread = bend(sample)
        kinds.append(Kind(sample.name, gate.astype(np.float32), hard, ease, curvature, spread))
        fitted_on |= {one.key for one in sample.prompts}
    return Pretrained(kinds, frozenset(fitted_on))


def tells(sample: Sample) -> bool:
    """Whether the words, by those of other folds, rank a set's prompts surely better than the length does."""
    by_length = np.array([hardness(one) for one in sample.prompts])
    by_words, _ = sample.told
    ahead = ranks(by_words + by_length, sample.folds) - ranks(by_length, sample.folds)
    return all(is_ahead(ahead * gains) for gains in sample.of_pairs)


def bend(sample: Sample) -> tuple[float, float]:
    """How hardness bends with each square of ease, by ridge regression on what the other folds told of both; and the
    mean of that square."""
    hard, ease = sample.told
    spread = float((ease * ease).mean())
    off, left = ease * ease - spread, sample.hard() - hard
    ridge = float(left.var()) / (RANGE * CURVATURE) ** 2
    return float(off @ (left - left.mean()) / (off @ off + ridge)), spread


def is_ahead(differences: Array) -> bool:
    """Whether the mean of paired differences is surely above zero: by 1.64 standard errors."""
    return bool(differences.mean() > 1.64 * differences.std() / len(differences) ** 0.5)


def ranks(values: Array, folds: NDArray[np.int64]) -> Array:
    """Ranks about zero (-1/2–1/2) within each fold; equal values share theirs."""
    found = np.empty(len(values))
    for fold in np.unique(folds):
        _, place, counts = np.unique(values[folds == fold], return_inverse=True, return_counts=True)
        middles = np.cumsum(counts) - (counts + 1) / 2
        found[folds == fold] = (middles[place] + 0.5) / len(place) - 0.5
    return found


def _line(prompts: Sequence[Features], targets: Array, ridge: float) -> Line:
    seen = Sparse(prompts)
    direction = seen.ridge(targets - targets.mean(), ridge)
    return Line(direction.astype(np.float32), float((seen @ direction).mean()))


def unseen(outcomes: Outcomes, found: Sequence[Outcomes]) -> Iterator[tuple[Outcomes, Pretrained]]:
    """What can be measured honestly: a set with the weights that ship, when they were fitted on none of its prompts;
    else each half of it, with weights that are fitted anew on the other halves."""
    if not overlap(outcomes):
        yield outcomes, pretrained.shipped()
        return
    for half in (0, 1):
        yield outcomes.part(_half(outcomes, half)), fit([Sample(one.part(_half(one, 1 - half))) for one in found])


def overlap(outcomes: Outcomes) -> bool:
    """Whether the weights that ship were fitted on more than a hundredth of these prompts."""
    fitted_on = pretrained.shipped().fitted_on
    seen = sum(features.read(prompt).key in fitted_on for prompt in outcomes.prompts)
    return seen > 0.01 * len(outcomes.prompts)


def _half(outcomes: Outcomes, which: int) -> list[int]:
    return [row for row, prompt in enumerate(outcomes.prompts) if crc32(prompt.encode()) % 2 == which]


def strengths(found: Sequence[Outcomes]) -> dict[str, float]:
    """Each model's mean over the sets as if it had been asked all of them: two-way, by alternating means."""
    cells = {
        (o.name, model): float(mean) for o in found for model, mean in zip(o.models, o.scores.mean(axis=0), strict=True)
    }
    of_set = {o.name: 0.0 for o in found}
    of_model = {model: 0.0 for _, model in cells}
    for _ in range(100):
        for model in of_model:
            of_model[model] = float(np.mean([v - of_set[s] for (s, m), v in cells.items() if m == model]))
        for name in of_set:
            of_set[name] = float(np.mean([v - of_model[m] for (s, m), v in cells.items() if s == name]))
    usual = float(np.mean([of_set[o.name] for o in found if len(o.models) > 20]))
    known: dict[str, list[float]] = {}
    for model, value in of_model.items():
        known.setdefault(reputation.plain(model), []).append((value + usual - STRONGEST + RANGE) / RANGE)
    return {name: round(float(np.clip(np.mean(values), 0, 1)), 3) for name, values in sorted(known.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the outcomes")
    found = [outcomes for outcomes in read(parser.parse_args().data) if not outcomes.is_family]
    weights = fit([Sample(outcomes) for outcomes in found])
    (GAIN / pretrained.WEIGHTS).write_bytes(weights.dump())
    (GAIN / reputation.TABLE).write_text(json.dumps(strengths(found), indent=1) + "\n")
    print(f"kinds: {', '.join(kind.name for kind in weights.kinds)}; {len(weights.fitted_on):,} prompts")


if __name__ == "__main__":
    main()
