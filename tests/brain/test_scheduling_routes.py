"""The scheduling endpoints of a whole application, as clients meet them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from imperium.app import create_app
from support.house import settings_in

UNLIMITED = {"rateLimits": {"default": {"requests": 0, "windowSeconds": 60}}}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings_in(tmp_path_factory.mktemp("routes"), **UNLIMITED))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1/api/v1/l20") as client,
    ):
        yield client


async def accepted(client: httpx.AsyncClient, path: str, body: Any, status: int = 200) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(client: httpx.AsyncClient, path: str, body: Any, status: int = 422) -> dict[str, Any]:
    found = await accepted(client, path, body, status)
    assert found["remedy"]
    return found


# ── prioritize ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_documented_tasks_are_put_in_order(client: httpx.AsyncClient):
    tasks = [
        {"id": "task2", "type": "crypto_prediction", "priority": "normal"},
        {"id": "task1", "type": "image_generation", "priority": "high"},
    ]
    found = await accepted(client, "/prioritize", {"tasks": tasks})
    assert [(task["id"], task["rank"]) for task in found["tasks"]] == [("task1", 1), ("task2", 2)]
    for task in found["tasks"]:
        assert task["score"] == pytest.approx(sum(task["components"].values()))
    assert sum(found["weights"].values()) == 100


async def test_a_cycle_is_named(client: httpx.AsyncClient):
    tasks = [{"id": "a", "dependencies": ["b"]}, {"id": "b", "dependencies": ["a"]}]
    found = await refused(client, "/prioritize", {"tasks": tasks})
    assert sorted(found["cycle"]) == ["a", "b"]
    assert "→" in found["detail"]


async def test_ten_thousand_tasks_with_thirty_thousand_dependencies_are_put_in_order(client: httpx.AsyncClient):
    tasks = [
        {"id": f"t{i}", "dependencies": [f"t{j}" for j in {i // 2, i // 3, i - 1} if 0 <= j < i]} for i in range(10_000)
    ]
    found = (await accepted(client, "/prioritize", {"tasks": tasks}))["tasks"]
    place = {task["id"]: task["rank"] for task in found}
    assert len(place) == 10_000
    assert all(place[needed] < place[task["id"]] for task in tasks for needed in task["dependencies"])


async def test_one_more_is_too_many(client: httpx.AsyncClient):
    found = await refused(client, "/prioritize", {"tasks": [{"id": str(i)} for i in range(10_001)]}, 413)
    assert (found["field"], found["limit"]) == ("tasks", 10_000)


async def test_a_list_is_kept_and_changes(client: httpx.AsyncClient):
    tasks = [{"id": "a"}, {"id": "b", "dependencies": ["a"]}, {"id": "c", "dependencies": ["b"]}]
    kept = await accepted(client, "/prioritize", {"tasks": tasks, "keep": True})
    after = await accepted(client, "/prioritize", {"queue_id": kept["queue_id"], "completed": ["a"]})
    assert [(task["id"], task["ready"]) for task in after["tasks"]] == [("b", True), ("c", False)]
    change = {"queue_id": kept["queue_id"], "failed": ["b"], "tasks": [{"id": "d", "priority": "critical"}]}
    after = await accepted(client, "/prioritize", change)
    assert [task["id"] for task in after["tasks"]] == ["d"]
    assert after["blocked"] == [{"id": "c", "because_of": "b"}]
    assert after["left"] == 2


async def test_a_list_that_is_not_kept_is_not_found(client: httpx.AsyncClient):
    found = await refused(client, "/prioritize", {"queue_id": "queue_0", "completed": ["a"]}, 404)
    assert found["field"] == "queue_id"
    once = await accepted(client, "/prioritize", {"tasks": [{"id": "a"}]})
    assert once["queue_id"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "tasks"),
        ([], "body"),
        ({"tasks": [{"id": "a", "priority": "urgent"}]}, "tasks.0.priority"),
        ({"tasks": [{"id": "a"}, {"id": "b", "depends_on": ["a"]}]}, "tasks.1.depends_on"),
        ({"tasks": [{"id": ""}]}, "tasks.0.id"),
        ({"tasks": [{"id": "a", "deadline": "2030-01-01T00:00:00"}]}, "tasks.0.deadline"),
        ({"tasks": [{"id": "a", "resources": {"gpu": 65}}]}, "tasks.0.resources.gpu"),
        ({"tasks": [{"id": "a"}], "available": {"cpu": -1}}, "available.cpu"),
    ],
)
async def test_what_is_wrong_is_named_by_its_field(client: httpx.AsyncClient, body: Any, field: str):
    assert (await refused(client, "/prioritize", body))["field"] == field


# ── optimize-resources ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_who_gets_what_and_who_waits_for_what(client: httpx.AsyncClient):
    tasks = [
        {"id": "t1", "priority": "critical", "resources": {"cpu": 8, "memory_mb": 16384, "gpu": 1}},
        {"id": "t2", "priority": "low", "resources": {"cpu": 60, "memory_mb": 65536, "gpu": 4}},
        {"id": "t3", "resources": {"gpu": 5}},
    ]
    available = {"cpu": 64, "memory_mb": 131072, "gpu": 4}
    found = await accepted(client, "/optimize-resources", {"tasks": tasks, "available": available})
    assert [task["id"] for task in found["allocations"]] == ["t1"]
    assert found["utilization"]["cpu"] == {"used": 8.0, "available": 64.0, "share": 0.125}
    waiting = {task["id"]: task for task in found["waiting"]}
    assert waiting["t2"]["waits_for"] == {"cpu": 4.0, "gpu": 1}
    assert waiting["t2"]["fits"]
    assert waiting["t3"]["waits_for"] == {"gpu": 1}
    assert not waiting["t3"]["fits"]


async def test_out_of_range_is_refused(client: httpx.AsyncClient):
    body = {"tasks": [{"id": "t1", "resources": {"cpu": 5000}}], "available": {"cpu": 64}}
    found = await refused(client, "/optimize-resources", body)
    assert (found["field"], found["value"], found["limit"]) == ("tasks.0.resources.cpu", 5000, 1024)


async def test_a_type_stands_for_what_its_capability_declares(client: httpx.AsyncClient):
    body = {"tasks": [{"id": "a", "type": "video_generation"}], "available": {"cpu": 8, "memory_mb": 8000}}
    found = await accepted(client, "/optimize-resources", body)
    assert found["allocations"][0]["resources"] == {"cpu": 2.0, "memory_mb": 1500, "gpu": 0}


async def test_without_available_it_is_what_is_free_here(client: httpx.AsyncClient):
    found = await accepted(client, "/optimize-resources", {"tasks": []})
    assert found["utilization"]["cpu"]["available"] > 0


async def test_improvement_is_made_where_it_can_be(client: httpx.AsyncClient):
    tasks = [{"id": str(i), "resources": {"cpu": cpu}} for i, cpu in enumerate([8, 3, 3, 3])]
    body = {"tasks": tasks, "available": {"cpu": 10}, "improve_seconds": 5}
    found = await accepted(client, "/optimize-resources", body)
    assert found["improvement"] == {"tried": True, "gained": 2, "proved": True, "why": None}
    assert {task["id"]: task["by"] for task in found["allocations"]} == dict.fromkeys("123", "improvement")
    unasked = await accepted(client, "/optimize-resources", {**body, "improve_seconds": 0})
    assert [task["id"] for task in unasked["allocations"]] == ["0"]
    assert unasked["improvement"]["why"] == "not asked for"


async def test_ten_thousand_requests_are_shared_out(client: httpx.AsyncClient):
    tasks = [{"id": str(i), "tenant": str(i % 20), "resources": {"cpu": 0.5}} for i in range(10_000)]
    body = {"tasks": tasks, "available": {"cpu": 1000}}
    found = await accepted(client, "/optimize-resources", body)
    assert len(found["allocations"]) == 2_000
    assert len(found["waiting"]) == 8_000
    assert {tenant["dominant_share"] for tenant in found["tenants"].values()} == {0.05}


# ── coordinate ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_domains_run_as_one_and_are_gathered(client: httpx.AsyncClient):
    specs = {"product_content": {"objective": "three posts about tea for hikers"}}
    body = {"domains": ["product_content", "landing_page_copy"], "task_specs": specs, "priority": "critical"}
    run = await accepted(client, "/coordinate", body, 202)
    assert run["schedule"]["critical_path"] == ["product_content", "landing_page_copy"]
    assert run["schedule"]["dependencies"] == [
        {
            "task": "landing_page_copy",
            "after": "product_content",
            "takes": None,
            "why": "a page shows the copy and the pictures",
        }
    ]
    events = await client.get(f"http://127.0.0.1{run['events_url']}")  # to the end of the run
    assert "run.succeeded" in events.text
    found = (await client.get(f"http://127.0.0.1{run['results_url']}")).json()
    assert found["status"] == "succeeded"
    assert found["domains"]["landing_page_copy"]["results"][0]["provenance"]["assumed"] == [
        {"field": "objective", "from": "product_content"}
    ]


async def test_an_unknown_domain_is_refused_with_the_nearest(client: httpx.AsyncClient):
    found = await refused(client, "/coordinate", {"domains": ["image_generatoin"]})
    assert found["field"] == "domains.0"
    assert "image_generation" in found["remedy"]


async def test_results_of_no_run_are_not_found(client: httpx.AsyncClient):
    assert (await client.get("/coordinate/run_0")).status_code == 404
