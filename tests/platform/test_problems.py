import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx
import orjson
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field
from structlog.testing import capture_logs

from imperium.platform import problems
from imperium.platform.errors import Conflict, RateLimited


class Task(BaseModel):
    model_config = ConfigDict(extra="forbid")
    model: str
    prompt: str = Field(max_length=20)
    temperature: float = Field(0.7, ge=0, le=2)
    kind: Literal["linear", "inline"] = "linear"
    api_key: str | None = Field(None, max_length=5)


class Workflow(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tasks: list[Task]


router = APIRouter()


@router.post("/workflow/{run_id}", responses=problems.documents(404, 422, 429))
async def start(run_id: int, workflow: Workflow) -> dict[str, int]:
    return {"run_id": run_id}


@router.delete("/workflow/{run_id}")
async def stop(run_id: int) -> None:
    raise Conflict("It has ended.", remedy="Start another.", field="run_id", state="succeeded")


@router.get("/busy")
async def busy() -> None:
    raise RateLimited("Slow down.", retry_after_s=1.2)


@router.get("/broken")
async def broken() -> None:
    raise KeyError("postgres://admin:hunter2@db")


@router.get("/list")
async def listing(limit: Annotated[int, Query(ge=1, le=100)] = 10) -> None: ...


@router.get("/group")
async def group() -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stop(1))


def clean_up() -> AsyncIterator[None]:
    raise Conflict("A dependency refuses.")


@router.get("/depends", dependencies=[Depends(clean_up)])
async def depends() -> None: ...


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router, prefix="/api")
    app.include_router(router, prefix="/v1")
    problems.install(app)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_an_error_is_a_problem_document(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/workflow/7")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/docs#error-conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "It has ended.",
        "instance": "/api/workflow/7",
        "code": "conflict",
        "error_class": "logical",
        "field": "run_id",
        "remedy": "Start another.",
        "state": "succeeded",
    }


