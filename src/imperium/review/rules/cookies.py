"""Cookies that scripts can read, that travel unencrypted, or that anybody can forge."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call, Expression
from imperium.review.project import Project, Unit, argument, is_literal, keyword, named, string
from imperium.review.rule import Family, Match, Rule, at

FLAGS = 'Set all three: `response.set_cookie("{cookie}", value, httponly=True, secure=True, samesite="Lax")`.'

READABLE = Rule(
    key="cookies/readable",
    type="insecure_cookie",
    cwe=(1004, 614),
    severity="medium",
    says="The cookie `{cookie}` is set without {missing}: {harm}.",
    remedy=FLAGS,
    strength=0.6,
    systemic="file",
)
SETTING = Rule(
    key="cookies/setting",
    type="insecure_cookie",
    cwe=(1004, 614),
    severity="medium",
    says="`{name}` takes a protection from the session's cookie: {harm}.",
    remedy="Leave it out, or set it to `True`.",
    strength=0.8,
)
FORGEABLE = Rule(
    key="cookies/forgeable",
    type="forgeable_session",
    cwe=(565, 287, 284),
    severity="high",
    says="Who is signed in is kept in a cookie that is only encoded, not signed: a visitor can write any name into it.",
    remedy='Keep a random token and look it up, or sign it: `URLSafeTimedSerializer(key).dumps({"user": user.id})`.',
    strength=0.7,
    reach=10,
)
SCRIPTS, OPEN = "a script that was smuggled in can read it", "it is sent unencrypted over plain HTTP"
SETTINGS = {
    "SESSION_COOKIE_HTTPONLY": SCRIPTS,
    "CSRF_COOKIE_HTTPONLY": SCRIPTS,
    "REMEMBER_COOKIE_HTTPONLY": SCRIPTS,
    "SESSION_COOKIE_SECURE": OPEN,
    "CSRF_COOKIE_SECURE": OPEN,
    "REMEMBER_COOKIE_SECURE": OPEN,
}
SESSION = re.compile(r"(sess|auth|user|login|token|remember|sid$|identity|account)", re.IGNORECASE)
ENCODES = re.compile(r"(b64encode|urlsafe_b64encode|json\.dumps|hexlify|urlencode)$")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if name.endswith(".set_cookie"):
                yield from _set(unit, call)
            elif is_literal(keyword(call, "httponly"), False):
                yield at(SETTING, unit, call, "httponly", harm=SCRIPTS)
            yield from (_setting(unit, value, key or "") for key, value in call.keywords if _is_off(key or "", value))
        for assign in unit.each(program.Assign):
            name = named(assign.targets[0])
            if _is_off(name, assign.value):
                yield _setting(unit, assign, name)


def _is_off(name: str, value: Expression) -> bool:
    return name in SETTINGS and is_literal(value, False)


def _setting(unit: Unit, node: program.Node, name: str) -> Match:
    return at(SETTING, unit, node, name, harm=SETTINGS[name])


def _set(unit: Unit, call: Call) -> Iterator[Match]:
    if any(key is None for key, _ in call.keywords):
        return
    cookie = string(argument(call, 0, "key")) or string(argument(call, 0, "name")) or "…"
    value = argument(call, 1, "value")
    missing = [flag for flag in ("httponly", "secure") if not _is_set(call, flag)]
    if missing and not _ends(call, value):
        told = " and ".join(f"`{flag}`" for flag in missing)
        yield at(READABLE, unit, call, cookie=cookie, missing=told, harm=SCRIPTS if "httponly" in missing else OPEN)
    if SESSION.search(cookie) and value is not None and _is_encoded(unit, call, value):
        yield at(FORGEABLE, unit, call)


def _is_set(call: Call, flag: str) -> bool:
    value = keyword(call, flag)
    return value is not None and not is_literal(value, False) and not is_literal(value, None)


def _ends(call: Call, value: Expression | None) -> bool:
    """Whether it takes the cookie away."""
    over = keyword(call, "expires") or keyword(call, "max_age")
    return string(value) == "" or is_literal(value, None) or is_literal(over, 0)


def _is_encoded(unit: Unit, call: Call, value: Expression) -> bool:
    """Whether the value, or what its name was given in the same function, is encoded and nothing more."""
    if isinstance(value, program.Name):
        place = unit.function_of(call)
        given = [
            a.value
            for a in unit.each(program.Assign)
            if unit.function_of(a) is place and named(a.targets[0]) == value.id
        ]
        return bool(given) and _is_encoded_text(unit, given[-1])
    return _is_encoded_text(unit, value)


def _is_encoded_text(unit: Unit, value: Expression) -> bool:
    while isinstance(value, Call) and isinstance(value.function, program.Attribute) and value.function.name == "decode":
        value = value.function.value
    text = unit.text(value)
    signs = re.search(r"encrypt|sign|hmac|secrets\.|token_|uuid|urandom|dumps_?signed|serializer", text, re.IGNORECASE)
    return isinstance(value, Call) and bool(ENCODES.search(unit.full(value.function))) and not signs


FAMILY = Family((READABLE, SETTING, FORGEABLE), find)
