"""Web servers and pages in JavaScript: settings that open them further than is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Attribute, Call, Constant, Mapping
from imperium.review.project import Project, Unit, is_literal, named, string
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

ANY_ORIGIN = Rule(
    key="javascript_web/any_origin",
    type="cors",
    cwe=(942, 346),
    severity="high",
    says="Every origin may read answers, with the user's cookies: any page can act as the user who visits it.",
    remedy='Name the origins: `cors({origin: ["https://app.example.com"], credentials: true})`.',
    strength=0.85,
)
OPEN_ORIGIN = Rule(
    key="javascript_web/open_origin",
    type="cors",
    cwe=(942, 346),
    severity="low",
    says="Every origin may read answers.",
    remedy='Name the origins that may: `cors({origin: ["https://app.example.com"]})`.',
    strength=0.5,
    systemic="project",
)
ECHOED = Rule(
    key="javascript_web/echoed_origin",
    type="cors",
    cwe=(942, 346),
    severity="high",
    says="The asking page's origin is sent back as allowed, so every origin is.",
    remedy="Compare it with a list of those that may before it is sent back.",
    strength=0.75,
)
COOKIE = Rule(
    key="javascript_web/session_cookie",
    type="insecure_cookie",
    cwe=(614, 1004),
    severity="medium",
    says="The session's cookie has `{name}` switched off.",
    remedy='Set `cookie: {secure: true, httpOnly: true, sameSite: "lax"}`.',
    strength=0.8,
)
SESSION_KEY = Rule(
    key="javascript_web/session_key",
    type="hardcoded_secret",
    cwe=(798, 321),
    severity="high",
    says="The key that signs sessions stands in the source: whoever knows it can sign as anybody.",
    remedy="Read it at start, `secret: process.env.SESSION_SECRET`, and replace this one.",
    strength=0.85,
)
UNESCAPED = Rule(
    key="javascript_web/unescaped",
    type="cross_site_scripting",
    cwe=(79, 116),
    severity="high",
    says="`{name}` switches off the escaping of every template.",
    remedy="Leave escaping on, and mark the few values that are HTML already where they are used.",
    strength=0.8,
)
TOLD = Rule(
    key="javascript_web/error_told",
    type="information_exposure",
    cwe=(209, 200),
    severity="low",
    says="The error's stack is sent to whoever asks: it tells paths, versions and the code around.",
    remedy='Write it into the log and answer `res.status(500).send("Something went wrong")`.',
    strength=0.7,
)
ANSWERS = re.compile(r"(^|\.)(send|json|end|write)$")
RESPONSES = re.compile(r"^(res|response|reply|ctx)\b")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        values = Values(unit)
        for call in unit.each(Call):
            name = unit.full(call.function)
            yield from _origins(unit, values, call, name)
            yield from _sessions(unit, values, call, name)
            yield from _answers(unit, call, name)
        yield from _templates(unit, values)


def _origins(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    if name in ("cors", "@koa/cors", "koa2-cors", "@fastify/cors"):
        origin, credentials = values.option(call, "origin"), values.option(call, "credentials")
        everyone = is_literal(origin, True) or string(origin) == "*"
        if everyone and is_literal(credentials, True):
            yield at(ANY_ORIGIN, unit, call, name)
        elif everyone or not call.arguments:
            yield at(OPEN_ORIGIN, unit, call, name)
    elif name.rpartition(".")[2] in ("setHeader", "header", "set", "append") and len(call.arguments) > 1:
        key, value = string(call.arguments[0]), call.arguments[1]
        if (key or "").lower() != "access-control-allow-origin":
            return
        if string(value) == "*":
            yield at(OPEN_ORIGIN, unit, call, name)
        elif re.search(
            r"req\w*\.(headers\.origin|header\(.origin.\)|get\(.origin.\))", unit.text(value), re.IGNORECASE
        ):
            yield from _echo(unit, call, name)


def _echo(unit: Unit, call: Call, name: str) -> Iterator[Match]:
    function = unit.function_of(call)
    text = unit.text(function) if function is not None else unit.source.text
    if not re.search(r"includes\(|indexOf\(|allowed|whitelist|===|\.has\(|\.test\(", text, re.IGNORECASE):
        yield at(ECHOED, unit, call, name)


def _sessions(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    if not re.search(r"^(express-session|cookie-session|koa-session|@fastify/(session|cookie)|client-sessions)$", name):
        return
    secret = values.option(call, "secret")
    if isinstance(secret, Constant) and isinstance(secret.value, str) and secret.value:
        yield at(SESSION_KEY, unit, secret, "secret")
    cookie = values.option(call, "cookie")
    for option in ("secure", "httpOnly"):
        if is_literal(values.entry(cookie, option), False) or is_literal(values.option(call, option), False):
            yield at(COOKIE, unit, call, option)


def _answers(unit: Unit, call: Call, name: str) -> Iterator[Match]:
    if not ANSWERS.search(name) or not RESPONSES.match(name):
        return
    for each in call.arguments:
        held = [value for _, value in each.items] if isinstance(each, Mapping) else [each]
        if any(isinstance(value, Attribute) and value.name == "stack" and _is_error(value) for value in held):
            yield at(TOLD, unit, call)


def _is_error(node: Attribute) -> bool:
    return bool(re.match(r"(e|er|err|error|ex|exception|reason)$", named(node.value)))


def _templates(unit: Unit, values: Values) -> Iterator[Match]:
    engines = re.search(r"nunjucks|handlebars|swig|eta|mustache|twig|liquid|pug", unit.knows)
    for mapping in unit.each(Mapping) if engines else ():
        for key, value in mapping.items:
            name = string(key) or ""
            off = name in ("autoescape", "autoEscape") and is_literal(values.of(value), False)
            if off or (name == "noEscape" and is_literal(values.of(value), True)):
                yield at(UNESCAPED, unit, value, name)


FAMILY = Family((ANY_ORIGIN, OPEN_ORIGIN, ECHOED, COOKIE, SESSION_KEY, UNESCAPED, TOLD), find)
