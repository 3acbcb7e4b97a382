"""Which role a request goes to: by its size, its pictures, then by how complex it is; and which of its models."""

from __future__ import annotations

import random
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from imperium.kit.money import usd_to_micro
from imperium.models.appraisal import Appraiser, Sight, foreseen_answer
from imperium.models.catalog import Catalog
from imperium.models.categorizer import Classification, classify
from imperium.models.chat import ChatRequest
from imperium.models.choice import Case, Choice, Plan, Route
from imperium.models.market import Market, Offer, implied_complexity
from imperium.models.provider import Candidate
from imperium.models.strategy import Need, Prospect, ranked, strategies, strategy_named, told_of_illness
from imperium.models.tokens import estimate_request
from imperium.models.trial import Trial
from imperium.models.wish import Wish
from imperium.platform.errors import TooLarge
from imperium.platform.settings import Routes, Settings
from imperium.platform.telemetry import metrics

__all__ = ["Route", "Router", "by_complexity", "forced"]

AS_MAPPED, AS_NAMED = "roles", "named"
"""What chose where no strategy did: the roles of the configuration, or the request itself."""
LENIENCE = 0.15
"""At a quota's limit a model may be this much less likely right than it had to be before."""
MOST_ASKED = 8
"""Candidates of one request: enough to get past several providers that are down."""


def forced(routes: Routes, tokens: int, has_image: bool) -> Route | None:
    """The route that size or pictures force, whatever the message says; None when neither does.

    Raises:
        TooLarge: more tokens than `routes.maxTokens`.
    """
    if tokens > routes.max_tokens:
        raise TooLarge(
            f"The conversation has about {tokens:,} tokens; at most {routes.max_tokens:,} are taken.",
            field="messages",
            limit=routes.max_tokens,
            value=tokens,
            remedy="Send less text, or begin a new session.",
        )
    if tokens > routes.very_long_tokens:
        return Route(routes.very_long, (f"about {tokens:,} tokens",))
    if tokens > routes.long_tokens:
        return Route(routes.long, (f"about {tokens:,} tokens",))
    return Route(routes.image, ("a picture",)) if has_image else None


def by_complexity(routes: Routes, classification: Classification) -> Route:
    """L goes to the fast model or, when hard, to the thinking one; M to the medium one; H to the one that plans."""
    match classification.category:
        case "L":
            role = routes.hard if classification.hard else routes.easy
        case "M":
            role = routes.medium
        case "H":
            role = routes.high
    return Route(role, classification.reasons, classification)


