"""The gain model: the chance that each model answers a prompt right. What decides a strong model is the expected gain,
its chance less the weak one's: not length, not keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from imperium.models.gain import prior
from imperium.models.gain.bend import Bend
from imperium.models.gain.features import Features, read
from imperium.models.gain.learner import Learner
from imperium.models.gain.pretrained import Pretrained, shipped
from imperium.models.gain.prior import Outlook
from imperium.models.gain.trust import Trust, Values
from imperium.platform.errors import InvalidInput

MEMORY = 4_096
"""Outcomes remembered: some 2 MB, and what changed before them is forgotten."""
MODELS = 64


class Validated(Struct, frozen=True):
    """An outcome beside its prediction: what was learned from other prompts, and the prior; neither is bounded.
    Predictions are comparable within a fold."""

    features: Features
    model: str
    learned: float
    prior: float
    reward: float
    fold: int


class Foretold(Struct, frozen=True, eq=False):
    """Of one prompt: its outlook, and each head's chance, as foretold and as believed."""

    features: Features
    outlook: Outlook
    values: Values
    believed: Values


class GainModel:
    """Chances by model, from a prior by declared strength and from outcomes as they come. One thread."""

    def __init__(
        self,
        strengths: Mapping[str, float] | None = None,
        memory: int = MEMORY,
        pretrained: Pretrained | None = None,
    ) -> None:
        self._strengths = {name: _share("strength", value) for name, value in (strengths or {}).items()}
        self._learner = Learner(MODELS, memory)
        self._bend = Bend(MODELS, memory)
        self._trust = Trust(MODELS)
        self._pretrained = shipped() if pretrained is None else pretrained
        self._heads: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._memory = memory
        self._latest: Foretold | None = None

    def features(self, text: str) -> Features:
        """A prompt as the model sees it: to be kept until its outcome is known."""
        return read(text)

    def chance(self, features: Features, model: str) -> float:
        """The chance (0.01–0.99) that a model answers right. Some 20 µs for a prompt's first one, 1 µs for others."""
        return prior.bounded(self._believed(features, model))

    def gain(self, features: Features, strong: str, weak: str) -> float:
        """What is expected of asking `strong` in place of `weak` (-1–1)."""
        return self._believed(features, strong) - self._believed(features, weak)

    @property
    def trust(self) -> float:
        """The share (0–1) that is believed of what is foretold by prompt; see `trust`."""
        return self._trust.share

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
        target, head = _share("reward", reward), self._head(model)
        told = self._foretold(features)
        self._trust.observe(features.key, told.values, self._learner.known, head - 1, target, weight)
        self._learner.observe(features, head, target - self._prior(told.outlook, model), weight)
        self._fit_bend((self._learner.turn(),))
        self._latest = None

    def declare(self, strengths: Mapping[str, float]) -> None:
        """How strong models are held to be (0–1) where nothing is known; what was learned stays relative to it."""
        self._strengths |= {name: _share("strength", value) for name, value in strengths.items()}
        self._latest = None

    def settle(self, rounds: int = 10) -> None:
        """Take the heads to the optimum after many outcomes came at once. Milliseconds to seconds."""
        self._learner.settle(rounds)
        self._fit_bend(range(len(self._learner)))
        self._latest = None

    def cross_validated(self) -> Iterator[Validated]:
        """Every outcome remembered, with what the model would have predicted without the prompt. Seconds for
        thousands: for a worker."""
        known = self._learner.known
        for outcome, values, fold in self._learner.cross_validated():
            model, outlook = self._names[outcome.head], self._outlook(outcome.features)
            before = self._prior(outlook, model)
            bent = self._bend.bent(self._straight(outlook, values), known)
            learned = float(bent[outcome.head - 1])
            yield Validated(outcome.features, model, learned, before, outcome.target + before, fold)

    def _believed(self, features: Features, model: str) -> float:
        told, head = self._foretold(features), self._heads.get(model)
        if head is not None and head <= len(told.believed):
            return float(told.believed[head - 1])
        return self._prior(told.outlook, model) + self._learner.value(features, None)

    def _foretold(self, features: Features) -> Foretold:
        """Worked out once for a prompt, whichever models are asked about."""
        if self._latest is None or self._latest.features is not features:
            outlook, known = self._outlook(features), self._learner.known
            values = self._bend.bent(self._straight(outlook, self._learner.values(features)), known)
            self._latest = Foretold(features, outlook, values, self._trust.believed(values, known))
        return self._latest

    def _fit_bend(self, slots: Iterable[int]) -> None:
        """From what outcomes leave of what is told of their prompts without them."""
        known = self._learner.known
        if known.sum() < 2:
            return
        for slot in slots:
            outcome, values = self._learner.left_out(slot)
            outlook = self._outlook(outcome.features)
            reward = outcome.target + self._prior(outlook, self._names[outcome.head])
            told = self._straight(outlook, values)
            self._bend.observe(slot, told, known, outcome.head - 1, reward, outcome.weight)

    def _straight(self, outlook: Outlook, values: Values) -> Values:
        """What is told of each head, with its prior."""
        for model, head in self._heads.items():
            if head <= len(values):
                values[head - 1] += self._prior(outlook, model)
        return values

    def _outlook(self, features: Features) -> Outlook:
        hard, ease = self._pretrained.outlook(features)
        return Outlook(prior.hardness(features) + hard, ease)

    def _prior(self, outlook: Outlook, model: str) -> float:
        return prior.chance(outlook, self._strengths.get(model, prior.UNKNOWN))

    def _head(self, model: str) -> int:
        """The model's head; when all are taken, that of the model of which least is remembered."""
        if model not in self._heads:
            if len(self._heads) == MODELS:
                least = min(self._heads, key=self.evidence)
                self._heads[model] = self._heads.pop(least)
                self._learner.forget(self._heads[model])
                self._bend = Bend(MODELS, self._memory)
                self._trust.forget(self._heads[model] - 1)
            else:
                self._heads[model] = len(self._heads) + 1
            self._names[self._heads[model]] = model
        return self._heads[model]


def _share(field: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise InvalidInput(f"A {field} lies between 0 and 1, this is {value}.", field=field)
    return value
