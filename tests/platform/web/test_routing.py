from fastapi import APIRouter, FastAPI
from starlette.responses import Response
from starlette.routing import Mount, Route

from imperium.platform.web.routing import UNMATCHED, RouteTable


def table() -> RouteTable:
    app, inner, outer = FastAPI(), APIRouter(), APIRouter()
    inner.get("/{run_id}/events")(lambda run_id: run_id)
    inner.get("/list")(lambda: "list")
    inner.get("/{run_id}")(lambda run_id: run_id)
    outer.include_router(inner, prefix="/workflow")
    app.include_router(outer, prefix="/api")
    app.router.routes += [
        Route("/v1/models/{model:path}", lambda request: Response()),
        Mount("/static", routes=[Route("/{name}", lambda request: Response())]),
    ]
    return RouteTable(lambda: app.routes)


def test_a_path_leads_to_the_template_of_its_route() -> None:
    routes = table()
    assert routes.template_of("/api/workflow/list") == "/api/workflow/list"
    assert routes.template_of("/api/workflow/run_1") == "/api/workflow/{run_id}"
    assert routes.template_of("/api/workflow/run_2/events") == "/api/workflow/{run_id}/events"
    assert routes.template_of("/v1/models/meta-llama/llama-3") == "/v1/models/{model}"
    assert routes.template_of("/static/a.css") == "/static/{path}"
    assert routes.template_of("/openapi.json") == "/openapi.json"


def test_a_path_that_nobody_answers_has_no_template_of_its_own() -> None:
    routes = table()
    assert {routes.template_of(path) for path in ("/", "/nothing", "/api/workflow", "/api/workflow/a/b/c")} == {
        UNMATCHED
    }
