"""A provider of one's own serves its owner's workflows, plans and conversations, and nobody else's."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.people import ANNS_KEY, LAB, Person, people, settings_for
from support.upstream_app import Provider

RESEARCH = "Research the market for solar balconies, compare five vendors and write a full report with a plan"
PLAN = {
    "title": "A report",
    "workflow": [{"type": "linear", "tasks": [{"model": "medium_ai", "prompt": "Write.", "output_variable": "text"}]}],
}


@pytest.fixture
async def both(provider: Provider, tmp_path: Path) -> AsyncIterator[list[Person]]:
    async with people(settings_for(tmp_path, provider.url)) as both:
        yield both


def workflow(model: str, *fallback: str) -> dict[str, object]:
    task = {"model": model, "prompt": "Say it.", "output_variable": "said", "config": {"fallback": fallback}}
    return {"workflow": [{"type": "linear", "tasks": [task]}]}


async def test_a_workflow_may_name_a_model_of_its_owners_alone(both: list[Person], provider: Provider) -> None:
    ann, ben = both
    await ann.connect(provider.url, "echo")
    run = await ann.run(**workflow(f"{LAB}:echo"))
    assert run["status"] == "succeeded", run
    assert run["tasks"][0]["engine"] == LAB
    assert provider.headers[0]["authorization"] == f"Bearer {ANNS_KEY}"
    asked = len(provider.requests)
    for body in (workflow(f"{LAB}:echo"), workflow("echo"), workflow("fast_ai", f"{LAB}:echo")):
        refused = await ben.post("/workflow", 422, body)
        assert "unknown model" in refused["detail"]
        assert LAB not in refused["remedy"], "what somebody else has isn't told"
    assert len(provider.requests) == asked


async def test_a_model_that_ones_own_provider_has_not_is_named(both: list[Person], provider: Provider) -> None:
    ann, _ = both
    await ann.connect(provider.url, "echo")
    refused = await ann.post("/workflow", 422, workflow(f"{LAB}:ecko"))
    assert refused["field"] == "workflow[0].tasks[0].model"
    assert f"{LAB}:echo" in refused["remedy"]


async def test_a_run_of_ones_own_is_not_run_with_another_ones_provider(both: list[Person], provider: Provider) -> None:
    """Ben may fork Ann's run, which is their organisation's, but not onto her key."""
    ann, ben = both
    await ann.connect(provider.url, "echo")
    run = await ann.run(**workflow(f"{LAB}:echo"))
    refused = await ben.post(f"/workflow/{run['run_id']}/fork", 422, {"task": "said", "prompt": "Say it again."})
    assert "unknown model" in refused["detail"]


async def test_a_plan_is_written_by_the_owners_model(both: list[Person], provider: Provider) -> None:
    ann, ben = both
    await ann.connect(provider.url, "planner")
    provider.scripts["planner"] = [json.dumps(PLAN), "What Ann's model has written."]
    run = await ann.run(objective=RESEARCH)
    assert (run["status"], run["plan"]["by"], run["title"]) == ("succeeded", "planner", "A report")
    assert run["delivery"]["engine"] == LAB
    asked = len(provider.requests)
    refused = await ben.post("/workflow", 503, {"objective": RESEARCH})
    assert refused["code"] == "no-model-connected"
    assert len(provider.requests) == asked


async def test_a_conversation_is_led_with_the_owners_model(both: list[Person], provider: Provider) -> None:
    ann, ben = both
    await ann.connect(provider.url, "echo")
    opened = await ann.post("/chat/open", 200)
    assert opened["warming"] == ["categorizer", "fast_ai"]
    assert (await ben.post("/chat/open", 200))["warming"] == []
    question = {"message": "Who painted the ceiling of that chapel?"}
    answer = await ann.post("/chat", 200, question)
    assert (answer["engine"], answer["model"], answer["role"]) == (LAB, "echo", "fast_ai")
    refused = await ben.post("/chat", 200, question)
    assert refused["engine"] == "embedded:knowledge"
    assert "No language model is connected" in refused["response"]
