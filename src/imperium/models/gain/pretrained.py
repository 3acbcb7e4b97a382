"""What public outcomes tell of prompts of their kinds: how much more a strong model gains on one than on the next.

Weights in `pretrained.npz`, fitted by `benchmarks/routing_pretrain.py` on outcomes of RouteLLM (lm-sys, Apache-2.0) and
ZeroEval (WildEval, Apache-2.0). A kind has two linear functions of a prompt's hashed terms: one tells whether a prompt
is of it, the other how hard it is there. Of a prompt of no kind nothing is said: across kinds, words mislead.
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

from imperium.models.gain.features import BUCKETS, FORM, WAVES, Features, Vector, read

WEIGHTS, READ = "pretrained.npz", "What does 1 of 2 hens lay?\nA. Eggs"
TOLD = BUCKETS + WAVES + FORM
"""Entries of a prompt's vector that tell: all but the constant."""
STRANGE, CERTAIN = 0.5, 0.65
"""A prompt that belongs to a kind no more than the first isn't of it: nothing is said of it; from the second on all is.
Prompts of other sets come to 0.49 at most, held-out ones of the kind itself to 0.68 at least."""


class Kind(Struct, frozen=True):
    """A kind of prompts: `gate` (BUCKETS) is about 1 on a prompt of it and 0 on others, `direction` (TOLD) the hardness
    (see `prior.hardness`), less `middle`."""

    name: str
    gate: Vector
    direction: Vector
    middle: float


class Pretrained:
    """The kinds that are known, and the hashes of the prompts that they were fitted on."""

    def __init__(self, kinds: Sequence[Kind] = (), fitted_on: frozenset[int] = frozenset()) -> None:
        self.kinds, self.fitted_on = tuple(kinds), fitted_on

    def hardness(self, features: Features) -> float:
        """What a prompt costs a weak model beyond what its length tells; 0 for one of no kind. Some 3 µs a kind."""
        terms, values = features.ids[:-1], features.values[:-1]
        count = len(terms) - WAVES - FORM
        told = 0.0
        for kind in self.kinds:
            belongs = float(kind.gate.take(terms[:count]) @ values[:count])
            if belongs > STRANGE:
                share = min((belongs - STRANGE) / (CERTAIN - STRANGE), 1.0)
                told += share * (float(kind.direction.take(terms) @ values) - kind.middle)
        return told

    def dump(self) -> bytes:
        """Eight bits a weight; `load` reads it."""
        file = io.BytesIO()
        gates, gate_scales = _small([kind.gate for kind in self.kinds], BUCKETS)
        directions, scales = _small([kind.direction for kind in self.kinds], TOLD)
        np.savez_compressed(
            file,
            names=np.array([kind.name for kind in self.kinds], np.str_),
            gates=gates,
            directions=directions,
            scales=np.array([gate_scales, scales, [kind.middle for kind in self.kinds]], np.float32),
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
            rows = zip(stored["names"], stored["gates"], stored["directions"], stored["scales"].T, strict=True)
            kinds = [
                Kind(
                    str(name),
                    gate.astype(np.float32) * scales[0],
                    direction.astype(np.float32) * scales[1],
                    float(scales[2]),
                )
                for name, gate, direction, scales in rows
            ]
            return cls(kinds, frozenset(stored["fitted_on"].tolist()))


NOTHING = Pretrained()


@cache
def shipped() -> Pretrained:
    """The weights that come with the package."""
    return Pretrained.load(files("imperium.models.gain").joinpath(WEIGHTS).read_bytes())


def _small(vectors: list[Vector], width: int) -> tuple[NDArray[np.int8], list[float]]:
    scales = [float(np.abs(vector).max()) / 127 or 1.0 for vector in vectors]
    rows = [np.rint(vector / scale).astype(np.int8) for vector, scale in zip(vectors, scales, strict=True)]
    return np.array(rows, np.int8).reshape(-1, width), scales


def _reader() -> NDArray[np.uint16]:
    """How a text is read: the same as long as the weights fit."""
    return np.sort(read(READ).ids)
