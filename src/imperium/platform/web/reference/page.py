"""The page: every operation by tag, every error by name."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response

from imperium.platform.errors import ImperiumError, NotFound
from imperium.platform.web.reference.schema import Field, Schemas

_FOLDER = Path(__file__).parent
_ASSETS = {"reference.css": "text/css", "reference.js": "text/javascript"}
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    meaning: str
    media_type: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    example: str
    answers: tuple[Answer, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorKind:
    anchor: str
    name: str
    status: int
    error_class: str
    title: str


def routes(app: FastAPI) -> APIRouter:
    """`/docs` and its two assets, for the operations of `app`, also those that are added later."""
    router = APIRouter(include_in_schema=False)
    pages: dict[int, str] = {}

    @router.get("/docs", response_class=HTMLResponse)
    async def show_reference() -> str:
        document = app.openapi()
        if id(document) not in pages:
            pages.clear()
            pages[id(document)] = render(document)
        return pages[id(document)]

    @router.get("/docs/assets/{name}")
    async def show_asset(name: str) -> Response:
        if name not in _ASSETS:
            raise NotFound(f"There is no asset {name[:80]!r}.", field="name")
        content = (_FOLDER / "assets" / name).read_bytes()
        return Response(content, media_type=_ASSETS[name], headers={"cache-control": "public, max-age=300"})

    return router


def render(document: Mapping[str, Any]) -> str:
    """The whole page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # 3 MB that only readers need

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html")
    return template.render(info=document["info"], groups=by_tag(document), errors=list(error_kinds()))


def by_tag(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations under their first tag, in the order of the document."""
    schemas = Schemas(document)
    groups: dict[str, list[Operation]] = {}
    for path, methods in document.get("paths", {}).items():
        for method, operation in methods.items():
            tag = next(iter(operation.get("tags", ())), "other")
            groups.setdefault(str(tag), []).append(_operation(method, path, operation, schemas))
    return groups


def _operation(method: str, path: str, operation: Mapping[str, Any], schemas: Schemas) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get(_JSON, {})
    schema = body.get("schema")
    example = body.get("example") or (schemas.example(schema) if schema else None)
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=inspect.cleandoc(operation.get("description", "")),
        parameters=tuple(_parameters(operation, schemas)),
        body=tuple(schemas.fields(schema)) if schema else (),
        example=orjson.dumps(example, option=orjson.OPT_INDENT_2).decode() if schema else "",
        answers=tuple(_answers(operation, schemas)),
        errors=tuple(sorted(status for status in operation.get("responses", {}) if status >= "4")),
    )


def _parameters(operation: Mapping[str, Any], schemas: Schemas) -> Iterator[Field]:
    for given in operation.get("parameters", ()):
        schema = {**given.get("schema", {}), "description": given.get("description", "")}
        yield schemas.field(given["name"], schema, required=given.get("required", False), place=given["in"])


def _answers(operation: Mapping[str, Any], schemas: Schemas) -> Iterator[Answer]:
    """What is answered when all goes well."""
    for status, response in sorted(operation.get("responses", {}).items()):
        if status >= "4":
            continue
        content: Mapping[str, Any] = response.get("content", {})
        media_type = next(iter(content), "")
        shown = content[media_type].get("schema", {}) if media_type else {}
        yield Answer(status, response.get("description", ""), media_type, tuple(schemas.fields(shown)))


def error_kinds() -> Iterator[ErrorKind]:
    """Every kind of the error tree, by class as the tree has them."""
    yield from _kinds_below(ImperiumError)


def _kinds_below(parent: type[ImperiumError]) -> Iterator[ErrorKind]:
    for kind in parent.__subclasses__():
        code = kind("").code
        yield ErrorKind(f"error-{code}", code, kind.status, kind.error_class, kind.title)
        yield from _kinds_below(kind)
