"""Whom a request goes to: by roles while nothing is declared or known, by a strategy otherwise."""

import gc
import random
import weakref
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from imperium.models.appraisal import Appraiser
from imperium.models.catalog import Catalog
from imperium.models.chain import Attempt
from imperium.models.chat import ChatRequest, Image, Message, Text, user
from imperium.models.choice import Choice
from imperium.models.gain.model import GainModel
from imperium.models.performance import Performance
from imperium.models.router import Router
from imperium.models.wish import NO_WISH, Wish
from imperium.platform.errors import InvalidInput, ProviderUnavailable
from imperium.platform.settings import Settings
from imperium.platform.telemetry import metrics

Configure = Callable[..., Settings]
NOWHERE = {"baseUrl": "http://127.0.0.1:9/v1", "apiKey": "sk-nobody"}
ROLES = {
    "fast_ai": {"provider": "openai", "model": "small", "fallbacks": ["anthropic:small-too"]},
    "medium_ai": {"provider": "openai", "model": "middle", "fallbacks": ["anthropic:middle-too"]},
    "thinking_ai": {"provider": "anthropic", "model": "large", "fallbacks": ["openai:large-too"]},
}
ELSEWHERE = ("code_ai", "image_analysis_ai", "research_ai", "product_ai", "finished_task_ai", "ai_workers_failed_ai")
PRICES = {"small": 0.1, "small-too": 0.2, "middle": 1, "middle-too": 2, "large": 10, "large-too": 12}
EASY, MEDIUM, HARD = (
    "hello there",
    "What are the benefits of renewable energy?",
    "Prove that there are infinitely many primes",
)


def teach(model: GainModel, chances: Mapping[str, float]) -> None:
    """It sees each model answer many different prompts this well."""
    for number in range(200):
        features = model.features(f"{EASY} {MEDIUM} {HARD} {number}")
        for name, chance in chances.items():
            model.observe(features, name, chance)
    model.settle()


class Desk:
    """A router over two providers, and what it says."""

    def __init__(
        self, settings: Settings, known: Mapping[str, float] | None = None, draw: random.Random | None = None
    ) -> None:
        self.ill: dict[str, float] = {}
        self.performance = Performance()
        self.catalog = Catalog(settings)
        model = GainModel()
        appraiser = Appraiser(self.performance, model, lambda provider: self.ill.get(provider, 0.0))
        self.router = Router(settings, appraiser, draw)
        self.router.declare(self.catalog)
        teach(model, known or {})

    def choose(self, text: str, wish: Wish = NO_WISH, model: str = "auto", **more: Any) -> Choice:
        return self.router.choose(ChatRequest((user(text),), model=model), wish, self.catalog, **more)

    def first(self, text: str, wish: Wish = NO_WISH, model: str = "auto", **more: Any) -> str:
        return str(self.choose(text, wish, model, **more).candidates[0])


@pytest.fixture
def settings(configure: Configure) -> Callable[..., Settings]:
    def load(roles: Mapping[str, Any] = ROLES, **sections: Any) -> Settings:
        elsewhere = dict.fromkeys(ELSEWHERE, roles["medium_ai"])
        prices = {name: {"inputPerMillionUsd": usd, "outputPerMillionUsd": usd} for name, usd in PRICES.items()}
        return configure(
            models={**elsewhere, **roles},
            providers={"openai": NOWHERE, "anthropic": NOWHERE},
            prices=prices,
            **sections,
        )

    return load


@pytest.fixture
def desk(settings: Callable[..., Settings]) -> Desk:
    return Desk(settings())


@pytest.mark.parametrize(
    ("text", "role", "first"),
    [
        (EASY, "fast_ai", "openai:small"),
        (MEDIUM, "medium_ai", "openai:middle"),
        (HARD, "thinking_ai", "anthropic:large"),
    ],
)
def test_with_nothing_declared_and_nothing_known_roles_decide(desk: Desk, text: str, role: str, first: str) -> None:
    choice = desk.choose(text)
    assert (choice.role, choice.strategy, str(choice.candidates[0])) == (role, "roles", first)
    assert list(choice.candidates) == desk.catalog.candidates(role)
    assert choice.classification is not None
    assert choice.reasons == choice.classification.reasons


def test_a_named_role_or_model_stands(desk: Desk) -> None:
    role = desk.choose(EASY, model="thinking_ai")
    assert (role.role, role.strategy, str(role.candidates[0])) == ("thinking_ai", "named", "anthropic:large")
    model = desk.choose(EASY, model="openai:small")
    assert (model.role, [str(each) for each in model.candidates]) == (None, ["openai:small"])


def test_a_picture_decides_before_any_wish(desk: Desk) -> None:
    seen = Message("user", (Text(EASY), Image("https://example.org/a.png")))
    choice = desk.router.choose(ChatRequest((seen,)), Wish(strategy="cost"), desk.catalog)
    assert choice.role == "image_analysis_ai"
    assert {str(each) for each in choice.candidates} == {"openai:middle", "anthropic:middle-too"}


