"""What public outcomes tell of prompts of their kinds: how easy one is for all models, and how much a strong one gains.

Weights in `pretrained.npz`, fitted by `benchmarks/routing_pretrain.py` on outcomes of RouteLLM (lm-sys, Apache-2.0) and
ZeroEval (WildEval, Apache-2.0). A kind has three linear functions of a prompt's hashed terms: whether a prompt is of
it, and how easy and how hard it is there (see `prior.Outlook`). A strong model gains little where all are right or none
is: a parabola over the ease says how little. Of a prompt of no kind nothing is said: across kinds, words mislead.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from imperium.models.gain.features import BUCKETS, FORM, WAVES, Features, Ids, Vector, read
from imperium.models.gain.prior import Outlook

WEIGHTS, READ = "pretrained.npz", "What does 1 of 2 hens lay?\nA. Eggs"
TOLD = BUCKETS + WAVES + FORM
"""Entries of a prompt's vector that tell: all but the constant."""
STRANGE, CERTAIN = 0.5, 0.65
"""A prompt that belongs to a kind no more than the first isn't of it: nothing is said of it; from the second on all is.
Prompts of other sets come to 0.49 at most, held-out ones of the kind itself to 0.68 at least."""


class Line(Struct, frozen=True):
    """A linear function of a prompt's terms, less its `middle`: the mean over prompts."""

    direction: Vector
    middle: float

    def of(self, terms: Ids, values: Vector) -> float:
        return float(self.direction.take(terms) @ values) - self.middle


class Kind(Struct, frozen=True):
    """A kind of prompts: `gate` (BUCKETS) is about 1 on a prompt of it and 0 on others; `hard` and `ease` (TOLD) say
    where in it a prompt stands. Hardness bends by `curvature` for each square of ease off `spread`, its variance."""

    name: str
    gate: Vector
    hard: Line
    ease: Line
    curvature: float
    spread: float

    def outlook(self, terms: Ids, values: Vector) -> Outlook:
        ease = self.ease.of(terms, values)
        return Outlook(self.hard.of(terms, values) + self.curvature * (ease * ease - self.spread), ease)


class Pretrained:
    """The kinds that are known, and the hashes of the prompts that they were fitted on."""

    def __init__(self, kinds: Sequence[Kind] = (), fitted_on: frozenset[int] = frozenset()) -> None:
        self.kinds, self.fitted_on = tuple(kinds), fitted_on

    def outlook(self, features: Features) -> Outlook:
        """What is to be added to what a prompt's length tells; nothing for one of no kind. Some 3 µs a kind, 9 µs for a
        prompt of it."""
        terms, values = features.ids[:-1], features.values[:-1]
        count = len(terms) - WAVES - FORM
        hard = ease = 0.0
        for kind in self.kinds:
            belongs = float(kind.gate.take(terms[:count]) @ values[:count])
            if belongs > STRANGE:
                share = min((belongs - STRANGE) / (CERTAIN - STRANGE), 1.0)
                told = kind.outlook(terms, values)
                hard, ease = hard + share * told.hard, ease + share * told.ease
        return Outlook(hard, ease)

    def dump(self) -> bytes:
        """Eight bits a weight; `load` reads it."""
        file = io.BytesIO()
        gates, gate_scales = _small([kind.gate for kind in self.kinds], BUCKETS)
        hard, hard_scales = _small([kind.hard.direction for kind in self.kinds], TOLD)
        ease, ease_scales = _small([kind.ease.direction for kind in self.kinds], TOLD)
        figures = [(kind.hard.middle, kind.ease.middle, kind.curvature, kind.spread) for kind in self.kinds]
        np.savez_compressed(
            file,
            names=np.array([kind.name for kind in self.kinds], np.str_),
            gates=gates,
            hard=hard,
            ease=ease,
            scales=np.array([gate_scales, hard_scales, ease_scales], np.float32).T,
            figures=np.array(figures, np.float32).reshape(-1, 4),
            fitted_on=np.array(sorted(self.fitted_on), np.uint32),
            reader=_reader(),
        )
        return file.getvalue()

    @classmethod
    def load(cls, content: bytes) -> Self:
        """What was dumped. Raises ValueError for weights of features that are no longer read like that."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            if not np.array_equal(stored["reader"], _reader()):
                raise ValueError("The weights are those of other features; benchmarks/routing_pretrain.py fits them.")
            columns = ("names", "gates", "hard", "ease", "scales", "figures")
            kinds = [_kind(*row) for row in zip(*(stored[column] for column in columns), strict=True)]
            return cls(kinds, frozenset(stored["fitted_on"].tolist()))


NOTHING = Pretrained()


@cache
def shipped() -> Pretrained:
    """The weights that come with the package."""
    return Pretrained.load(files("imperium.models.gain").joinpath(WEIGHTS).read_bytes())


def _kind(
    name: str,
    gate: NDArray[np.int8],
    hard: NDArray[np.int8],
    ease: NDArray[np.int8],
    scales: Vector,
    figures: Vector,
) -> Kind:
    gate_scale, hard_scale, ease_scale = scales
    hard_middle, ease_middle, curvature, spread = map(float, figures)
    return Kind(
        str(name),
        gate.astype(np.float32) * gate_scale,
        Line(hard.astype(np.float32) * hard_scale, hard_middle),
        Line(ease.astype(np.float32) * ease_scale, ease_middle),
        curvature,
        spread,
    )


def _small(vectors: list[Vector], width: int) -> tuple[NDArray[np.int8], list[float]]:
    scales = [float(np.abs(vector).max()) / 127 or 1.0 for vector in vectors]
    rows = [np.rint(vector / scale).astype(np.int8) for vector, scale in zip(vectors, scales, strict=True)]
    return np.array(rows, np.int8).reshape(-1, width), scales


def _reader() -> NDArray[np.uint16]:
    """How a text is read: the same as long as the weights fit."""
    return np.sort(read(READ).ids)
