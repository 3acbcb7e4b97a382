"""What is expected of each model for a request: quality, price, speed and reliability."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from imperium.models.chat import ChatRequest
from imperium.models.foresight import Foresight, prior_chance
from imperium.models.gain.features import Features
from imperium.models.market import Offer
from imperium.models.performance import Performance
from imperium.models.strategy import Prospect

USUAL_ANSWER = 800
"""Tokens of an answer of which nothing is known beforehand."""


class Sight(Struct, frozen=True):
    """What is known of a request when models are weighed for it. `features` is None where nothing was learned."""

    complexity: float
    input_tokens: int
    output_tokens: int
    features: Features | None = None


def foreseen_answer(request: ChatRequest) -> int:
    """Tokens that an answer is expected to have."""
    return min(request.max_tokens or USUAL_ANSWER, USUAL_ANSWER)


class Appraiser:
    """Puts together what is declared, what was learned (`foresight`, if any) and what was measured lately."""

    def __init__(
        self,
        performance: Performance,
        foresight: Foresight | None = None,
        illness: Callable[[str], float] = lambda provider: 0.0,
    ) -> None:
        self.illness = illness
        self._performance = performance
        self._foresight = foresight
        self._declared: dict[str, float] = {}

    def features(self, text: str) -> Features | None:
        return self._foresight.features(text) if self._foresight is not None else None

    def known(self, offers: Sequence[Offer], least: float) -> list[Offer]:
        """Those of whose outcomes at least so many are known."""
        if self._foresight is None:
            return []
        evidence = self._foresight.evidence
        return [offer for offer in offers if evidence(offer.model) >= least]

    def declare(self, offers: Sequence[Offer]) -> None:
        """Say how strong the platform's models are held to be. The first word stands: learning is relative to it."""
        shared = {offer.model: offer.strength for offer in offers if not offer.candidate.connection.owner}
        new = {model: strength for model, strength in shared.items() if model not in self._declared}
        if self._foresight is not None and new:
            self._declared |= new
            self._foresight.declare(new)

    def prospects(self, offers: Sequence[Offer], sight: Sight) -> list[Prospect]:
        """One for each offer, in their order. A model without a known price counts as dear as the dearest one.

        Quality goes by what was learned, when `sight` has the prompt's features, else by strength and complexity.
        """
        costs = [offer.cost(sight.input_tokens, sight.output_tokens) for offer in offers]
        dearest = max((cost for cost in costs if cost is not None), default=0)
        return [
            self._prospect(offer, sight, dearest if cost is None else cost)
            for offer, cost in zip(offers, costs, strict=True)
        ]

    def _prospect(self, offer: Offer, sight: Sight, cost: int) -> Prospect:
        return Prospect(
            offer.candidate,
            offer.name,
            offer.strength,
            self._chance(offer, sight),
            cost,
            self._performance.latency_s(offer.name, sight.output_tokens),
            self._performance.success(offer.name),
            self.illness(offer.provider) == 0,
        )

    def _chance(self, offer: Offer, sight: Sight) -> float:
        if self._foresight is None or sight.features is None:
            return prior_chance(offer.strength, sight.complexity)
        return self._foresight.chance(sight.features, offer.model)
