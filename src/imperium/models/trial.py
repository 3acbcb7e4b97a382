"""Now and then another model that is about as good is asked first, so that its outcome can be learned from."""

from __future__ import annotations

import random
from collections.abc import Sequence

from msgspec.structs import replace

from imperium.models.choice import Choice
from imperium.models.gain.exploration import Exploration
from imperium.models.strategy import Prospect
from imperium.platform.settings import Routing

DEAREST = 2
"""What is tried costs at most this many times as much as what would have been asked."""


class Trial:
    """Only for requests that allow it. How often it happens is bounded, and how much worse (`routing.tolerance`) and
    dearer the tried model may be."""

    def __init__(self, routing: Routing, draw: random.Random) -> None:
        self._exploration = Exploration(routing.exploration, routing.tolerance, draw)

    def draw(self, choice: Choice, prospects: Sequence[Prospect]) -> Choice:
        """The choice with the drawn model in front, and with the propensity of that model."""
        chosen = next((prospect for prospect in prospects if prospect.candidate is choice.candidates[0]), None)
        if chosen is None:
            return choice
        near = {each.name: each for each in prospects if each is not chosen and _is_safe(each, chosen)}
        drawn = self._exploration.draw([(each.name, each.quality) for each in (chosen, *near.values())], allowed=True)
        if drawn.model not in near:
            return replace(choice, propensity=drawn.propensity)
        tried = near[drawn.model].candidate
        others = [candidate for candidate in choice.candidates if candidate is not tried]
        reasons = (*choice.reasons, f"tried to learn from it: {tried}")
        return replace(choice, candidates=(tried, *others), reasons=reasons, propensity=drawn.propensity)


def _is_safe(prospect: Prospect, chosen: Prospect) -> bool:
    return prospect.healthy and prospect.cost_micro_usd <= chosen.cost_micro_usd * DEAREST
