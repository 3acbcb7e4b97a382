"""Routing as the server wires it: chosen, answered, judged, learned; and a provider that goes away."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import orjson
import pytest
from upstream import Upstream

from imperium.models.catalog import Catalog
from imperium.models.chain import Attempt
from imperium.models.chat import ChatRequest, Usage, user
from imperium.models.feedback.outcome import outcome_of
from imperium.models.repository import Ledger
from imperium.models.routing import Routing
from imperium.models.usage import UsageRecord
from imperium.models.wish import NO_WISH
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import ProviderUnavailable
from imperium.platform.platform import Platform
from imperium.platform.settings import Settings, load_settings

HELLO = ChatRequest((user("hello there"),))
MODELS = {
    "fast_ai": {"provider": "openai", "model": "small", "fallbacks": ["anthropic:small-too"]},
    "thinking_ai": "anthropic:large",
}


@pytest.fixture
def settings(tmp_path: Path, upstream: Upstream) -> Settings:
    here = {"baseUrl": f"{upstream.url}/v1", "apiKey": "sk-nobody"}
    sections = {"models": MODELS, "providers": {"openai": here, "anthropic": here}}
    (tmp_path / "settings.json").write_bytes(orjson.dumps(sections))
    return load_settings(tmp_path / "settings.json", tmp_path / "data", {})


@pytest.fixture
async def opened(settings: Settings) -> AsyncIterator[Callable[[], tuple[Routing, Ledger]]]:
    platform = Platform.open(settings, "")
    platform.journal.start()
    parts: list[Routing] = []

    def make() -> tuple[Routing, Ledger]:
        ledger = Ledger(platform.database, platform.journal)
        parts.append(Routing.open(platform, ledger, Catalog(settings)))
        return parts[-1], ledger

    yield make
    for routing in parts:
        await routing.close()
    await platform.close()


async def ask(routing: Routing, ledger: Ledger, number: int, fits: bool | None = None) -> str:
    """One request: chosen, answered by the first candidate, in the ledger."""
    choice = routing.router.choose(HELLO, NO_WISH, routing.catalog)
    answered_by, request_id = choice.candidates[0], f"req_{number}"
    for observe in routing.observers:
        observe(Attempt(answered_by, 1.5, 0.5, None))
    outcome = outcome_of(choice, answered_by, fits)
    record = UsageRecord(
        request_id,
        "local",
        "local",
        choice.role,
        "openai",
        "small",
        Usage(3, 4),
        7,
        True,
        "succeeded",
        0.0,
        1.5,
        outcome=outcome,
    )
    await ledger.record(record)
    return request_id


async def test_an_answer_is_judged_and_the_next_start_knows_it(opened: Callable[[], tuple[Routing, Ledger]]) -> None:
    routing, ledger = opened()
    await routing.start()
    for number in range(60):
        request_id = await ask(routing, ledger, number)
        assert (await routing.feedback.give(LOCAL_ADMIN, request_id, 1.0)).model == "small"
    assert routing.performance.first_s("openai:small") == 0.5
    await routing.close()
    again, ledger = opened()
    await again.start()
    assert again.router.choose(HELLO, NO_WISH, again.catalog).strategy == "roles"
    for number in range(60, 120):
        choice = again.router.choose(HELLO, NO_WISH, again.catalog)
        large = again.catalog.resolve("anthropic:large")[0]
        outcome = outcome_of(choice, large)
        assert outcome is not None
        await ledger.record(
            UsageRecord(
                f"req_{number}",
                "local",
                "local",
                None,
                "anthropic",
                "large",
                Usage(3, 4),
                70,
                True,
                "succeeded",
                0.0,
                1.5,
                outcome=outcome,
            )
        )
        await again.feedback.give(LOCAL_ADMIN, f"req_{number}", 1.0)
    learned = again.router.choose(HELLO, NO_WISH, again.catalog)
    assert learned.strategy == "balanced"
    assert "learned from outcomes" in learned.reasons


async def test_a_provider_that_fails_leaves_the_routes(opened: Callable[[], tuple[Routing, Ledger]]) -> None:
    routing, _ = opened()
    small = routing.catalog.resolve("openai:small")[0]
    for _ in range(5):
        for observe in routing.observers:
            observe(Attempt(small, 1.0, None, ProviderUnavailable("x", reason=503)))
    choice = routing.router.choose(HELLO, NO_WISH, routing.catalog)
    assert [str(each) for each in choice.candidates] == ["anthropic:small-too", "openai:small"]
    assert choice.reasons[-1] == "unhealthy, asked last: openai"