def test_a_named_strategy_chooses_among_all_models(desk: Desk) -> None:
    assert desk.first(HARD, Wish(strategy="cost", quality=0.3)) == "openai:small"
    assert desk.first(EASY, Wish(strategy="complexity")) == "openai:small"
    assert desk.first(HARD, Wish(strategy="health")) == "anthropic:large"
    choice = desk.choose(EASY, Wish(strategy="latency"))
    assert (choice.strategy, len(choice.candidates)) == ("latency", 6)
    assert "the quickest when somebody waits, else the cheapest" in choice.reasons


def test_within_a_named_role_a_strategy_orders_only_that_role(desk: Desk) -> None:
    choice = desk.choose(EASY, Wish(strategy="cost", quality=0.5), model="thinking_ai")
    assert [str(each) for each in choice.candidates] == ["anthropic:large", "openai:large-too"]


def test_a_declared_quality_is_a_share_of_the_best(desk: Desk) -> None:
    assert desk.first(EASY, Wish(quality=1.0)) == "anthropic:large"
    assert desk.first(EASY, Wish(quality=0.85)) == "openai:small"


def test_a_budget_and_a_deadline_bound_the_choice(desk: Desk) -> None:
    assert desk.first(HARD, Wish(budget_micro_usd=2_000)) == "openai:middle"
    for _ in range(9):
        desk.performance.observe(Attempt(desk.catalog.resolve("anthropic:large")[0], 30.0, 1.0, None), 800)
    assert desk.first(HARD, Wish(deadline_s=20.0)) == "openai:large-too"


def test_a_role_may_have_a_strategy_of_its_own(settings: Callable[..., Settings]) -> None:
    dear_first = {
        **ROLES,
        "medium_ai": {"provider": "anthropic", "model": "middle-too", "fallbacks": ["openai:middle"]},
    }
    assert Desk(settings(dear_first)).first(MEDIUM) == "anthropic:middle-too"
    dear_first["medium_ai"] = {**dear_first["medium_ai"], "strategy": "cost"}
    choice = Desk(settings(dear_first)).choose(MEDIUM)
    assert (choice.strategy, [str(each) for each in choice.candidates]) == (
        "cost",
        ["openai:middle", "anthropic:middle-too"],
    )


@pytest.mark.parametrize("sections", [{"routing": {"strategy": "cheapst"}}, {}])
def test_an_unknown_strategy_in_the_configuration_is_an_error(
    settings: Callable[..., Settings], sections: dict[str, Any]
) -> None:
    roles = ROLES if sections else {**ROLES, "fast_ai": {"provider": "openai", "model": "small", "strategy": "fast"}}
    with pytest.raises(InvalidInput, match="no routing strategy"):
        Desk(settings(roles, **sections))


def test_what_is_unhealthy_is_asked_last_and_that_is_said(desk: Desk) -> None:
    desk.ill = {"openai": 2.0}
    choice = desk.choose(EASY)
    assert [str(each) for each in choice.candidates] == ["anthropic:small-too", "openai:small"]
    assert choice.reasons[-1] == "unhealthy, asked last: openai"
    assert desk.first(EASY, Wish(strategy="cost")) == "anthropic:small-too"


def test_with_all_down_the_least_bad_is_asked_and_that_is_said(desk: Desk) -> None:
    desk.ill = {"openai": 3.0, "anthropic": 1.0}
    for wish in (NO_WISH, Wish(strategy="cost")):
        choice = desk.choose(EASY, wish)
        assert str(choice.candidates[0]).startswith("anthropic:")
        assert choice.reasons[-1] == "all providers are unhealthy: the least bad is asked"


def test_near_a_quotas_limit_cheaper_models_are_preferred(desk: Desk) -> None:
    assert desk.first(MEDIUM, pressure=0.8) == "openai:middle"
    choice = desk.choose(MEDIUM, pressure=1.0)
    assert str(choice.candidates[0]) == "openai:small"
    assert "100 % of a quota is spent: cheaper models are preferred" in choice.reasons
    assert desk.first(HARD, pressure=1.0) != "openai:small"


def test_who_waits_gets_speed_and_a_batch_gets_price(desk: Desk) -> None:
    small, other = desk.catalog.resolve("openai:small")[0], desk.catalog.resolve("anthropic:small-too")[0]
    for candidate, seconds in ((small, 30.0), (other, 1.0)):
        desk.performance.observe(Attempt(candidate, seconds, 0.5, None), 800)
    wish = Wish(strategy="balanced")
    assert desk.first(EASY, wish, streamed=True) == "anthropic:small-too"
    assert desk.first(EASY, wish) == "openai:small"
    assert desk.first(EASY, Wish(strategy="balanced", batch=True), streamed=True) == "openai:small"


