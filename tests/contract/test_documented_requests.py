"""The requests that the documents show, in their order, and what their answers must hold."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from imperium.chat import service as chat_service
from support.upstream_app import Running, serving, settings_in
from support.waiting import PATIENCE_S

OK = (200, 201, 202)
REFUSED = (400, 422)
SERIOUS = (
    "Create a complete marketing campaign for eco-friendly water bottles including social media posts, product images,"
    " and a promotional video"
)
WATCH = {
    "product_details": {
        "name": "Smart Watch Pro",
        "category": "Wearables",
        "features": ["Heart rate monitoring", "GPS", "Water resistant"],
    },
    "content_type": "description",
    "tone": "professional",
}
LAUNCH = {
    "product": {"name": "Smart Watch Pro"},
    "target_audience": {"age": "25-45", "interests": ["fitness", "tech"]},
    "channels": ["social", "email", "web"],
    "budget": 25000,
}
DRAWN = {"prompt": "A futuristic city", "style": "realistic", "hdr": True, "pbr": True, "model": "stable-diffusion"}
FILMED = {"prompt": "Flying through clouds", "duration": 1, "fps": 8, "use_nerf": False, "style": "cinematic"}


def task(model: str, prompt: str, name: str, **config: Any) -> dict[str, Any]:
    return {"model": model, "prompt": prompt, "output_variable": name, **({"config": config} if config else {})}


def stages(*tasks: dict[str, Any], kind: str = "inline") -> list[dict[str, Any]]:
    return [{"type": kind, "tasks": [one]} for one in tasks]


@dataclass(frozen=True)
class Request:
    """`has`: keys of the answer, by dots; `says`: texts in it."""

    id: str
    method: str
    path: str
    body: Any = None
    expect: tuple[int, ...] = OK
    has: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    media_type: str = "application/json"


REQUESTS = (
    Request("health", "GET", "/health", has=("status",)),
    Request("status", "GET", "/status", has=("status", "services")),
    Request("metrics", "GET", "/metrics", says=("# TYPE", "orchestrator_complexity_score"), media_type="text/plain"),
    Request("openapi", "GET", "/openapi.json", has=("openapi", "paths")),
    Request("docs", "GET", "/docs", media_type="text/html"),
    Request("models", "GET", "/models", has=("models.0.id", "models.0.role", "models.0.provider")),
    Request("addons", "GET", "/addons", has=("addons.49.name", "addons.0.category")),
    Request(
        "chat-simple",
        "POST",
        "/chat",
        {"message": "What are the benefits of renewable energy?", "session_id": "documented"},
        has=("session_id", "response", "timestamp"),
        says=('"category":"M"',),
    ),
    Request(
        "chat-same-session",
        "POST",
        "/chat",
        {"message": "And which matters most for a small town?", "session_id": "documented", "context_tokens": 0},
        has=("response", "timestamp", "category"),
        says=('"session_id":"documented"',),
    ),
    Request("chat-too-long", "POST", "/chat", {"message": "hello", "context_tokens": 950_000}, (413, 422)),
    Request("chat-empty", "POST", "/chat", {"message": ""}, REFUSED),
    Request(
        "workflow",
        "POST",
        "/workflow",
        {
            "workflow": stages(
                task("thinking_ai", "Research {topic}", "research", temperature=0.7, addons=["research"]), kind="linear"
            ),
            "variables": {"topic": "renewable energy"},
        },
        has=("status", "run_id"),
    ),
    Request(
        "workflow-chain",
        "POST",
        "/workflow",
        {
            "workflow": stages(
                task("thinking_ai", "Research climate change", "research"),
                task("thinking_ai", "Write an article about: {research}", "article"),
            )
        },
        has=("status", "run_id"),
    ),
    Request(
        "workflow-unknown-variable",
        "POST",
        "/workflow",
        {"workflow": stages(task("thinking_ai", "Use {nowhere}", "x"))},
        REFUSED,
        says=("nowhere",),
    ),
    Request("template-list", "GET", "/template", says=("research_report", "marketing_campaign", "code_project")),
    Request(
        "template-research",
        "POST",
        "/template/research_report",
        {"topic": "artificial intelligence", "audience": "business executives"},
        has=("status", "run_id"),
    ),
    Request(
        "template-code",
        "POST",
        "/template/code_project",
        {"description": "a to-do list REST API", "language": "python"},
        has=("status", "run_id"),
    ),
    Request("template-unknown", "POST", "/template/no_such_template", {}, (404,)),
    Request("stats", "GET", "/stats", has=("requests", "models", "errors", "cost", "queues")),
    Request(
        "generate-image",
        "POST",
        "/api/v1/generate/image",
        {**DRAWN, "resolution": "64x64", "samples": 1},
        has=("id", "status", "status_url"),
    ),
    Request(
        "generate-video",
        "POST",
        "/api/v1/generate/video",
        {**FILMED, "resolution": "64x64"},
        has=("id", "status", "status_url"),
    ),
    Request("generate-too-small", "POST", "/api/v1/generate/image", {**DRAWN, "resolution": "4x4"}, REFUSED),
    Request("generate-nothing", "POST", "/api/v1/generate/image", {}, (422,)),
    Request(
        "orchestrate-unknown",
        "POST",
        "/api/v1/orchestrate",
        {"tasks": [{"type": "no_such_task", "params": {}}], "priority": "high"},
        (400, 404, 422),
    ),
    Request(
        "l20-strategize",
        "POST",
        "/api/v1/l20/strategize",
        {
            "objective": "Launch new product with integrated marketing campaign",
            "constraints": {"budget": 50000, "timeline": "30 days", "resources": {"cpu": 64, "gpu": 4}},
        },
        has=("phases", "complexity", "intelligences", "workflow", "estimated_cost", "estimated_duration"),
    ),
    Request(
        "l20-prioritize",
        "POST",
        "/api/v1/l20/prioritize",
        {
            "tasks": [
                {"id": "task1", "type": "image_generation", "priority": "high"},
                {"id": "task2", "type": "crypto_prediction", "priority": "normal"},
            ]
        },
        has=("tasks.0.id", "tasks.1.score", "tasks.1.components"),
    ),
    Request(
        "l20-prioritize-cycle",
        "POST",
        "/api/v1/l20/prioritize",
        {
            "tasks": [
                {"id": "a", "type": "llm", "dependencies": ["b"]},
                {"id": "b", "type": "llm", "dependencies": ["a"]},
            ]
        },
        REFUSED,
    ),
    Request(
        "l20-coordinate",
        "POST",
        "/api/v1/l20/coordinate",
        {
            "domains": ["image_generation", "video_generation", "marketing"],
            "task_specs": {
                "image_generation": {"prompt": "Product showcase", "resolution": "320x180"},
                "marketing": {"campaign_type": "product_launch"},
            },
        },
        has=("status", "run_id", "schedule"),
    ),
    Request(
        "l20-optimize",
        "POST",
        "/api/v1/l20/optimize-resources",
        {
            "tasks": [
                {"id": "t1", "priority": "critical", "resources": {"cpu": 8, "memory_mb": 16384, "gpu": 1}},
                {"id": "t2", "priority": "low", "resources": {"cpu": 60, "memory_mb": 65536, "gpu": 4}},
            ],
            "available": {"cpu": 64, "memory_mb": 131072, "gpu": 4},
        },
        has=("allocations", "utilization", "waiting"),
    ),
    Request(
        "l20-optimize-out-of-range",
        "POST",
        "/api/v1/l20/optimize-resources",
        {"tasks": [{"id": "t1", "resources": {"cpu": 5000}}], "available": {"cpu": 64}},
        REFUSED,
    ),
    Request("l20-metrics", "GET", "/api/v1/l20/metrics", has=("plans", "utilization", "estimates")),
    Request("intelligence-list", "GET", "/api/v1/intelligence/list", has=("intelligences.3.type",)),
    Request(
        "intelligence-product",
        "POST",
        "/api/v1/intelligence/product_content/execute",
        WATCH,
        has=("result", "engine"),
        says=("Smart Watch Pro",),
    ),
    Request(
        "intelligence-marketing",
        "POST",
        "/api/v1/intelligence/marketing/execute",
        LAUNCH,
        has=("result", "engine"),
        says=("25000",),
    ),
    Request(
        "intelligence-web-app",
        "POST",
        "/api/v1/intelligence/web_app_builder/execute",
        {
            "app_type": "web",
            "requirements": {"features": ["user_auth", "dashboard", "analytics"], "requires_payments": True},
            "framework": "React",
        },
        (202,),
        has=("status", "status_url"),
    ),
    Request(
        "intelligence-media",
        "POST",
        "/api/v1/intelligence/advanced_media/execute",
        {
            "media_type": "video",
            "resolution": "64x64",
            "prompt": "Product demonstration in futuristic setting",
            "fps": 24,
            "duration": 1,
        },
        (202,),
        has=("status", "status_url"),
    ),
    Request("intelligence-media-of-nothing", "POST", "/api/v1/intelligence/advanced_media/execute", {}, (422,)),
    Request(
        "media-plan",
        "POST",
        "/api/v1/intelligence/advanced_media/plan",
        {"media_type": "image", "prompt": "A futuristic city", "resolution": "16K", "hdr": True},
        has=("estimate.seconds", "estimate.bytes", "reasons.0.because"),
        says=('"tiled":true',),
    ),
    Request("intelligence-unknown", "POST", "/api/v1/intelligence/no_such/execute", {}, (404,)),
    Request("openai-models", "GET", "/v1/models", has=("object", "data")),
    Request(
        "openai-chat",
        "POST",
        "/v1/chat/completions",
        {"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]},
        has=("id", "object", "created", "model", "choices.0.message.content", "usage.total_tokens"),
    ),
    Request("nowhere", "GET", "/no/such/path", expect=(404,)),
    Request("wrong-method", "PUT", "/chat", {}, (405,)),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chat_service, "PLAN_WITHIN_S", PATIENCE_S)
        async with serving(settings_in(tmp_path_factory.mktemp("documented"))) as server:
            yield server
            for run in (await server.get("/workflow"))["runs"]:
                await server.http.post(f"/workflow/{run['run_id']}/cancel")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("request_", REQUESTS, ids=[request.id for request in REQUESTS])
async def test_a_documented_request_is_answered_as_documented(running: Running, request_: Request) -> None:
    answer = await running.http.request(request_.method, request_.path, json=request_.body)
    assert answer.status_code in request_.expect, answer.text[:400]
    problem = answer.status_code >= 400
    assert answer.headers["content-type"].startswith("application/problem+json" if problem else request_.media_type)
    for text in request_.says:
        assert text in answer.text
    for path in request_.has:
        holds(answer.json(), path)
    if problem:
        assert {"type", "title", "status", "detail", "error_class"} <= answer.json().keys()


def holds(value: Any, path: str) -> None:
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]


@pytest.mark.asyncio(loop_scope="module")
async def test_malformed_json_is_a_problem_too(running: Running) -> None:
    answer = await running.http.post("/chat", content=b"{nope", headers={"content-type": "application/json"})
    assert answer.status_code in REFUSED
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.asyncio(loop_scope="module")
async def test_the_long_example_is_work(running: Running) -> None:
    answer = await running.say(SERIOUS)
    assert answer["category"] == "H"
    assert "3 pictures" in answer["response"]
    await running.http.post(f"/workflow/{answer['run_id']}/cancel")


@pytest.mark.asyncio(loop_scope="module")
async def test_every_template_starts(running: Running) -> None:
    """The campaign draws pictures, so it is stopped at once."""
    body = {"product": "eco-friendly water bottle", "audience": "hikers"}
    answer = await running.http.post("/template/marketing_campaign", json=body)
    assert answer.status_code in OK
    run = answer.json()
    assert run["status"] in ("queued", "running", "succeeded")
    await running.http.post(f"/workflow/{run['run_id']}/cancel")