async def test_the_wait_is_in_the_document_and_the_header(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/busy")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert answer.json()["retry_after"] == 2
    assert "retry_after_s" not in answer.json()


async def test_an_error_of_a_dependency_is_one_too(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/depends")).json()["detail"] == "A dependency refuses."


async def test_an_error_out_of_a_task_group_is_still_that_error(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/group")).json()["code"] == "conflict"


async def test_an_unknown_path_names_the_nearest(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/buzy")
    assert answer.status_code == 404
    assert answer.json()["remedy"] == "Did you mean /api/busy?"
    assert (await client.get("/quite/another/thing")).json()["remedy"] == "See /docs for every path."


async def test_a_method_that_is_not_answered_lists_all_that_are(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/workflow/7")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, POST"
    document = answer.json()
    assert document["code"] == "method-not-allowed"
    assert document["detail"] == "/api/workflow/7 does not answer GET."
    assert document["remedy"] == "It answers DELETE, POST."


async def test_malformed_json_says_where(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/workflow/7", content=b'{"tasks": [}', headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "The body is not JSON: Expecting value at character 11."


def task(**changes: Any) -> dict[str, Any]:
    return {"tasks": [{"model": "fast_ai", "prompt": "hello", **changes}]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (task(prompt="x" * 21), {"field": "tasks.0.prompt", "limit": 20, "value": "x" * 21}),
        (task(temperature=3), {"field": "tasks.0.temperature", "limit": 2, "value": 3}),
        (task(temperature=-1), {"field": "tasks.0.temperature", "limit": 0, "value": -1}),
        (task(kind="parallel"), {"field": "tasks.0.kind", "limit": "'linear' or 'inline'", "value": "parallel"}),
        (task(kind="lineal"), {"field": "tasks.0.kind", "remedy": "Did you mean 'linear'?"}),
        (task(tempreature=1), {"field": "tasks.0.tempreature", "remedy": "Did you mean 'temperature'?"}),
        ({"tasks": []} | {"extra": 1}, {"detail": "extra: There is no such field."}),
        ({}, {"detail": "tasks: It is required and was not sent.", "field": "tasks"}),
        ({"tasks": [{"model": "x", "promt": "y"}]}, {"remedy": "You sent 'promt'; the field is called 'prompt'."}),
        ({"task": []}, {"field": "tasks", "remedy": "You sent 'task'; the field is called 'tasks'."}),
        (task(api_key="sk-1234567890"), {"field": "tasks.0.api_key", "value": "(not shown)"}),
        (task(prompt=["a", "b"]), {"value": "a list of 2"}),
        ([1, 2], {"field": "body", "value": "a list of 2"}),
    ],
)
async def test_a_wrong_field_is_named_with_value_limit_and_remedy(
    client: httpx.AsyncClient, body: Any, expected: dict[str, Any]
) -> None:
    answer = await client.post("/api/workflow/7", json=body)
    assert answer.status_code == 422
    document = answer.json()
    assert document.items() >= expected.items()
    assert document["code"] == "invalid-input"


async def test_a_number_beyond_all_bounds_is_a_problem_like_any_other(client: httpx.AsyncClient) -> None:
    body = b'{"tasks": [{"model": "x", "prompt": "y", "temperature": %d}]}' % 10**30
    answer = await client.post("/api/workflow/7", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["value"] == 10**30


def test_further_members_never_replace_the_standard_ones() -> None:
    document = problems.problem(Conflict("It has ended.", status="succeeded", title="x", run="run_1"), "/here")
    assert (document["status"], document["title"], document["run"]) == (409, "Conflict", "run_1")


async def test_all_complaints_are_listed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/workflow/seven", json=task(temperature=3))
    fields = [complaint["field"] for complaint in answer.json()["errors"]]
    assert fields == ["run_id", "tasks.0.temperature"]


async def test_a_json_body_without_its_content_type_is_told_so(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/workflow/7", content=b'{"tasks": []}')
    assert answer.status_code == 422
    assert answer.json()["remedy"] == "Send Content-Type: application/json."


async def test_query_parameters_are_explained_alike(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/list", params={"limit": 500})).json()
    assert document.items() >= {"field": "limit", "limit": 100, "value": "500"}.items()


async def test_a_fault_of_ours_shows_an_id_that_is_in_the_log_and_nothing_else(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await client.get("/api/broken")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "KeyError" not in answer.text
    (entry,) = logs
    assert entry["error_id"] == answer.json()["error_id"]
    assert isinstance(entry["exc_info"], KeyError)


@pytest.mark.parametrize(
    ("method", "path", "status", "kind", "code"),
    [
        ("DELETE", "/v1/workflow/7", 409, "invalid_request_error", "conflict"),
        ("GET", "/v1/busy", 429, "rate_limit_error", "rate-limited"),
        ("GET", "/v1/nothing", 404, "invalid_request_error", "not-found"),
        ("GET", "/v1/workflow/7", 405, "invalid_request_error", "method-not-allowed"),
        ("GET", "/v1/broken", 500, "server_error", "fatal-error"),
        ("POST", "/v1/workflow/7", 422, "invalid_request_error", "invalid-input"),
    ],
)
async def test_under_v1_errors_have_openais_shape(
    client: httpx.AsyncClient, method: str, path: str, status: int, kind: str, code: str
) -> None:
    answer = await client.request(method, path, json={})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["code"]) == (kind, code)


@pytest.mark.parametrize(
    ("scope", "wire"),
    [
        ({}, {"title": "Request Timeout", "code": "request-timeout", "instance": "/", "remedy": "Send it again."}),
        ({"path": "/chat"}, {"instance": "/chat", "status": 408, "detail": "It was late."}),
        ({"path": "/v1/embeddings"}, {"error": {"message": "It was late. Send it again.", "code": "request-timeout"}}),
        ({"path": "/v1/messages"}, {"type": "error", "error": {"type": "timeout_error"}}),
    ],
)
def test_what_is_refused_before_it_is_a_request(scope: dict[str, Any], wire: dict[str, Any]) -> None:
    answer = problems.refusal(scope, 408, "It was late.", "Send it again.")
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")
    told = orjson.loads(answer.body)
    for name, value in wire.items():
        assert told[name] == value if isinstance(value, str | int) else value.items() <= told[name].items()


async def test_openapi_shows_what_is_answered(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    responses = document["paths"]["/api/workflow/{run_id}"]["post"]["responses"]
    assert responses["404"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
    assert "Retry-After" in responses["429"]["headers"]
    assert "HTTPValidationError" not in str(document)
    undeclared = document["paths"]["/api/list"]["get"]["responses"]["422"]
    assert list(undeclared["content"]) == ["application/problem+json"]
    compatible = document["paths"]["/v1/workflow/{run_id}"]["post"]["responses"]["404"]["content"]
    assert compatible == {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIError"}}}
    assert {"Problem", "OpenAIError"} <= set(document["components"]["schemas"])
    assert "$defs" not in str(document)
