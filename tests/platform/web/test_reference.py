import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from imperium.platform.problems import documents
from imperium.platform.web.reference import routes
from imperium.platform.web.reference.page import error_kinds
from imperium.platform.web.reference.schema import Schemas

Guarded = Callable[..., FastAPI]


class Task(BaseModel):
    model: str = Field(description="A role, a model or a capability.", examples=["thinking_ai"])
    prompt: str = Field(max_length=10_000)
    temperature: float | None = Field(None, ge=0, le=2)


class Stage(BaseModel):
    type: Literal["linear", "inline"]
    tasks: list[Task]


class Workflow(BaseModel):
    workflow: list[Stage] = Field(description="Runs <b>in order</b>.")
    variables: dict[str, str] = {}


class Run(BaseModel):
    run_id: str


def application() -> FastAPI:
    app = FastAPI(title="Imperium", docs_url=None, redoc_url=None)

    @app.post("/workflow", tags=["workflows"], summary="Run a workflow", responses=documents(422))
    async def start(workflow: Workflow) -> Run:
        return Run(run_id="run_1")

    @app.get("/workflow/{run_id}", tags=["workflows"])
    async def show(run_id: str, wait: Annotated[int, Query(ge=0, description="Seconds.")] = 0) -> Run:
        return Run(run_id=run_id)

    app.include_router(routes(app))
    return app


@pytest.fixture
async def client(guarded: Guarded) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(guarded(application()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_the_page_shows_every_operation_field_and_error(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    for expected in (
        "/workflow/{run_id}",
        "Run a workflow",
        "workflow[].tasks[].temperature",
        "≥ 0, ≤ 2",
        "≤ 10,000 characters",
        "linear | inline",
        "A role, a model or a capability.",
        'id="error-budget-exceeded"',
        "<b>413</b>",
    ):
        assert expected in page
    assert "Runs &lt;b&gt;in order&lt;/b&gt;." in page


async def test_the_page_keeps_its_own_strict_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
    references = re.findall(r'(?:src|href)="([^"#][^"]*)"', answer.text)
    assert references
    for reference in references:
        assert reference.startswith("/")
        assert (await client.get(reference)).status_code == 200


async def test_assets_have_their_types_and_nothing_else_is_given_out(client: httpx.AsyncClient) -> None:
    assert (await client.get("/docs/assets/reference.js")).headers["content-type"].startswith("text/javascript")
    assert (await client.get("/docs/assets/reference.css")).headers["content-type"].startswith("text/css")
    for name in ("page.py", "..%2Fpage.py", "reference.html"):
        assert (await client.get(f"/docs/assets/{name}")).status_code == 404


async def test_openapi_shows_what_the_edge_may_answer_to_anything(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert {"401", "403", "413", "422", "429", "500"} <= set(paths["/workflow/{run_id}"]["get"]["responses"])
    assert "400" not in paths["/workflow/{run_id}"]["get"]["responses"]
    assert "400" in paths["/workflow"]["post"]["responses"]


async def test_the_page_itself_is_no_operation(client: httpx.AsyncClient) -> None:
    assert set((await client.get("/openapi.json")).json()["paths"]) == {"/workflow", "/workflow/{run_id}"}


def test_an_example_of_a_body_is_a_valid_one() -> None:
    document = application().openapi()
    body = document["paths"]["/workflow"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    example = Schemas(document).example(body)
    assert example == {"workflow": [{"type": "linear", "tasks": [{"model": "thinking_ai", "prompt": "text"}]}]}
    Workflow.model_validate(example)


def test_every_problem_leads_to_its_line_on_the_page() -> None:
    kinds = {kind.name: kind for kind in error_kinds()}
    assert kinds["rate-limited"].status == 429
    assert kinds["malformed-json"].status == 400
    assert len(kinds) > 20
