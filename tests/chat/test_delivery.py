"""Handing over: who puts it into words, and that it happens once for every outcome."""

import json
from pathlib import Path

from support.upstream_app import COST, Provider, Running, connected, serving

WORK = "Write social media posts and an e-mail campaign for eco-friendly water bottles for hikers"
PLAN = {
    "title": "Posts and a program",
    "workflow": [
        {
            "type": "linear",
            "tasks": [
                {
                    "model": "social_posts",
                    "output_variable": "posts",
                    "config": {"params": {"objective": "{objective}"}},
                },
                {"model": "code_ai", "prompt": "Write a sum", "output_variable": "program", "config": {"retries": 0}},
            ],
        }
    ],
}


async def test_a_connected_model_puts_it_into_words_and_is_paid(provider: Provider, tmp_path: Path) -> None:
    provider.scripts["host"] = ["Your posts and e-mails are ready."]
    provider.scripts["planner"] = ["no plan"]
    async with serving(
        connected(tmp_path, provider, {"finished_task_ai": "host", "thinking_ai": "planner"})
    ) as running:
        said = await running.say(WORK)
        run = await running.ended((await running.delivered(said["session_id"]))["run_id"])
        conversation = await running.get(f"/chat/{said['session_id']}")
    assert run["delivery"]["response"] == "Your posts and e-mails are ready."
    assert run["delivery"]["engine"] == "openai"
    assert run["cost_micro_usd"] == 5 * COST, "four attempts at a plan, and the delivery"
    assert conversation["messages"][-1]["content"] == "Your posts and e-mails are ready."
    asked = provider.asked("host")[0]["messages"]
    assert asked[0]["role"] == "system"
    assert "<results>" in asked[1]["content"]
    assert "water bottles" in asked[1]["content"]


async def test_when_that_model_fails_the_rules_say_it(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"finished_task_ai": "garbage"})) as running:
        said = await running.say(WORK)
        run = await running.ended((await running.delivered(said["session_id"]))["run_id"])
    assert run["status"] == "succeeded"
    assert run["delivery"]["engine"] == "embedded:rules"
    assert "social media posts" in run["delivery"]["response"]


async def test_what_failed_and_was_made_later_is_delivered_again_once(provider: Provider, tmp_path: Path) -> None:
    provider.scripts["planner"] = [json.dumps(PLAN)]
    provider.refusals["coder"] = [(401, "0")]
    async with serving(connected(tmp_path, provider, {"thinking_ai": "planner", "code_ai": "coder"})) as running:
        said = await running.say(WORK)
        failed = await running.ended(said["run_id"])
        assert failed["status"] == "failed"
        assert "Partly ready" in failed["delivery"]["response"]
        assert "Missing: program." in failed["delivery"]["response"]
        assert (await running.http.post(f"/workflow/{said['run_id']}/resume")).status_code == 200
        whole = await running.ended(said["run_id"])
        turns = (await running.get(f"/chat/{said['session_id']}"))["messages"]
    assert whole["status"] == "succeeded"
    assert len(provider.asked("planner")) == 1
    said_at_the_end = [turn["content"] for turn in turns if turn["role"] == "assistant"][1:]
    assert said_at_the_end == [failed["delivery"]["response"], whole["delivery"]["response"]]


async def test_a_plain_workflow_is_not_talked_about(alone: Running) -> None:
    task = {"model": "social_posts", "output_variable": "posts", "config": {"params": {"objective": WORK}}}
    run = await alone.run(workflow=[{"type": "inline", "tasks": [task]}])
    assert run["status"] == "succeeded"
    assert run["delivery"] is None


async def test_an_objective_without_a_conversation_is_delivered_in_its_run(alone: Running) -> None:
    run = await alone.run(objective=WORK)
    assert run["delivery"]["made"] == len(run["tasks"])
    assert (await alone.get("/chat"))["sessions"] == []
