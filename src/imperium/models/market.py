"""The models of a catalog that chat: how strong each is taken to be, and what it charges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from imperium.models.catalog import Catalog
from imperium.models.foresight import model_key
from imperium.models.gain import reputation
from imperium.models.provider import Candidate, Connection
from imperium.platform.settings import Routes, Settings

EASY, MEDIUM, HARD = 0.25, 0.5, 0.85
"""The strength of what is configured for easy, medium and hard messages: one in each documented tier."""
NOT_FOR_CHAT = frozenset({"categorizer"})
MAX_KEPT = 2_000
"""Offers beside the pool that are kept: clients may name any model."""


class Offer(Struct, frozen=True):
    """A candidate with what is known of it beforehand.

    `name` is `provider:model`, `model` what it is called in learning, `provider` what it is called in health. Prices in
    micro-USD per million tokens; None: not known.
    """

    candidate: Candidate
    name: str
    model: str
    provider: str
    strength: float
    input_micro_usd: int | None
    output_micro_usd: int | None

    def cost(self, input_tokens: int, output_tokens: int) -> int | None:
        """Micro-USD, rounded up; None when the price isn't known."""
        if self.input_micro_usd is None or self.output_micro_usd is None:
            return None
        return -(-(input_tokens * self.input_micro_usd + output_tokens * self.output_micro_usd) // 1_000_000)


class Market:
    """Made once for what a catalog holds; looking up is a dictionary's work. It doesn't keep the catalog alive."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self._prices = catalog.prices
        self._connections = catalog.connections
        self._declared = settings.routing.strengths
        self._ranked = _strengths(catalog, settings.routes)
        self._offers: dict[str, Offer] = {}
        self._pools: dict[str, tuple[Offer, ...]] = {}
        self._chains = {role: self.offers(catalog.candidates(role)) for role in catalog.roles}
        self.pool = self.offers(_pool(catalog))

    def is_of(self, catalog: Catalog) -> bool:
        """Whether it still tells what the catalog holds: that can change while requests are answered."""
        return self._connections is catalog.connections

    def chain(self, role: str) -> tuple[Offer, ...]:
        """The offers of what serves a role; none where that isn't connected, or it is no role."""
        return self._chains.get(role, ())

    def offers(self, candidates: Iterable[Candidate]) -> tuple[Offer, ...]:
        """The candidates' offers, in their order."""
        return tuple([self._offer(candidate) for candidate in candidates])

    def pool_behind(self, role: str, chain: tuple[Offer, ...]) -> tuple[Offer, ...]:
        """The whole pool, the role's own chain first."""
        if role not in self._pools:
            self._pools[role] = tuple({offer.name: offer for offer in (*chain, *self.pool)}.values())
        return self._pools[role]

    def _offer(self, candidate: Candidate) -> Offer:
        name = candidate.name
        known = self._offers.get(name)
        if known is not None and (known.candidate is candidate or known.candidate == candidate):
            return known
        if len(self._offers) >= MAX_KEPT:
            self._offers.clear()
        return self._offers.setdefault(name, self._made(candidate, name))

    def _made(self, candidate: Candidate, name: str) -> Offer:
        card = self._prices.card(candidate.connection.provider, candidate.ref)
        model = model_key(candidate)
        prices = card.input_micro_usd, card.output_micro_usd
        strength = self._ranked[model] if model in self._ranked else reputation.strength(model, *prices)
        strength = self._declared.get(name, self._declared.get(candidate.model, strength))
        return Offer(candidate, name, model, shared_name(candidate.connection), strength, *prices)


def shared_name(connection: Connection) -> str:
    """Under which name a provider's health is known: what a user's own key meets with is nobody else's concern."""
    return f"{connection.name}@{connection.owner}" if connection.owner else connection.name


def implied_complexity(routes: Routes, role: str | None) -> float:
    """How complex (0–1) a request is taken to be that names a role."""
    named = {routes.hard: HARD, routes.high: HARD, routes.medium: MEDIUM, routes.easy: EASY}
    return named.get(role or "", MEDIUM)


def _chatting(catalog: Catalog) -> list[str]:
    """Roles whose models answer in words."""
    return [name for name, role in catalog.roles.items() if role.capability is None and name not in NOT_FOR_CHAT]


def _pool(catalog: Catalog) -> Sequence[Candidate]:
    """Every connected model that some chatting role names, each once."""
    served = (candidate for role in _chatting(catalog) for candidate in catalog.candidates(role))
    return list({str(candidate): candidate for candidate in served}.values())


def _strengths(catalog: Catalog, routes: Routes) -> Mapping[str, float]:
    """By model: as strong as the kind of message for which it is configured nearest to the front; of equals, the harder
    one. A single server that serves everything is as strong as it gets."""
    kinds = ((routes.easy, EASY), (routes.medium, MEDIUM), (routes.hard, HARD), (routes.high, HARD))
    best: dict[str, tuple[int, float]] = {}
    for role, strength in kinds:
        for position, candidate in enumerate(catalog.candidates(role)):
            model, place = model_key(candidate), (-position, strength)
            best[model] = max(best.get(model, place), place)
    return {model: strength for model, (_, strength) in best.items()}
