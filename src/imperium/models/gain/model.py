"""The gain model: the chance that each model answers a prompt right. What decides a strong model is the expected gain,
its chance less the weak one's: not length, not keywords."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

import numpy as np
import orjson
from msgspec import Struct

from imperium.models.gain import prior
from imperium.models.gain.features import WIDTH, Features, read, unpack
from imperium.models.gain.learner import Learner, Outcome
from imperium.platform.errors import DataCorrupted, InvalidInput

MEMORY = 4_096
"""Outcomes remembered: some 2 MB, and what changed before them is forgotten."""
MODELS = 64
FORMAT = 2


class Validated(Struct, frozen=True):
    """An outcome beside its prediction: what was learned from other prompts, and the prior; neither is bounded.
    Predictions are comparable within a fold."""

    features: Features
    model: str
    learned: float
    prior: float
    reward: float
    fold: int


class GainModel:
    """Chances by model, from a prior by declared strength and from outcomes as they come. One thread."""

    def __init__(self, strengths: Mapping[str, float] | None = None, memory: int = MEMORY) -> None:
        self._strengths = {name: _share("strength", value) for name, value in (strengths or {}).items()}
        self._learner = Learner(MODELS, memory)
        self._memory = memory
        self._heads: dict[str, int] = {}

    def features(self, text: str) -> Features:
        """A prompt as the model sees it: to be kept until its outcome is known."""
        return read(text)

    def chance(self, features: Features, model: str) -> float:
        """The chance (0.01–0.99) that a model answers right. A few microseconds."""
        return prior.bounded(self._prior(features, model) + self._learner.value(features, self._heads.get(model)))

    def gain(self, features: Features, strong: str, weak: str) -> float:
        """What is expected of asking `strong` in place of `weak` (-1–1)."""
        return self._unbounded(features, strong) - self._unbounded(features, weak)

    def prior_gain(self, features: Features, strong: str, weak: str) -> float:
        """The same before anything was learned."""
        return self._prior(features, strong) - self._prior(features, weak)

    def evidence(self, model: str) -> float:
        """Outcomes of a model that are remembered, by weight; 0: its chance is the prior."""
        return self._learner.evidence(self._heads[model]) if model in self._heads else 0.0

    def observe(self, features: Features, model: str, reward: float, weight: float = 1.0) -> None:
        """Learn how right a model's answer was (0–1). `weight` is 1 over the chance that it was asked, when an
        exploration drew it. Some 50 µs.

        Raises:
            InvalidInput: a reward outside 0–1, or a weight that isn't positive.
        """
        if not 0 < weight < float("inf"):
            raise InvalidInput(f"A weight must be positive, this is {weight}.", field="weight")
        target = _share("reward", reward) - self._prior(features, model)
        self._learner.observe(features, self._head(model), target, weight)

    def declare(self, strengths: Mapping[str, float]) -> None:
        """How strong models are held to be (0–1) where nothing is known; what was learned stays relative to it."""
        self._strengths |= {name: _share("strength", value) for name, value in strengths.items()}

    def settle(self, rounds: int = 10) -> None:
        """Take the heads to the optimum after many outcomes came at once. Milliseconds to seconds."""
        self._learner.settle(rounds)

    def cross_validated(self) -> Iterator[Validated]:
        """Every outcome remembered, with what the model would have predicted without the prompt. Seconds for
        thousands: for a worker."""
        names = {head: name for name, head in self._heads.items()}
        for outcome, value, fold in self._learner.cross_validated():
            model = names[outcome.head]
            before = self._prior(outcome.features, model)
            yield Validated(outcome.features, model, before + value, before, outcome.target + before, fold)

    def dump(self) -> bytes:
        """All that was learned, for `load`: the outcomes remembered, from which the heads follow."""
        outcomes = list(self._learner.outcomes())
        keys = [outcome.features.key for outcome in outcomes]
        seen = dict(zip(keys, (outcome.features for outcome in outcomes), strict=True))
        place = {key: index for index, key in enumerate(seen)}
        packed = [features.pack() for features in seen.values()]
        head = {"format": FORMAT, "width": WIDTH, "heads": self._heads, "strengths": self._strengths}
        file = io.BytesIO()
        np.savez(
            file,
            head=np.frombuffer(orjson.dumps(head), np.uint8),
            features=np.frombuffer(b"".join(packed), np.uint8),
            sizes=np.array([len(content) for content in packed], np.int64),
            prompts=np.array([place[key] for key in keys], np.int64),
            outcomes=np.array([[o.head, o.target, o.weight, o.alpha] for o in outcomes], np.float64).reshape(-1, 4),
        )
        return file.getvalue()

    @classmethod
    def load(cls, content: bytes | None = None, memory: int = MEMORY) -> GainModel:
        """The model as it was dumped; without content one that knows the prior alone.

        Raises:
            DataCorrupted: the content isn't a dump of this format.
        """
        model = cls(memory=memory)
        if content is not None:
            try:
                model._restore(content)
            except (
                ValueError,
                KeyError,
                IndexError,
                TypeError,
                EOFError,
                OSError,
                zipfile.BadZipFile,
                DataCorrupted,
            ) as error:
                raise DataCorrupted(
                    f"What the gain model learned can't be read ({type(error).__name__}).",
                    remedy="Delete the file; the model starts from its prior and learns anew.",
                ) from error
        return model

    def _restore(self, content: bytes) -> None:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            head = orjson.loads(stored["head"].tobytes())
            if (head["format"], head["width"]) != (FORMAT, WIDTH):
                raise ValueError(f"format {head['format']}")
            ends = np.cumsum(stored["sizes"]).tolist()
            content = stored["features"].tobytes()
            prompts = [unpack(content[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]
            rows = zip(stored["prompts"].tolist(), stored["outcomes"].tolist(), strict=True)
            for prompt, (number, target, weight, alpha) in rows:
                features = prompts[prompt]
                self._learner.remember(Outcome(features, int(number), target, weight, features.square, alpha))
        self._heads, self._strengths = dict(head["heads"]), dict(head["strengths"])

    def _prior(self, features: Features, model: str) -> float:
        return prior.chance(features, self._strengths.get(model, prior.UNKNOWN))

    def _unbounded(self, features: Features, model: str) -> float:
        return self._prior(features, model) + self._learner.value(features, self._heads.get(model))

    def _head(self, model: str) -> int:
        """The model's head; when all are taken, that of the model of which least is remembered."""
        if model not in self._heads:
            if len(self._heads) == MODELS:
                least = min(self._heads, key=self.evidence)
                self._heads[model] = self._heads.pop(least)
                self._learner.forget(self._heads[model])
            else:
                self._heads[model] = len(self._heads) + 1
        return self._heads[model]


def _share(field: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise InvalidInput(f"A {field} lies between 0 and 1, this is {value}.", field=field)
    return value
