"""Every path."""

from collections.abc import Mapping
from typing import Any

from page import Page, code, section, sections, table
from product import product
from schema import Words

ORDER = ("chat", "workflows", "models", "media", "intelligence", "service", "statistics", "keys")
ANY = {"401", "403", "413", "422", "429", "500"}
"""What any request may be answered."""


def body() -> str:
    api, groups = product().api, dict[str, list[tuple[str, str, Mapping[str, Any]]]]()
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation.get("tags", ["other"])[0], []).append((method, path, operation))
    known = [name for name in ORDER if name in groups]
    names = [*known, *sorted(groups.keys() - set(known))]
    return sections([*(_group(name, groups[name]) for name in names), _objects(api["components"]["schemas"])])


def _group(name: str, operations: list[tuple[str, str, Mapping[str, Any]]]) -> str:
    rows = [
        (
            code(f"{method.upper()} {path}"),
            _summary(operation),
            _role(method, path),
            _body(operation),
            _answers(operation),
        )
        for method, path, operation in operations
    ]
    return section(name.capitalize(), table(("request", "does", "role", "body", "answers"), rows))


def _summary(operation: Mapping[str, Any]) -> str:
    query = [code(p["name"]) for p in operation.get("parameters", ()) if p["in"] == "query"]
    return str(operation.get("summary", "")) + (f" ({', '.join(query)})" if query else "")


def _role(method: str, path: str) -> str:
    return product().roles[method, path]


def _body(operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    schemas = [media["schema"] for media in content.values() if "schema" in media]
    return Words(product().api["components"]["schemas"]).kind(schemas[0]) if schemas else ""


def _answers(operation: Mapping[str, Any]) -> str:
    return ", ".join(sorted(operation.get("responses", {}).keys() - ANY))


def _objects(schemas: Mapping[str, Any]) -> str:
    words = Words(schemas)
    parts = [
        section(name, " ".join(schema.get("description", "").split()), words.fields(schema), level=3)
        for name, schema in sorted(schemas.items())
        if "properties" in schema
    ]
    return section("Objects", *parts)


PAGE = Page(
    title="HTTP API",
    about="every path with the role it asks for and what it answers.",
    intro=(
        "A running server shows the same at `/docs`, with examples, and gives the OpenAPI document at `/openapi.json`. "
        "*Role* is the lowest one that is let in; on loopback without any key everyone is `admin`. *Answers* leaves "
        f"out what any request may meet ({', '.join(sorted(ANY))}). Every error is an "
        "`application/problem+json` document, see [errors](errors.md); under `/v1` it has OpenAI's shape."
    ),
    body=body,
)
