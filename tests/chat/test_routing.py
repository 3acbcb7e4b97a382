"""A conversation's answers are routed like all others: as wished, within quotas, learned from, and counted once."""

from pathlib import Path
from typing import Any

import pytest

from imperium.platform.telemetry.metrics import REGISTRY
from support.upstream_app import ONE_DOLLAR, Provider, connected, serving

ROLES = {"fast_ai": "fast", "medium_ai": "medium", "thinking_ai": "thinking"}
HARD = "Translate 'cat' to French"
CHEAP = {"inputPerMillionUsd": 0.01, "outputPerMillionUsd": 0.01}
DEAR = {"inputPerMillionUsd": 20, "outputPerMillionUsd": 80}
PRICES = {"openai:fast": CHEAP, "openai:medium": ONE_DOLLAR, "openai:thinking": DEAR}
WORK = "Write social media posts, an e-mail campaign and two product images for eco-friendly water bottles for hikers"


def observed() -> float:
    return REGISTRY.get_sample_value("orchestrator_complexity_score_count") or 0.0


async def test_the_roles_stand_where_nothing_is_wished(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, ROLES, prices=PRICES)) as running:
        answer = await running.say(HARD)
    assert (answer["role"], answer["model"]) == ("thinking_ai", "thinking")
    assert answer["reasons"] == ["a task (translate)"]


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_strategy_may_be_wished(provider: Provider, tmp_path: Path, accept: str) -> None:
    headers = {"x-imperium-strategy": "cost", "x-imperium-quality": "0.5"}
    async with serving(connected(tmp_path, provider, ROLES, prices=PRICES)) as running:
        if accept == "text/event-stream":
            events = running.events("/chat", {"message": HARD}, **headers)
            answer = {kind: data async for kind, data in events}["answer"]
        else:
            answer = (await running.http.post("/chat", json={"message": HARD}, headers=headers)).json()
    assert (answer["role"], answer["model"]) == ("thinking_ai", "fast")
    assert answer["reasons"][0] == "a task (translate)"
    assert len(answer["reasons"]) > 1
    assert [asked["model"] for asked in provider.requests] == ["fast"]


@pytest.mark.parametrize(
    ("header", "value"), [("x-imperium-strategy", "costs"), ("x-imperium-quality", "2"), ("x-imperium-budget-usd", "x")]
)
async def test_a_wish_that_is_none_is_named(provider: Provider, tmp_path: Path, header: str, value: str) -> None:
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        refused = await running.http.post("/chat", json={"message": HARD}, headers={header: value})
    assert (refused.status_code, refused.json()["field"]) == (422, header)
    assert provider.requests == []


@pytest.mark.parametrize(("own", "header"), [(None, "0.000001"), (5, "0.000001"), (0.000001, "5")])
async def test_the_smaller_budget_holds(provider: Provider, tmp_path: Path, own: float | None, header: str) -> None:
    message = {"message": "Who was it that first climbed it?", "budget_usd": own}
    async with serving(connected(tmp_path, provider, ROLES, prices=dict.fromkeys(PRICES, DEAR))) as running:
        refused = await running.http.post("/chat", json=message, headers={"x-imperium-budget-usd": header})
    assert refused.status_code == 402, refused.text
    assert provider.requests == []


async def test_cheaper_models_answer_when_a_quota_is_nearly_spent(provider: Provider, tmp_path: Path) -> None:
    sections = {"quotas": {"user": {"dailyRequests": 20}}, "routing": {"strengths": {"fast": 0.6, "thinking": 0.65}}}
    async with serving(connected(tmp_path, provider, ROLES, prices=PRICES, **sections)) as running:
        answers = [await running.say(HARD) for _ in range(20)]
    assert answers[0]["model"] == "thinking"
    assert answers[-1]["model"] == "fast"
    assert any("of a quota is spent" in reason for reason in answers[-1]["reasons"])


async def test_an_answer_can_be_judged(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        answer = await running.say(HARD)
        judged = await running.http.post("/v1/feedback", json={"request_id": answer["request_id"], "verdict": "good"})
    assert judged.status_code == 200, judged.text
    assert judged.json()["model"] == "thinking"


@pytest.mark.parametrize(
    "message",
    [
        {"message": HARD},
        {"message": "What is this?", "context_tokens": 150_000},
        {"message": "What are the benefits of renewable energy?"},
        {"message": WORK},
    ],
    ids=["easy", "forced-by-size", "medium", "work"],
)
@pytest.mark.parametrize("roles", [ROLES, {}], ids=["connected", "alone"])
async def test_complexity_is_measured_once(
    provider: Provider, tmp_path: Path, message: dict[str, Any], roles: dict[str, str]
) -> None:
    provider.scripts["thinking"] = ['{"title": "t", "workflow": []}']
    settings = connected(tmp_path, provider, roles)
    if not roles:
        settings = settings.model_copy(update={"providers": {}})
    async with serving(settings) as running:
        before = observed()
        await running.say(**message)
        assert observed() == before + 1
