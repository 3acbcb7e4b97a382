"""The handler: a function that answers requests, and what is seen of it by how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from imperium.analysis.program import Class, Function
from imperium.review.project import Unit, uncommented

LONGEST = 20_000
"""Characters of a function that are looked at: more than anybody writes."""
CHANGING = frozenset({"POST", "PUT", "DELETE", "PATCH"})
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
        return uncommented(self.unit.text(self.function)[:LONGEST])

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


def _head(decorator: str) -> str:
    return decorator.partition("(")[0]