def test_what_fails_often_is_left_for_what_works(desk: Desk) -> None:
    small = desk.catalog.resolve("openai:small")[0]
    for _ in range(30):
        desk.performance.observe(Attempt(small, 1.0, None, ProviderUnavailable("x")))
    assert desk.first(EASY, Wish(strategy="balanced")) == "anthropic:small-too"
    assert desk.first(EASY, Wish(strategy="success_rate")) != "openai:small"


KNOWN = {"small": 0.93, "middle": 0.94, "large": 0.945}


def test_what_was_learned_replaces_the_roles(settings: Callable[..., Settings]) -> None:
    choice = Desk(settings(), KNOWN).choose(HARD)
    assert (str(choice.candidates[0]), choice.strategy) == ("openai:small", "balanced")
    assert "learned from outcomes" in choice.reasons
    assert choice.features is not None
    assert {"anthropic:large", "openai:large-too"} <= {str(each) for each in choice.candidates}


def test_a_loss_beyond_the_tolerance_is_not_accepted(settings: Callable[..., Settings]) -> None:
    known = {"small": 0.8, "middle": 0.93, "large": 0.97}
    assert Desk(settings(routing={"tolerance": 0.08}), known).first(HARD) == "openai:middle"
    assert Desk(settings(routing={"tolerance": 0.0}), known).first(HARD) == "anthropic:large"


def test_little_known_changes_nothing(settings: Callable[..., Settings]) -> None:
    assert Desk(settings(), {"large": 0.9}).choose(HARD).strategy == "roles"
    assert Desk(settings(), {"small": 0.9, "middle": 0.9}).choose(HARD).strategy == "roles"


def test_nothing_is_remembered_when_learning_is_off(settings: Callable[..., Settings]) -> None:
    assert Desk(settings(routing={"learn": False}), KNOWN).choose(HARD).features is None


class Drawn(random.Random):
    """A draw that is known beforehand."""

    def __init__(self, number: float) -> None:
        super().__init__(1)
        self.number = number

    def random(self) -> float:
        return self.number


def test_only_who_allows_it_tries_a_model_that_is_about_as_good(settings: Callable[..., Settings]) -> None:
    sections = settings(routing={"exploration": 0.1})
    desk = Desk(sections, {**KNOWN, "small-too": 0.925}, Drawn(0.05))
    assert desk.first(EASY) == "openai:small"
    tried = desk.choose(EASY, Wish(explore=True))
    assert str(tried.candidates[0]) == "anthropic:small-too"
    assert (tried.propensity, str(tried.candidates[1])) == (pytest.approx(0.1), "openai:small")
    assert tried.reasons[-1] == "tried to learn from it: anthropic:small-too"
    usual = Desk(sections, {**KNOWN, "small-too": 0.925}, Drawn(0.5)).choose(EASY, Wish(explore=True))
    assert (str(usual.candidates[0]), usual.propensity) == ("openai:small", pytest.approx(0.9))


def test_what_is_worse_or_much_dearer_is_never_tried(settings: Callable[..., Settings]) -> None:
    known = {**KNOWN, "small-too": 0.5}
    assert Desk(settings(), known, Drawn(0.0)).choose(EASY, Wish(explore=True)).propensity == 1.0


def test_a_changed_catalog_is_seen_at_once(settings: Callable[..., Settings], configure: Configure) -> None:
    desk = Desk(settings())
    assert desk.first(EASY, Wish(strategy="cost")) == "openai:small"
    only = Catalog(configure(models=dict.fromkeys(ROLES, "anthropic:large"), providers={"anthropic": NOWHERE}))
    desk.catalog.become(only)
    assert desk.first(EASY, Wish(strategy="cost")) == "anthropic:large"


def test_a_catalog_that_nobody_uses_any_more_is_let_go(settings: Callable[..., Settings]) -> None:
    desk, sections = Desk(settings()), settings()
    catalog = Catalog(sections)
    for wish in (NO_WISH, Wish(strategy="cost")):
        desk.router.choose(ChatRequest((user(EASY),)), wish, catalog)
    gone = weakref.ref(catalog)
    del catalog
    gc.collect()
    assert gone() is None


def test_choices_are_counted(desk: Desk) -> None:
    value, labels = metrics.REGISTRY.get_sample_value, {"provider": "openai", "strategy": "roles"}
    before = value("orchestrator_provider_selection_total", labels) or 0
    scored = value("orchestrator_complexity_score_count") or 0
    desk.choose(EASY)
    desk.choose(EASY, model="fast_ai")
    assert value("orchestrator_provider_selection_total", labels) == before + 1
    assert value("orchestrator_complexity_score_count") == scored + 1


def test_strengths_may_be_declared(settings: Callable[..., Settings]) -> None:
    strong = settings(routing={"strengths": {"anthropic:small-too": 0.99}})
    assert Desk(strong).first(HARD, Wish(quality=0.99)) == "anthropic:small-too"
