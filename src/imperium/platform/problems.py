"""Errors on the wire: RFC 9457 problem documents, OpenAI's error shape under `/v1/`, Anthropic's under `/v1/messages`.

`install` is the one place where an exception becomes an answer. `documents` declares the same answers in OpenAPI.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any, Literal

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.constants import REF_PREFIX
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope

from imperium.kit.ids import new_id
from imperium.platform.error_wires import OVERLOADED, WIRES, ErrorWire, wire_of
from imperium.platform.errors import FatalError, ImperiumError, LogicalError, NotFound, QuotaExhausted
from imperium.platform.validation import explain, nearest_path, sibling_methods

MEDIA_TYPE = "application/problem+json"
CLIENT_LEFT = 499
"""What nginx logs when nobody waits for the answer any more."""
_log = structlog.get_logger("imperium.problems")


class Problem(BaseModel):
    """An error, as RFC 9457 shapes it, with what a person needs to put it right."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="A reference to the description of this kind of error.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What happened, in a sentence.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="The stable name of the kind of error.")
    error_class: Literal["transient", "persistent", "resource", "logical", "fatal"]
    field: str | None = Field(None, description="The dotted path of the part of the request that is meant.")
    value: Any = Field(None, description="What was sent there, shortened.")
    remedy: str | None = Field(None, description="What to do about it.")
    errors: list[dict[str, Any]] | None = Field(None, description="Every complaint, when there are several.")
    retry_after: int | None = Field(None, ge=0, description="Seconds to wait before asking again.")


def problem(error: ImperiumError, instance: str, status: int | None = None) -> dict[str, Any]:
    """The problem document of an error that happened at the path `instance`."""
    standard = {
        "type": f"/docs#error-{error.code}",
        "title": error.title,
        "status": status or error.status,
        "detail": error.detail,
        "instance": instance,
    }
    members = {name: value for name, value in error.as_dict().items() if name not in standard}
    wait_s = members.pop("retry_after_s", None)
    if wait_s is not None:
        members["retry_after"] = ceil(wait_s)
    return {**standard, **members}


def answer(scope: Scope, error: ImperiumError, headers: Mapping[str, str] | None = None) -> Response:
    """The response to a request that ended in `error`."""
    document = problem(error, scope["path"])
    return _render(scope, document, {**_headers_of(error, document), **(headers or {})})


