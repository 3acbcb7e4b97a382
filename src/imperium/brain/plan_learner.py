"""Learns which plan a request leads to, from requests and the plans that worked for them.

Kernel ridge regression over the similarity of texts (`term_index.py`): each step and each link between two steps is a
target, 1 where a plan has it. What a step's own description says counts as an example of that step, so a plan is
proposed before any was seen; the more are seen, the more they decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from imperium.brain.decoding import KnownPlans, Steps
from imperium.brain.term_index import TermIndex

Weights: TypeAlias = NDArray[np.float32]

RIDGE = 0.1
"""Noise over signal, by cross-validation; similarities go up to 1."""


class Example(Struct, frozen=True):
    """A request in words, and the steps of the plan that worked for it, in order."""

    request: str
    steps: Steps


class Proposal(Struct, frozen=True):
    """`steps` in order; `confidence` is the overlap (0–1) with the right plan that is expected. `similar` is the number
    of the nearest example, if there is any, `similarity` how near it is (0–1)."""

    steps: Steps
    confidence: float
    similar: int | None
    similarity: float


class PlanLearner:
    """What was learned from `examples`; `described` holds what each step is, in words, for steps that are known."""

    def __init__(self, examples: Iterable[Example], described: Mapping[str, str]) -> None:
        self._examples = list(examples)
        used = (step for example in self._examples for step in example.steps)
        names = list(dict.fromkeys([*described, *used]))
        self._known = KnownPlans([example.steps for example in self._examples], names)
        texts = [*(example.request for example in self._examples), *described.values()]
        self._index = TermIndex()
        for text in texts:
            self._index.add(text)
        plans = [*(example.steps for example in self._examples), *((name,) for name in described)]
        self._weights = self._fitted(texts, plans)

    def propose(self, request: str) -> Proposal:
        """The plan that is expected to fit a request best; a millisecond or two. No steps where none are known."""
        if not self._known.steps:
            return Proposal((), 0.0, None, 0.0)
        similar = self._index.similarities(request)
        # BLAS would start threads, which wait for each other longer than such a product takes
        told = np.einsum("i,ij->j", similar.astype(np.float32), self._weights).astype(np.float64)
        steps, links = np.split(told, [len(self._known.steps)])
        plan, confidence = self._known.best(steps, links)
        nearest = int(similar[: len(self._examples)].argmax()) if self._examples else None
        return Proposal(plan, confidence, nearest, 0.0 if nearest is None else float(similar[nearest]))

    def _fitted(self, texts: Sequence[str], plans: Sequence[Steps]) -> Weights:
        """A row for each text, a column for each step and link: (K + λI)⁻¹ Y."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        targets = np.hstack([places.marked() for places in self._known.places(plans)])
        kernel = np.array([self._index.similarities(text) for text in texts])
        kernel[np.diag_indices(len(kernel))] += RIDGE
        return np.ascontiguousarray(np.linalg.solve(kernel, targets), np.float32)
