import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI

from imperium.platform.errors import NetworkError
from imperium.platform.fair import FairSlots
from imperium.platform.resilience import Breakers
from imperium.platform.telemetry import metrics
from imperium.platform.telemetry.routes import router

DOCUMENTED = {
    "orchestrator_complexity_score": "histogram",
    "orchestrator_expert_execution_time_seconds": "histogram",
    "orchestrator_provider_selection_total": "counter",
    "provider_health_checks_total": "counter",
    "provider_quota_violations_total": "counter",
    "imperium_http_requests_total": "counter",
    "imperium_http_request_duration_seconds": "histogram",
    "imperium_runs_total": "counter",
    "imperium_tasks_total": "counter",
    "imperium_llm_tokens_total": "counter",
    "imperium_cost_micro_usd_total": "counter",
    "imperium_queue_depth": "gauge",
    "imperium_breaker_state": "gauge",
    "imperium_journal_commit_seconds": "histogram",
    "imperium_ratelimited_total": "counter",
    "process_resident_memory_bytes": "gauge",
}


async def test_every_documented_metric_is_there_before_its_first_value() -> None:
    app = FastAPI()
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", answer.text, re.MULTILINE))
    assert types.items() >= DOCUMENTED.items()


async def test_a_breaker_is_shown_as_it_is_when_it_is_looked_at() -> None:
    now = 0.0
    breaker = Breakers(clock=lambda: now, on_new=metrics.watch_breaker).get("ollama")

    def shown() -> float | None:
        return metrics.REGISTRY.get_sample_value("imperium_breaker_state", {"name": "ollama"})

    assert shown() == 0
    for _ in range(5):
        with pytest.raises(NetworkError), breaker.guard():
            raise NetworkError("down")
    assert shown() == 2
    now = 60.0
    assert shown() == 1


async def test_the_queue_is_shown_as_it_is_when_it_is_looked_at() -> None:
    slots = FairSlots(1)
    metrics.watch_queue(slots.depth)
    async with slots.hold("high"):
        waiting = asyncio.create_task(slots.acquire("low"))
        await asyncio.sleep(0)
        text = metrics.render().decode()
        assert 'imperium_queue_depth{priority="low"} 1.0' in text
        assert 'imperium_queue_depth{priority="high"} 0.0' in text
        waiting.cancel()


def test_no_label_can_hold_a_person_or_a_run() -> None:
    ours = [value for value in vars(metrics).values() if hasattr(value, "_labelnames")]
    tallied = [family for tally in (metrics.REQUESTS, metrics.USE) for family in tally.collect()]
    labels = {label for metric in (*ours, *tallied) for label in metric._labelnames}
    assert not labels & {"tenant", "user", "run", "run_id", "user_id", "principal", "key", "path", "client"}