def answer_any(scope: Scope, error: Exception) -> Response:
    """The response to whatever was raised; an error of ours that came alone out of a task group is that error."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return answer(scope, error) if isinstance(error, ImperiumError) else unexpected(scope, error)


def refusal(scope: Mapping[str, Any], status: int, detail: str, remedy: str) -> Response:
    """The response to what did not become a whole request; its connection ends with it."""
    scope = {"path": "/", **scope}
    document = _retitled(scope, LogicalError(detail, remedy=remedy), status)
    return _render(scope, document, {"connection": "close"})


def unexpected(scope: Scope, error: Exception) -> Response:
    """The response to a fault of ours: an id that stands in the log beside the traceback, and nothing else."""
    error_id = new_id("err")
    _log.error("unexpected error", error_id=error_id, path=scope["path"], exc_info=error)
    remedy = f"Try again; if it stays, look for {error_id} in the server's log."
    return answer(scope, FatalError("Something went wrong on our side.", remedy=remedy, error_id=error_id))


def _headers_of(error: ImperiumError, document: Mapping[str, Any]) -> dict[str, str]:
    headers = {}
    if "retry_after" in document:
        headers["retry-after"] = str(document["retry_after"])
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="imperium"'
    if isinstance(error, QuotaExhausted):
        headers["x-should-retry"] = "false"  # the official clients would try again for as long as the period lasts
    if error.status == 413:
        headers["connection"] = "close"  # what is left of the body is not read
    return headers


def _render(scope: Scope, document: dict[str, Any], headers: Mapping[str, str]) -> Response:
    wire = wire_of(scope["path"])
    if wire is None:
        return Response(_encode(document), document["status"], dict(headers), MEDIA_TYPE)
    request_id = _request_id(scope)
    body = _encode(wire.error(document, request_id))
    return Response(body, wire.status(document), {**headers, **wire.headers(document, request_id)}, "application/json")


def _request_id(scope: Scope) -> str:
    return getattr(scope.get("imperium.visit"), "request_id", "")


def _encode(document: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(document, default=str)
    except TypeError:  # a number beyond 64 bits, half a surrogate pair: what was wrong may be just that
        return json.dumps(document, default=str).encode()


def install(app: FastAPI, everywhere: Sequence[int] = (500,)) -> None:
    """Make every error of `app` a problem document, and show them so in its OpenAPI.

    The statuses in `everywhere` are shown for each operation, since each may be answered so; 400 for those with a body.
    """
    app.add_exception_handler(ImperiumError, _on_imperium_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(Exception, _on_unexpected)
    app.openapi = _documented(app.openapi, everywhere)  # type: ignore[method-assign]


async def _on_imperium_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ImperiumError)
    return answer(request.scope, error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(request.scope, explain(error, request.scope.get("route")))


async def _on_unexpected(request: Request, error: Exception) -> Response:
    return answer_any(request.scope, error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    cause = error.__cause__  # raised while FastAPI read the body
    if isinstance(cause, ImperiumError):
        return answer(request.scope, cause)
    if isinstance(cause, ClientDisconnect):
        return Response(status_code=CLIENT_LEFT)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=dict(error.headers or {}))
    if error.status_code == 404:
        return answer(request.scope, _nothing_here(request))
    if error.status_code == 405:
        return _not_allowed(request)
    return _plain(request, error)


def _nothing_here(request: Request) -> NotFound:
    return NotFound(
        f"There is nothing at {request.url.path[:200]}.",
        remedy=nearest_path(request.url.path, request.app.routes) or "See /docs for every path.",
    )


def _not_allowed(request: Request) -> Response:
    methods = ", ".join(sibling_methods(request.scope, request.app.routes))
    error = LogicalError(f"{request.url.path[:200]} does not answer {request.method}.", remedy=f"It answers {methods}.")
    return _render(request.scope, _retitled(request.scope, error, 405), {"allow": methods})


def _plain(request: Request, error: HTTPException) -> Response:
    """Anything else that the framework refuses: its own words under its own status."""
    kind = FatalError if error.status_code >= 500 else LogicalError
    return _render(
        request.scope, _retitled(request.scope, kind(str(error.detail)), error.status_code), dict(error.headers or {})
    )


def _retitled(scope: Scope, error: ImperiumError, status: int) -> dict[str, Any]:
    """A problem that has a status but no class in the error tree is named after the status."""
    phrase = HTTPStatus(status).phrase
    document = problem(error, scope["path"], status)
    return {**document, "type": "about:blank", "title": phrase, "code": phrase.lower().replace(" ", "-")}


def documents(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: these statuses, each answered by a problem document (by OpenAI's shape under `/v1/`)."""
    return {status: _document(status) for status in statuses}


def _document(status: int) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "description": "Overloaded" if status == OVERLOADED else HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"{REF_PREFIX}Problem"}}},
    }
    if header := _DOCUMENTED_HEADERS.get(status):
        name, meaning, kind = header
        declared["headers"] = {name: {"description": meaning, "schema": {"type": kind}}}
    return declared


_DOCUMENTED_HEADERS = {
    401: ("WWW-Authenticate", "How to authenticate.", "string"),
    405: ("Allow", "The methods that this path answers.", "string"),
    429: ("Retry-After", "Seconds to wait before asking again.", "integer"),
}


def _documented(openapi: Callable[[], dict[str, Any]], everywhere: Sequence[int]) -> Callable[[], dict[str, Any]]:
    """`openapi` with the two error schemas, each where it is what a client receives."""

    def with_problems() -> dict[str, Any]:
        document = openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            schemas["Problem"] = Problem.model_json_schema(ref_template=f"{REF_PREFIX}{{model}}")
            schemas.update({wire.name: wire.schema for wire in WIRES})
            for path, operations in document.get("paths", {}).items():
                for operation in operations.values():
                    _show_real_answers(operation, wire_of(path), everywhere)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return document

    return with_problems


def _show_real_answers(operation: dict[str, Any], wire: ErrorWire | None, everywhere: Sequence[int]) -> None:
    """Every error, the framework's own validation error too, in the shape that its path answers."""
    name, media_type = (wire.name, "application/json") if wire else ("Problem", MEDIA_TYPE)
    responses = operation.setdefault("responses", {})
    for status in (*everywhere, *([400] if "requestBody" in operation else ())):
        responses.setdefault(str(status), _document(status))
    for status, response in responses.items():
        if status == "422" or MEDIA_TYPE in response.get("content", {}):
            response["content"] = {media_type: {"schema": {"$ref": f"{REF_PREFIX}{name}"}}}
