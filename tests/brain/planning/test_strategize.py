"""Strategies from a real application: what a person gets, what is refused, and what runs teach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from support.upstream_app import Running, serving, settings_in
from support.waiting import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="module")
LAUNCH = "Launch our ceramic travel mug with an integrated marketing campaign"
COPY = "Two Instagram posts and an ad for our ceramic travel mug"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    often = {"paths": {"/api/v1/l20/strategize": {"requests": 0, "windowSeconds": 60}}}
    async with serving(settings_in(tmp_path_factory.mktemp("brain"), rateLimits=often)) as server:
        yield server


async def asked(running: Running, objective: str, run: bool = False, **body: Any) -> httpx.Response:
    query = "?run=true" if run else ""
    return await running.http.post(f"/api/v1/l20/strategize{query}", json={"objective": objective, **body})


async def planned(running: Running, objective: str, **body: Any) -> dict[str, Any]:
    answer = await asked(running, objective, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def told(running: Running) -> dict[str, Any]:
    found: dict[str, Any] = (await running.http.get("/api/v1/l20/metrics")).json()
    return found


def tasks(strategy: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {task["id"]: task for phase in strategy["phases"] for task in phase["tasks"]}


async def test_a_launch_becomes_phases_that_build_on_each_other(running: Running):
    strategy = await planned(running, LAUNCH)
    assert strategy["feasible"]
    assert (strategy["type"], strategy["by"]) == ("product_launch", "methods")
    assert {"marketing", "product_content"} <= set(strategy["intelligences"])
    assert {"Strategy", "Content", "Pictures", "Channels", "Film"} <= {phase["name"] for phase in strategy["phases"]}
    found = tasks(strategy)
    assert found["social_posts"]["dependencies"] == ["strategy"]
    assert found["video"]["dependencies"] == ["strategy", "video_script"]
    for task in found.values():
        assert all(found[name]["ends_s"] <= task["starts_s"] for name in task["dependencies"])
        assert task["duration_s"]["optimistic"] <= task["duration_s"]["likely"] <= task["duration_s"]["pessimistic"]
        assert task["critical"] == (task["id"] in strategy["critical_path"])
    assert strategy["critical_path"][0] == "strategy"
    assert not {"social_posts", "email", "ads"} & set(strategy["critical_path"])
    assert strategy["complexity"]["score"] == pytest.approx(
        sum(reason["points"] for reason in strategy["complexity"]["reasons"]), abs=0.01
    )
    assert strategy["estimated_duration"]["likely"] == pytest.approx(max(t["ends_s"] for t in found.values()), abs=0.01)
    assert not strategy["questions"]


async def test_the_documented_objective_names_no_product_and_is_told_so(running: Running):
    objective = "Launch new product with integrated marketing campaign"
    bounds = {"budget": 50_000, "timeline": "30 days", "resources": {"cpu": 64, "gpu": 4}}
    strategy = await planned(running, objective, constraints=bounds)
    assert [question["field"] for question in strategy["questions"]] == ["product"]
    assert strategy["workflow"]["variables"]["product"] == "new product"
    assert strategy["media_budget_micro_usd"] == 50_000 * 10**6 - strategy["estimated_cost"]["pessimistic"]
    first = strategy["workflow"]["workflow"][0]["tasks"]
    campaign = next(task for task in first if task["model"] == "campaign_strategy")["config"]["params"]
    assert campaign["days"] == 30
    assert round(campaign["budget"] * 10**6) == strategy["media_budget_micro_usd"]
    refused = await asked(running, objective, run=True)
    assert refused.status_code == 422
    assert refused.json()["field"] == "product"
    named = await planned(running, objective, product={"name": "Kiln Mug", "features": ["keeps coffee warm"]})
    assert not named["questions"]
    assert named["workflow"]["variables"]["product"]["name"] == "Kiln Mug"


@pytest.mark.parametrize(
    ("objective", "product"),
    [
        ("Increase sales of our oat milk barista edition by 20%, budget $8,000", "oat milk barista edition"),
        ("Get more customers for my bakery", "bakery"),
        ("Double the online orders of the Lumen desk lamp", {"name": "desk lamp", "brand": "Lumen"}),
    ],
)
async def test_more_demand_is_a_campaign_about_the_thing_itself(running: Running, objective: str, product: Any):
    strategy = await planned(running, objective)
    assert strategy["type"] == "growing_demand"
    assert strategy["title"].startswith("More demand for ")
    assert strategy["workflow"]["variables"] == {"objective": objective, "product": product}
    assert not strategy["uncovered"]


async def test_the_workflow_is_one_that_the_engine_takes(running: Running):
    strategy = await planned(running, COPY)
    answer = await running.http.post("/workflow", json=strategy["workflow"])
    assert answer.status_code in (200, 202), answer.text


async def test_what_is_run_is_learned_from(running: Running):
    before = (await told(running))["plans"]["succeeded"]
    answer = await asked(running, COPY, run=True)
    assert answer.status_code == 202, answer.text
    run = answer.json()["run"]
    assert answer.headers["location"] == run["status_url"]

    async with asyncio.timeout(PATIENCE_S):
        while (metrics := await told(running))["plans"]["succeeded"] <= before:  # noqa: ASYNC110  (from outside)
            await asyncio.sleep(0.05)
    assert metrics["plans"]["by_type"]["social_posts"]["success_rate"] == 1
    assert metrics["plans"]["real_seconds"] > 0
    observed = {row["capability"]: row for row in metrics["estimates"]["tasks"]}
    assert observed["social_posts"]["observed"] >= 1
    assert {"cpu", "memory_mb", "gpu"} <= metrics["utilization"].keys()
    alike = await planned(running, "Two Instagram posts and an ad for our ceramic travel mug, please")
    assert alike["precedent"]["plan_id"] == answer.json()["id"]
    assert alike["precedent"]["seconds"] > 0


@pytest.mark.parametrize(
    ("constraints", "field"),
    [
        ({"timeline": "10 s"}, "constraints.timeline"),
        ({"resources": {"cpu": 1}}, "constraints.resources.cpu"),
        ({"resources": {"memory_mb": 200}}, "constraints.resources.memory_mb"),
    ],
)
async def test_what_cant_be_kept_is_named_and_the_nearest_plan_given(
    running: Running, constraints: dict[str, Any], field: str
):
    strategy = await planned(running, LAUNCH, constraints=constraints)
    assert not strategy["feasible"]
    (violation,) = strategy["violations"]
    assert violation["field"] == field
    assert violation["needed"] > violation["value"]
    assert {dropped["id"] for dropped in strategy["dropped"]} == {"image_1", "image_2", "image_3", "video"}
    assert "strategy" in tasks(strategy)
    assert strategy["estimated_duration"]["pessimistic"] <= 10 or "timeline" not in constraints
    refused = await asked(running, LAUNCH, run=True, constraints=constraints)
    assert refused.status_code == 422
    assert refused.json()["field"] == field


async def test_where_nothing_fits_it_is_refused_with_what_is_needed(running: Running):
    refused = await asked(running, "A picture of a mug", constraints={"timeline": "1 s"})
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["field"] == "constraints.timeline"
    assert problem["violations"][0]["needed"] > 1


async def test_what_only_a_language_model_can_do_says_so(running: Running):
    refused = await asked(running, "Tell me what love is")
    assert refused.status_code == 503
    assert refused.json()["type"].endswith("no-model-connected")


async def test_pieces_that_nothing_here_can_make_are_left_out_and_named(running: Running):
    strategy = await planned(running, "A blog post about our ceramic mug and two pictures of it")
    assert strategy["uncovered"] == ["blog_post"]
    assert set(tasks(strategy)) == {"image_1", "image_2"}
    (note,) = strategy["notes"]
    assert note.startswith("Left out: blog post.")
    assert "language model" in note


async def test_a_plan_names_things_as_they_were_written(running: Running):
    strategy = await planned(running, "We sell hand-thrown plant pots and want more orders before Christmas")
    assert strategy["title"] == "More demand for hand-thrown plant pots"
    found = tasks(strategy)
    assert found["image"]["what"] == "Picture: hand-thrown plant pots"
    assert strategy["critical_path"] == ["strategy", "image"]


async def test_asking_a_model_where_none_is_connected_is_said_in_a_note(running: Running):
    strategy = await planned(running, COPY, use_model=True)
    assert strategy["by"] == "methods"
    assert "No language model" in strategy["notes"][0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"objective": ""}, "objective"),
        ({"objective": "x" * 10_001}, "objective"),
        ({"objective": COPY, "constraints": {"timeline": "soon"}}, "constraints.timeline"),
        ({"objective": COPY, "constraints": {"budget": -1}}, "constraints.budget"),
        ({"objective": COPY, "constraints": {"resources": {"cpu": 5_000}}}, "constraints.resources.cpu"),
        ({"objective": COPY, "constraints": {"resources": {"gpu": 65}}}, "constraints.resources.gpu"),
        ({"objective": COPY, "constraints": {"confidence": 1.0}}, "constraints.confidence"),
        ({"objective": COPY, "nonsense": 1}, "nonsense"),
    ],
)
async def test_what_is_out_of_range_is_refused_by_name(running: Running, body: dict[str, Any], field: str):
    refused = await running.http.post("/api/v1/l20/strategize", json=body)
    assert refused.status_code in (400, 413, 422)
    assert refused.json()["field"] == field


async def test_text_is_data_even_where_it_looks_like_a_variable(running: Running):
    strategy = await planned(running, "Two posts about our {secret} mug for {{everyone}}")
    answer = await running.http.post("/workflow", json=strategy["workflow"])
    assert answer.status_code in (200, 202), answer.text
    named = await planned(running, COPY, product={"name": "Mug {objective}"})
    assert (await running.http.post("/workflow", json=named["workflow"])).status_code in (200, 202)


async def test_a_run_ends_within_its_own_limits(running: Running):
    answer = await asked(running, COPY, run=True, constraints={"timeline": "2 hours", "budget": 3})
    state = await running.http.get(answer.json()["run"]["status_url"])
    assert state.json()["budget_micro_usd"] == 3_000_000
