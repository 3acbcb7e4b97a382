"""The functions that answer requests, found by how the web frameworks of Python name them.

Flask, Quart, Sanic, Bottle, FastAPI, Starlette and aiohttp name a route in a decorator or a call, Django in `urls.py`,
classes of handlers (Tornado, Django, DRF, Flask-RESTful, the standard library) by methods of a known name, connexion
in an OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from imperium.analysis import program
from imperium.analysis.program import Call, Class, Expression, Function
from imperium.review.handler import CHANGING, Handler
from imperium.review.project import Project, Unit, keyword, named, string

VERBS = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})
HANDLER_BASES = re.compile(
    r"(RequestHandler|APIView|ViewSet|GenericView|(Create|Update|Delete|List|Detail|Form|Template)\w*View|^View|MethodView|"
    r"^Resource|HTTPEndpoint|HTTPMethodView|^Mutation)$"
)
ACTIONS = {
    "create": "POST",
    "update": "PUT",
    "partial_update": "PATCH",
    "destroy": "DELETE",
    "list": "GET",
    "mutate": "POST",
}


@lru_cache(maxsize=1)
def handlers(project: Project) -> tuple[Handler, ...]:
    """Every handler of the project's Python, each function once."""
    found: dict[tuple[str, int], Handler] = {}
    registered = _registered(project)
    documented = _documented(project)
    for unit in project.written_in("python"):
        for handler in (*_decorated(unit), *_methods(unit), *_plain(unit, registered), *_specified(unit, documented)):
            found.setdefault((unit.path, handler.function.at.line), handler)
    return tuple(found.values())


def _decorated(unit: Unit) -> Iterator[Handler]:
    for function in unit.each(Function):
        routes = [route for decorator in function.decorators if (route := _route(unit, decorator.value))]
        if routes:
            methods = frozenset(method for _, found in routes for method in found)
            yield Handler(unit, function, "decorated", tuple(path for path, _ in routes), methods)


def _route(unit: Unit, value: Expression) -> tuple[str, frozenset[str]] | None:
    if not isinstance(value, Call):
        return None
    last = unit.full(value.function).rpartition(".")[2]
    path = string(value.arguments[0]) if value.arguments else string(keyword(value, "path") or keyword(value, "rule"))
    if last in ("route", "api_route"):
        return path or "", _methods_of(keyword(value, "methods") or keyword(value, "method"))
    if last in VERBS and path is not None and (path.startswith("/") or not path):
        return path, frozenset({last.upper()})
    return None


def _methods_of(listed: Expression | None) -> frozenset[str]:
    if isinstance(listed, program.Sequence):
        return frozenset(method.upper() for item in listed.items if (method := string(item)))
    single = string(listed)
    return frozenset({single.upper()}) if single else frozenset({"GET"})


def _methods(unit: Unit) -> Iterator[Handler]:
    for owner in unit.each(Class):
        bases = [unit.full(base).rpartition(".")[2] for base in owner.bases]
        if not any(HANDLER_BASES.search(base) for base in bases):
            continue
        for function in owner.body:
            if isinstance(function, Function) and (method := _verb(function.name)):
                yield Handler(unit, function, "class", (), frozenset({method}), owner)


def _verb(name: str) -> str | None:
    plain = name.removeprefix("do_").lower()
    return plain.upper() if plain in VERBS else ACTIONS.get(name)


def _plain(unit: Unit, registered: dict[str, set[tuple[str, str]]]) -> Iterator[Handler]:
    """Django's and aiohttp's functions of a request."""
    for function in unit.each(Function):
        first = [parameter.name for parameter in function.parameters if parameter.name != "self"][:1]
        routes = registered.get(function.name, set())
        if first != ["request"] and not (routes and first in (["req"], ["r"])):
            continue
        if not routes and not re.search(r"django|rest_framework|aiohttp|starlette", unit.knows):
            continue
        text = unit.text(function)
        if not routes and not re.search(r"\breturn\b|\braise\b", text):
            continue
        methods = frozenset(method for _, method in routes if method) or _asked(text)
        yield Handler(unit, function, "plain", tuple(sorted(path for path, _ in routes)), methods)


def _asked(text: str) -> frozenset[str]:
    """The methods that the text speaks of."""
    found = set(re.findall(r"\b(GET|POST|PUT|DELETE|PATCH)\b", text))
    if re.search(r"require_POST|request\.(FILES|body|data)|request\.post\(", text):
        found.add("POST")
    return frozenset(found) or frozenset({"GET"})


def _registered(project: Project) -> dict[str, set[tuple[str, str]]]:
    """Function name → (path, method) of the calls that register it: `path("x", views.f)`, `add_post("/x", f)`."""
    found: dict[str, set[tuple[str, str]]] = {}
    for unit in project.written_in("python"):
        for call, name in unit.calls(
            "path", "re_path", "url", "Route", "add_route", "add_url_rule", *(f"add_{verb}" for verb in VERBS), *VERBS
        ):
            last = name.rpartition(".")[2]
            if last in VERBS and ".web." not in f".{name}":
                continue
            texts = [text for argument in call.arguments if (text := string(argument)) is not None]
            functions = [
                named(a)
                for a in (*call.arguments, *(v for k, v in call.keywords if k in ("view_func", "endpoint")))
                if isinstance(a, program.Name | program.Attribute)
            ]
            method = next((text for text in texts if text in CHANGING or text in ("GET", "*")), "")
            verb = last.removeprefix("add_")
            path = next((text for text in texts if text != method), "")
            for function in functions[-1:]:
                found.setdefault(function, set()).add(
                    (path, verb.upper() if verb in VERBS else method.replace("*", ""))
                )
    return found


def _specified(unit: Unit, documented: dict[str, tuple[str, str]]) -> Iterator[Handler]:
    module = unit.path.removesuffix(".py").replace("/", ".")
    for function in unit.each(Function):
        for operation, (path, method) in documented.items():
            place, _, name = operation.rpartition(".")
            if name == function.name and place and (module == place or module.endswith("." + place)):
                yield Handler(unit, function, "specified", (path,), frozenset({method}))


def _documented(project: Project) -> dict[str, tuple[str, str]]:
    """`operationId` → (path, method) in OpenAPI documents, read line by line: their size is not ours to trust."""
    found: dict[str, tuple[str, str]] = {}
    for _, text in project.texts(r"\.(ya?ml)$"):
        if not re.search(r"(?m)^(openapi|swagger)\s*:", text):
            continue
        path, method = "", "GET"
        for line in text.split("\n"):
            if opened := re.match(r"\s{0,4}['\"]?(/[^\s:'\"]*)['\"]?\s*:\s*$", line):
                path = opened[1]
            elif verb := re.match(r"\s+(get|post|put|delete|patch)\s*:\s*$", line):
                method = verb[1].upper()
            elif operation := re.match(r"\s+operationId\s*:\s*['\"]?([\w.]+)", line):
                found[operation[1]] = (path, method)
    return found
