"""A language model may propose a plan: the same simulation judges it, and what asking cost is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.upstream_app import COST, Provider, connected, serving

OBJECTIVE = "Write social media posts about our new eco-friendly water bottles for hikers"
ROLES = {"thinking_ai": "planner"}
GIVEN = {"config": {"params": {"objective": "{objective}"}}}
POSTS = {"model": "social_posts", "output_variable": "posts", **GIVEN}
MAILS = {"model": "email_campaign", "output_variable": "mails", **GIVEN}
FILM = {"model": "video_generation", "prompt": "{objective}", "output_variable": "film"}


def plan(*tasks: dict[str, Any]) -> str:
    return json.dumps({"title": "A plan", "workflow": [{"type": "inline", "tasks": tasks}]})


async def proposed(provider: Provider, folder: Path, script: list[str], **body: Any) -> dict[str, Any]:
    provider.scripts["planner"] = script
    async with serving(connected(folder, provider, ROLES)) as running:
        answer = await running.http.post(
            "/api/v1/l20/strategize", json={"objective": OBJECTIVE, "use_model": True, **body}
        )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def made(strategy: dict[str, Any]) -> list[str]:
    return [task["id"] for phase in strategy["phases"] for task in phase["tasks"]]


async def test_a_models_plan_is_given_when_it_passes(provider: Provider, tmp_path: Path) -> None:
    strategy = await proposed(provider, tmp_path, [plan(POSTS, MAILS)])
    assert strategy["by"] == "planner"
    assert made(strategy) == ["posts", "mails"]
    assert strategy["feasible"]
    assert len(strategy["workflow"]["workflow"]) == 1  # nothing of it has to wait for the other


async def test_a_models_graph_keeps_its_order(provider: Provider, tmp_path: Path) -> None:
    proposal = {"title": "A plan", "workflow": [{"type": "graph", "tasks": [{**MAILS, "after": ["posts"]}, POSTS]}]}
    strategy = await proposed(provider, tmp_path, [json.dumps(proposal)])
    assert strategy["by"] == "planner"
    assert [task["dependencies"] for phase in strategy["phases"] for task in phase["tasks"]] == [[], ["posts"]]
    assert made(strategy) == ["posts", "mails"]


async def test_a_models_plan_that_cant_keep_the_deadline_is_judged_like_any_other(
    provider: Provider, tmp_path: Path
) -> None:
    strategy = await proposed(provider, tmp_path, [plan(POSTS, FILM)], constraints={"timeline": "5 s"})
    assert not strategy["feasible"]
    assert strategy["violations"][0]["field"] == "constraints.timeline"
    assert made(strategy) == ["posts"]
    assert [piece["id"] for piece in strategy["dropped"]] == ["film"]


async def test_without_a_usable_plan_the_methods_plan_and_say_why(provider: Provider, tmp_path: Path) -> None:
    strategy = await proposed(provider, tmp_path, ["I'd rather not."])
    assert strategy["by"] == "methods"
    assert made(strategy) == ["social_posts"]
    assert "no usable plan" in strategy["notes"][0]


async def test_what_asking_cost_is_taken_from_the_budget(provider: Provider, tmp_path: Path) -> None:
    campaign = {"model": "campaign_strategy", "output_variable": "strategy", **GIVEN}
    strategy = await proposed(provider, tmp_path, [plan(campaign)], constraints={"budget": 10})
    assert strategy["media_budget_micro_usd"] == 10 * 10**6 - COST
