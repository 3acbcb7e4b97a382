"""Now and then another model that is about as good is asked first, so that its outcome can be learned from."""

from __future__ import annotations

import random

from msgspec.structs import replace

from imperium.models.appraisal import Appraiser
from imperium.models.choice import Case, Choice
from imperium.models.strategy import Prospect
from imperium.platform.settings import Routing

DEAREST = 2
"""What is tried costs at most this many times as much as what would have been asked."""


class Trial:
    """Only for requests that allow it. How often it happens is bounded, and how much worse (`routing.tolerance`) and
    dearer the tried model may be."""

    def __init__(self, routing: Routing, appraiser: Appraiser, draw: random.Random) -> None:
        self._routing = routing
        self._appraiser = appraiser
        self._draw = draw

    def draw(self, choice: Choice, case: Case) -> Choice:
        """The choice with the drawn model in front, and with the propensity of that model."""
        share, near = self._routing.exploration, self._near(choice, case)
        if not near or not share:
            return choice
        if self._draw.random() >= share:
            return replace(choice, propensity=1 - share)
        tried = self._draw.choice(near).candidate
        others = [candidate for candidate in choice.candidates if candidate is not tried]
        reasons = (*choice.reasons, f"tried to learn from it: {tried}")
        return replace(choice, candidates=(tried, *others), reasons=reasons, propensity=share / len(near))

    def _near(self, choice: Choice, case: Case) -> list[Prospect]:
        """Models about as good as the chosen one, without it."""
        prospects = self._appraiser.prospects(case.market.pool, case.sight)
        chosen = next((prospect for prospect in prospects if prospect.candidate is choice.candidates[0]), None)
        if chosen is None:
            return []
        least, most = chosen.quality - self._routing.tolerance, chosen.cost_micro_usd * DEAREST
        return [
            prospect
            for prospect in prospects
            if prospect is not chosen
            and prospect.healthy
            and prospect.quality >= least
            and prospect.cost_micro_usd <= most
        ]
