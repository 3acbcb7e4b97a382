"""What the router decides with, and what it decided."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from imperium.models.appraisal import Sight
from imperium.models.categorizer import Classification
from imperium.models.gain.features import Features
from imperium.models.market import Market, Offer
from imperium.models.provider import Candidate
from imperium.models.wish import Wish


class Route(Struct, frozen=True):
    """The role that answers, and why. `classification` is None where size or a picture decided already."""

    role: str
    reasons: tuple[str, ...] = ()
    classification: Classification | None = None


class Choice(Struct, frozen=True):
    """Whom to ask, in order, and why.

    `strategy` is the name of what chose: a strategy, `roles` or `named`. `features` is what the prompt is like, to
    learn from its outcome; `propensity` the chance with which the first candidate was drawn (1: there was no draw).
    """

    candidates: tuple[Candidate, ...]
    role: str | None
    strategy: str
    reasons: tuple[str, ...] = ()
    classification: Classification | None = None
    features: Features | None = None
    propensity: float = 1.0


class Case(Struct, frozen=True):
    """A request as it is weighed. `chain` is what its role or model stands for, `features` what its prompt is like;
    `strain` is how near a quota's limit is: 0 up to `routing.nearLimit`, 1 at the limit."""

    wish: Wish
    route: Route | None
    role: str | None
    chain: tuple[Offer, ...]
    market: Market
    sight: Sight
    features: Features | None = None
    interactive: bool = False
    pressure: float = 0.0
    strain: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether any model may answer: the request names none, and neither size nor pictures decide."""
        return self.route is not None and self.route.classification is not None


class Plan(Struct, frozen=True):
    """The models among which a strategy chooses, and why it does. `learned`: their quality is known from outcomes."""

    strategy: str
    offers: Sequence[Offer]
    reasons: tuple[str, ...] = ()
    learned: bool = False
