"""What a failing provider does to a run: each fault has its class, its behaviour, and an explanation."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from support.upstream_app import COST, Provider, connected, serving
from support.waiting import until

QUIET = {"config": {"retries": 0}}


def writing(**more: Any) -> list[dict[str, Any]]:
    task = {"model": "medium_ai", "prompt": "Say hello", "output_variable": "text"}
    return [{"type": "inline", "tasks": [{**task, **more}]}]


@pytest.mark.parametrize(
    ("model", "code", "error_class", "attempts"),
    [
        ("status-429", "rate-limited", "transient", 4),
        ("status-500", "provider-unavailable", "transient", 4),
        ("status-503", "provider-unavailable", "transient", 4),
        ("garbage", "provider-unavailable", "transient", 4),
        ("cut", "provider-unavailable", "transient", 4),
        ("html", "provider-unavailable", "transient", 4),
        ("nonsense", "provider-unavailable", "transient", 4),
        ("hangup", "network-error", "transient", 4),
        ("silent", "timed-out", "resource", 2),
        ("status-401", "provider-rejected", "persistent", 1),
        ("status-402", "provider-rejected", "persistent", 1),
        ("status-400", "provider-rejected", "persistent", 1),
    ],
)
async def test_each_fault_has_its_class_and_its_number_of_attempts(
    provider: Provider, tmp_path: Path, model: str, code: str, error_class: str, attempts: int
) -> None:
    patience_s = 1.0 if model == "silent" else None
    async with serving(connected(tmp_path, provider, {"medium_ai": model}, patience_s)) as running:
        run = await running.run(workflow=writing())
    (task,) = run["tasks"]
    assert (run["status"], task["status"]) == ("failed", "failed")
    assert (task["error"]["code"], task["error"]["error_class"]) == (code, error_class)
    assert task["attempts"] == len(provider.asked(model)) == attempts
    assert task["explanation"]["by"] == "rules"
    assert task["explanation"]["next_step"]
    assert run["error"]["detail"].startswith("Task 'text': openai")
    assert "sk-openai-secret" not in str(run)


async def test_half_a_stream_is_told_as_an_error_after_what_was_said(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"fast_ai": "cut", "medium_ai": "cut"})) as running:
        events = [event async for event in running.events("/chat", {"message": "Hello there my friend"})]
    kinds = [kind for kind, _ in events]
    assert kinds[0] == "token"
    assert kinds[-1] == "error"
    assert events[-1][1]["error_class"] == "transient"


async def test_retry_after_is_waited_for_and_the_retry_is_seen(provider: Provider, tmp_path: Path) -> None:
    provider.refusals["writer"] = [(429, "0.5")]
    async with serving(connected(tmp_path, provider, {"medium_ai": "writer"})) as running:
        started = time.perf_counter()
        run = await running.run(workflow=writing())
        took = time.perf_counter() - started
        events = [event async for event in running.events(f"/workflow/{run['run_id']}/events")]
    assert run["status"] == "succeeded"
    assert run["tasks"][0]["attempts"] == 2
    (retried,) = [data for kind, data in events if kind == "task.retried"]
    assert 0.5 <= retried["wait_s"] < 1
    assert took >= retried["wait_s"]
    assert retried["error"]["code"] == "rate-limited"


async def test_fewer_retries_are_made_when_a_task_says_so(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"medium_ai": "status-500"})) as running:
        await running.run(workflow=writing(config={"retries": 0}))
        assert len(provider.asked("status-500")) == 1


async def test_a_roles_fallback_answers_when_the_first_does_not(provider: Provider, tmp_path: Path) -> None:
    roles = {"medium_ai": {"provider": "openai", "model": "status-500", "fallbacks": ["openai:spare"]}}
    provider.scripts["spare"] = ["Hello from the spare one."]
    async with serving(connected(tmp_path, provider, roles)) as running:
        run = await running.run(workflow=writing())
    assert run["results"]["text"]["text"] == "Hello from the spare one."
    assert run["tasks"][0]["answered_by"] == "spare"
    assert run["tasks"][0]["attempts"] == 1
    assert run["tasks"][0]["details"]["attempts"] == 2


async def test_a_tasks_fallback_is_tried_after_its_model_failed_for_good(provider: Provider, tmp_path: Path) -> None:
    roles = {"medium_ai": "status-401", "fast_ai": "writer"}
    async with serving(connected(tmp_path, provider, roles)) as running:
        run = await running.run(workflow=writing(config={"fallback": ["fast_ai"]}))
    assert run["status"] == "succeeded"
    assert run["tasks"][0]["answered_by"] == "writer"
    assert run["tasks"][0]["attempts"] == 2


async def test_a_connected_model_explains_the_failure_and_is_paid(provider: Provider, tmp_path: Path) -> None:
    provider.scripts["helper"] = ["The key is wrong. Put a new one into the configuration."]
    roles = {"medium_ai": "status-401", "ai_workers_failed_ai": "helper"}
    async with serving(connected(tmp_path, provider, roles)) as running:
        run = await running.run(workflow=writing())
    explanation = run["tasks"][0]["explanation"]
    assert explanation["by"] == "ai_workers_failed_ai"
    assert explanation["summary"] == "The key is wrong. Put a new one into the configuration."
    assert run["cost_micro_usd"] == COST
    asked = provider.asked("helper")[0]["messages"][-1]["content"]
    assert "<error>" in asked
    assert "sk-openai-secret" not in asked


async def test_neither_an_explanation_nor_a_delivery_exceeds_the_budget(provider: Provider, tmp_path: Path) -> None:
    roles = {"medium_ai": "status-401", "ai_workers_failed_ai": "helper", "finished_task_ai": "host"}
    async with serving(connected(tmp_path, provider, roles)) as running:
        run = await running.run(objective="Write posts about mugs", budget_usd=0)
        assert run["delivery"]["engine"] == "embedded:rules"
        failed = await running.run(workflow=writing(), budget_usd=0)
    assert failed["tasks"][0]["explanation"]["by"] == "rules"
    assert (run["cost_micro_usd"], failed["cost_micro_usd"]) == (0, 0)
    assert provider.requests == []


async def test_what_a_task_needs_is_skipped_and_the_rest_is_done(provider: Provider, tmp_path: Path) -> None:
    stages = [
        {
            "type": "linear",
            "tasks": [
                {"model": "medium_ai", "prompt": "x", "output_variable": "broken", **QUIET},
                {"model": "fast_ai", "prompt": "y", "output_variable": "whole"},
            ],
        },
        {
            "type": "linear",
            "tasks": [
                {"model": "fast_ai", "prompt": "{broken}", "output_variable": "needs_it"},
                {"model": "fast_ai", "prompt": "{whole}", "output_variable": "does_not"},
            ],
        },
    ]
    async with serving(connected(tmp_path, provider, {"medium_ai": "status-500", "fast_ai": "writer"})) as running:
        run = await running.run(workflow=stages)
        statuses = {task["id"]: task["status"] for task in run["tasks"]}
        assert statuses == {"broken": "failed", "whole": "succeeded", "needs_it": "skipped", "does_not": "succeeded"}
        assert sorted(run["error"]["tasks"]) == ["broken", "needs_it"]
        assert len(provider.asked("writer")) == 2


async def test_what_succeeded_is_neither_asked_nor_paid_again(provider: Provider, tmp_path: Path) -> None:
    provider.refusals["late"] = [(401, "0")]
    stages = [
        {"type": "inline", "tasks": [{"model": "fast_ai", "prompt": "one", "output_variable": "first"}]},
        {"type": "inline", "tasks": [{"model": "medium_ai", "prompt": "{first}", "output_variable": "second"}]},
    ]
    async with serving(connected(tmp_path, provider, {"fast_ai": "early", "medium_ai": "late"})) as running:
        failed = await running.run(workflow=stages)
        assert failed["status"] == "failed"
        assert (await running.http.post(f"/workflow/{failed['run_id']}/resume")).status_code == 200
        events = [kind async for kind, _ in running.events(f"/workflow/{failed['run_id']}/events")]
        whole = await running.ended(failed["run_id"])
    assert whole["status"] == "succeeded"
    assert len(provider.asked("early")) == 1
    assert whole["cost_micro_usd"] == 2 * COST
    assert events.index("run.failed") < events.index("run.resumed") < events.index("run.succeeded")
    assert events[-1] == "run.succeeded"


async def test_a_provider_that_fails_five_times_is_left_alone_for_a_while(provider: Provider, tmp_path: Path) -> None:
    strict = {"baseDelaySeconds": 0.01, "maxDelaySeconds": 0.02, "failureThreshold": 5, "openSeconds": 60}
    settings = connected(tmp_path, provider, {"medium_ai": "status-500"}, resilience=strict)
    async with serving(settings) as running:
        await asyncio.gather(*(running.run(workflow=writing(**QUIET)) for _ in range(5)))
        run = await running.run(workflow=writing(**QUIET))
        metrics = (await running.http.get("/metrics")).text
    assert run["tasks"][0]["error"]["code"] == "circuit-open"
    assert len(provider.asked("status-500")) == 5
    assert 'imperium_breaker_state{name="openai:status-500"} 2.0' in metrics
    assert 'imperium_tasks_total{capability="chat_completion",status="failed"}' in metrics


async def test_cancelling_stops_a_running_call_at_once(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"medium_ai": "writer"})) as running:
        provider.waits["writer"] = asyncio.Event()
        accepted = (await running.http.post("/workflow", json={"workflow": writing(config={"retries": 0})})).json()
        await until(lambda: provider.held)
        answer = await running.http.post(f"/workflow/{accepted['run_id']}/cancel")
    assert answer.status_code == 200
    assert answer.json()["status"] == "cancelled"


async def test_work_for_a_role_that_nobody_serves_is_refused_before_it_starts(
    provider: Provider, tmp_path: Path
) -> None:
    async with serving(connected(tmp_path, provider, {"fast_ai": "writer"})) as running:
        answer = await running.http.post("/workflow", json={"objective": "Write a blog post about bees"})
    assert answer.status_code == 503
    assert "needs a language model (blog post), and none that could do it is connected" in answer.json()["detail"]
