"""The functions that answer requests, in the web frameworks of Python, and what is seen of each by how it is written.

Flask, Quart, Sanic, Bottle, FastAPI, Starlette and aiohttp name a route in a decorator or a call, Django in `urls.py`,
classes of handlers (Tornado, Django, DRF, Flask-RESTful, the standard library) by methods of a known name, connexion
in an OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from imperium.analysis import program
from imperium.analysis.program import Call, Class, Expression, Function
from imperium.review.project import Project, Unit, keyword, named, string, uncommented

VERBS = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})
CHANGING = frozenset({"POST", "PUT", "DELETE", "PATCH"})
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
GUARDS = re.compile(
    r"(auth|login|logged|signed_?in|token|jwt|permission|roles?_|_role|admin|protected|require[sd]?_?(user|key|session)|"
    r"user_passes|staff|authoriz|credential)",
    re.IGNORECASE,
)
NO_GUARDS = re.compile(
    r"(csrf|error_?handler|exempt|before_|after_|permit_all|allow_any|\.route$|anonymous)", re.IGNORECASE
)
INJECTED = re.compile(
    r"(Depends|Security)\([^)]*(auth|login|user|token|jwt|permission|role|admin|principal|key|verify)", re.I
)
CALLER = re.compile(
    r"^(principal|current_user|identity|claims|caller)\b|:.*\b(Principal|CurrentUser|Identity|Claims|Operator)\b"
)
DEPENDENCIES = re.compile(r"dependencies\s*=\s*\[")
MIXINS = re.compile(
    r"LoginRequired|PermissionRequired|UserPassesTest|permission_classes|authentication_classes|method_decorators|"
    r"decorators\s*="
)
ROUTERS = re.compile(r"(APIRouter|FastAPI)\([^)]*dependencies\s*=")
IDENTITY = re.compile(
    r"(current_user|request\.user\b|self\.current_user|get_current_user|\bg\.(user|session)|get_jwt|jwt\.decode|"
    r"verify_jwt|\bsession\s*\[|\bsession\.get\(['\"]|\bin (g\.)?session\b|request\.session|get_auth_user|"
    r"is_authenticated|"
    r"token_validator|(check|verify|validate|require|decode)_?\w*(auth|token|login|session|user_id|api_?key)|"
    r"authenticat(e|ed)\b|authorize\(|request\.authorization|Authorization['\"]|get_secure_cookie|get_session\(|"
    r"has_permission|is_admin|login_required|Depends\(|Security\()",
    re.IGNORECASE,
)
STORES = re.compile(
    r"(\.commit\(|\.save\(|\.delete\(|\.add\(|\.merge\(|\.bulk_create\(|objects\.create\(|\.create_user\(|insert_one\(|"
    r"update_one\(|delete_one\(|drop_all\(|create_all\(|\.update\(\s*\w+\s*=|"
    r"['\"]\s*(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|DROP\s+TABLE)\b)",
    re.IGNORECASE,
)
DOES = re.compile(
    r"(create|insert|update|change|delete|remove|disable|enable|reset|save|store|register|transfer)", re.I
)


@dataclass(frozen=True)
class Handler:
    """A function that answers requests. `paths` are as written, `methods` in capitals; both may be unknown (empty)."""

    unit: Unit
    function: Function
    framework: str
    paths: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset()
    owner: Class | None = None

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def called(self) -> str:
        """All names that tell what it is about: its path, function and class."""
        return " ".join((*self.paths, self.function.name, *([self.owner.name] if self.owner else ())))

    @cached_property
    def text(self) -> str:
        """Its source without comments."""
        return uncommented(self.unit.text(self.function))

    @cached_property
    def decorators(self) -> tuple[str, ...]:
        """The full names of its decorators and of its class's, as they are written with their arguments."""
        found = [*self.function.decorators, *(self.owner.decorators if self.owner else ())]
        return tuple(self.unit.text(decorator.value) for decorator in found)

    @property
    def is_guarded(self) -> bool:
        """Whether something outside of its body decides who may call it: a decorator, a mixin, a dependency."""
        return self._is_decorated or bool(self.callers) or self._is_inside_guard

    @property
    def _is_decorated(self) -> bool:
        heads = [_head(text) for text in self.decorators]
        within = any(DEPENDENCIES.search(text) for text in self.decorators)
        return within or any(GUARDS.search(head) and not NO_GUARDS.search(head) for head in heads)

    @cached_property
    def callers(self) -> tuple[str, ...]:
        """The parameters that are who calls: `user: User = Depends(get_current_user)`, `principal: Operator`."""
        return tuple(
            parameter.name
            for parameter in self.function.parameters
            if CALLER.search(f"{parameter.name}: {parameter.type}")
            or (parameter.default is not None and INJECTED.search(self.unit.text(parameter.default)))
        )

    @property
    def _is_inside_guard(self) -> bool:
        owner = self.unit.text(self.owner).partition("\n    def ")[0] if self.owner else ""
        return bool(MIXINS.search(owner) or ROUTERS.search(self.unit.source.text))

    @property
    def knows_caller(self) -> bool:
        """Whether its body asks who calls."""
        return bool(IDENTITY.search(self.body))

    @cached_property
    def body(self) -> str:
        """Its source below the signature."""
        if not self.function.body:
            return ""
        first = self.function.body[0].at.line
        offset = first - self.function.at.line
        return "\n".join(self.text.split("\n")[max(offset, 0) :])

    @property
    def writes(self) -> bool:
        """Whether it changes what is kept: in its own body, or by a function whose name says so."""
        if STORES.search(self.body):
            return True
        return any(
            DOES.search(name.rpartition(".")[2])
            and "." in name
            and not name.startswith(("flask.", "django.", "jsonschema"))
            for name in self.callees
        )

    @cached_property
    def callees(self) -> tuple[str, ...]:
        """The full names of what it calls."""
        start, end = self.function.at.line, self.function.at.end_line
        return tuple(name for call, name in self.unit.calls() if start <= call.at.line <= end)

    @property
    def changes(self) -> bool:
        """Whether it answers a method that is meant to change something."""
        return bool(self.methods & CHANGING)


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


def _head(decorator: str) -> str:
    return decorator.partition("(")[0]


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