class Router:
    """Chooses, without waiting, in microseconds.

    Raises:
        InvalidInput: the configuration names an unknown strategy.
    """

    def __init__(self, settings: Settings, appraiser: Appraiser, draw: random.Random | None = None) -> None:
        _check(settings)
        self._settings = settings
        self._routing = settings.routing
        self._appraiser = appraiser
        self._trial = Trial(settings.routing, draw or random.Random())  # noqa: S311  (guessing it gains nothing)
        self._second_micro_usd = usd_to_micro(settings.routing.interactive_second_usd)
        self._markets: WeakKeyDictionary[Catalog, Market] = WeakKeyDictionary()

    def declare(self, catalog: Catalog) -> None:
        """Say how strong the models of a catalog are held to be, before outcomes are learned."""
        self._market(catalog)

    def route(self, request: ChatRequest, tokens: int, classification: Classification | None = None) -> Route | None:
        """The role of a request for `auto`; None for one that names its role or model. Raises TooLarge."""
        if request.model != "auto":
            return None
        if decided := forced(self._settings.routes, tokens, request.has_image):
            return decided
        return by_complexity(self._settings.routes, classification or classify(request.question))

    def choose(
        self,
        request: ChatRequest,
        wish: Wish,
        catalog: Catalog,
        *,
        classification: Classification | None = None,
        tokens: int | None = None,
        streamed: bool = False,
        pressure: float = 0.0,
    ) -> Choice:
        """Whom to ask. `tokens` are those of the prompt, if they are counted already; `pressure` is the share of the
        tightest quota that is spent.

        Raises:
            TooLarge: more tokens than are taken.
            NotFound, InvalidInput, NoModelConnected: as `Catalog.resolve`.
        """
        tokens = estimate_request(request) if tokens is None else tokens
        route = self.route(request, tokens, classification)
        interactive = streamed if wish.batch is None else not wish.batch
        case = self._case(request, wish, catalog, route, tokens, interactive, pressure)
        if route and route.classification:
            metrics.COMPLEXITY_SCORE.observe(route.classification.complexity)
        plan = self._plan(case)
        choice = self._weighed(case, plan) if plan else self._as_it_stands(case)
        if wish.explore and case.is_open:
            pool = case.market.pool
            choice = self._trial.draw(choice, self._appraiser.prospects(pool, self._sight(case, pool)))
        first = choice.candidates[0].connection
        metrics.PROVIDER_SELECTIONS.count("own" if first.owner else first.name, choice.strategy)
        return choice

    def _case(
        self,
        request: ChatRequest,
        wish: Wish,
        catalog: Catalog,
        route: Route | None,
        tokens: int,
        interactive: bool,
        pressure: float,
    ) -> Case:
        role = route.role if route else request.model if request.model in catalog.roles else None
        complexity = self._complexity(role, route.classification if route else None)
        market, name = self._market(catalog), role or request.model
        return Case(
            wish=wish,
            route=route,
            role=role,
            chain=market.chain(name) or market.offers(catalog.resolve(name)),
            market=market,
            sight=Sight(complexity, tokens, foreseen_answer(request)),
            features=self._appraiser.features(request.question) if self._routing.learn else None,
            interactive=interactive,
            pressure=pressure,
            strain=self._strain(pressure),
        )

    def _complexity(self, role: str | None, classified: Classification | None) -> float:
        """As it was classified; a short question that is hard is as complex as what its role is for."""
        if classified is not None and not classified.hard:
            return classified.complexity
        implied = implied_complexity(self._settings.routes, role)
        return max(implied, classified.complexity) if classified else implied

    def _strain(self, pressure: float) -> float:
        near = self._routing.near_limit
        return min(1.0, (pressure - near) / (1 - near)) if near < pressure and near < 1 else 0.0

    def _market(self, catalog: Catalog) -> Market:
        market = self._markets.get(catalog)
        if market is None or not market.is_of(catalog):
            market = self._markets[catalog] = Market(catalog, self._settings)
            self._appraiser.declare(market.pool)
        return market

    def _plan(self, case: Case) -> Plan | None:
        """None where the configured order stands: nothing is declared, nothing known, no limit near."""
        usual, own = self._routing.strategy, self._settings.models[case.role].strategy if case.role else None
        if case.wish.is_declared:
            return Plan(case.wish.strategy or own or usual, _within_reach(case))
        if own:
            return Plan(own, case.chain)
        if case.is_open and case.strain:
            spent = f"{case.pressure * 100:.0f} % of a quota is spent: cheaper models are preferred"
            return Plan(usual, _within_reach(case), (spent,))
        return self._learned(case) if case.is_open else None

    def _learned(self, case: Case) -> Plan | None:
        """Known models are compared with each other only, and only where the one that is mapped is among them."""
        least = self._routing.min_evidence
        if not self._appraiser.known(case.chain[:1], least):
            return None
        known = self._appraiser.known(_within_reach(case), least)
        return Plan(self._routing.strategy, known, ("learned from outcomes",), learned=True) if len(known) > 1 else None

    def _weighed(self, case: Case, plan: Plan) -> Choice:
        strategy = strategies()[plan.strategy]
        prospects = self._appraiser.prospects(plan.offers, self._sight(case, plan.offers))
        ranking = ranked(strategy, prospects, self._need(case, plan, prospects), self._appraiser.illness)
        candidates = {prospect.name: prospect.candidate for prospect in ranking.prospects}
        for offer in case.chain:
            candidates.setdefault(offer.name, offer.candidate)
        reasons = (*_why(case), *plan.reasons, *ranking.reasons)
        return _choice(case, [*candidates.values()][:MOST_ASKED], plan.strategy, reasons)

    def _sight(self, case: Case, offers: Sequence[Offer]) -> Sight:
        """With the prompt's features where outcomes of one of the models are known."""
        known = case.features is not None and self._appraiser.known(offers, self._routing.min_evidence)
        return replace(case.sight, features=case.features) if known else case.sight

    def _need(self, case: Case, plan: Plan, prospects: Sequence[Prospect]) -> Need:
        """What is asked of whoever answers. Waiting counts less the nearer a quota's limit is."""
        wish = case.wish
        need = Need(
            complexity=case.sight.complexity,
            interactive=case.interactive,
            quality=wish.quality,
            second_micro_usd=round(self._second_micro_usd * (1 - case.strain)) if case.interactive else 0,
            budget_micro_usd=wish.budget_micro_usd,
            deadline_s=wish.deadline_s,
        )
        sound = [prospect for prospect in prospects if prospect.healthy and need.is_met_by(prospect)]
        return replace(need, floor=self._floor(case, plan, sound))

    def _floor(self, case: Case, plan: Plan, sound: Sequence[Prospect]) -> float:
        """The quality that is good enough: the declared share of the best; of what is learned, the tolerance below the
        best; else that of the first model that the configuration maps. Near a quota's limit it may be less."""
        best = max([prospect.quality for prospect in sound], default=0.0)
        if case.wish.quality is not None:
            return best * case.wish.quality
        lenience = LENIENCE * case.strain
        if plan.learned:
            return best - self._routing.tolerance - lenience
        mapped = {offer.name for offer in case.chain}
        return next((prospect.quality for prospect in sound if prospect.name in mapped), best) - lenience

    def _as_it_stands(self, case: Case) -> Choice:
        """The configured order, what is ill last."""
        strategy, reasons = AS_MAPPED if case.route else AS_NAMED, _why(case)
        offers, illness_of = case.chain, self._appraiser.illness
        illness = [illness_of(offer.provider) for offer in offers]
        if any(illness):
            by_provider = {offer.provider: ill for offer, ill in zip(offers, illness, strict=True)}
            offers = tuple(sorted(offers, key=lambda offer: by_provider[offer.provider]))
            reasons = (*reasons, *told_of_illness(by_provider))
        return _choice(case, [offer.candidate for offer in offers], strategy, reasons)


def _within_reach(case: Case) -> tuple[Offer, ...]:
    """Every model that may answer; those of the case's own role or model first."""
    return case.market.pool_behind(case.role, case.chain) if case.is_open and case.role else case.chain


def _why(case: Case) -> tuple[str, ...]:
    return case.route.reasons if case.route else ()


def _choice(case: Case, candidates: Sequence[Candidate], strategy: str, reasons: tuple[str, ...]) -> Choice:
    classified = case.route.classification if case.route else None
    return Choice(tuple(candidates), case.role, strategy, reasons, classified, case.features)


def _check(settings: Settings) -> None:
    strategy_named(settings.routing.strategy, "routing.strategy")
    for name, role in settings.models.items():
        if role.strategy is not None:
            strategy_named(role.strategy, f"models.{name}.strategy")
