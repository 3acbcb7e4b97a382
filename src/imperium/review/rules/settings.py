"""Settings that are meant for development, or that switch a protection off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.review.project import LINE, Project, Unit, is_literal, keyword, named, string
from imperium.review.rule import Family, Match, Rule, at, on

DEBUG = Rule(
    key="settings/debug",
    type="debug_enabled",
    cwe=(489, 215, 94),
    severity="high",
    says="Debug mode is on: an error shows source and variables, and some debuggers run code for whoever asks.",
    remedy='Switch it on by the environment, and only where you develop: `debug=os.environ.get("DEBUG") == "1"`.',
    strength=0.9,
    reach=2,
)
DEPLOYED_DEBUG = Rule(
    key="settings/deployed_debug",
    type="debug_enabled",
    cwe=(489, 215),
    severity="high",
    says="The program is deployed in debug mode (`{setting}`).",
    remedy="Leave the setting out of what is deployed; set it in your own shell when you develop.",
    strength=0.7,
)
HOSTS = Rule(
    key="settings/any_host",
    type="host_header",
    cwe=(16, 644, 20),
    severity="medium",
    says="Every host name is accepted: whoever sends the `Host` header chooses where links in mails lead.",
    remedy='Name the hosts that are yours: `ALLOWED_HOSTS = ["www.example.org"]`.',
    strength=0.7,
)
UNESCAPED = Rule(
    key="settings/autoescape_off",
    type="cross_site_scripting",
    cwe=(79, 116),
    severity="high",
    says="Templates are rendered without escaping, so each value that a page shows may bring its own script.",
    remedy="Let the engine escape, and mark the few exceptions: `Environment(autoescape=select_autoescape())`.",
    strength=0.8,
)
VALIDATORS = Rule(
    key="settings/no_password_rules",
    type="weak_password_rules",
    cwe=(521,),
    severity="low",
    says="The list of password validators is empty: every password is accepted.",
    remedy=(
        'Ask for some length at least: `AUTH_PASSWORD_VALIDATORS = [{"NAME": '
        '"django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]`.'
    ),
    strength=0.6,
)

STARTS = re.compile(
    r"(^|\.)(run|Application|Flask|FastAPI|Starlette|Sanic|create_app|run_app|run_simple|Quart|Bottle)$"
)
LINES = re.compile(
    r"^[^#]*\b(?P<setting>(FLASK_DEBUG|DJANGO_DEBUG|DEBUG)\s*[=:]\s*['\"]?(1|true|on)\b|"
    r"flask\s+[^#\n]*--debug\b)",
    re.IGNORECASE,
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        yield from _assigned(unit)
        yield from _called(unit)
    for path, text in project.texts(r"(^|/)(Dockerfile[^/]*|docker-compose[^/]*|compose\.ya?ml|\.flaskenv|\.env)$"):
        for number, line in enumerate(text.split("\n"), 1):
            if found := LINES.match(line[:LINE]):
                yield on(DEPLOYED_DEBUG, path, number, line, setting=found["setting"])


def _assigned(unit: Unit) -> Iterator[Match]:
    for name, node, value in _settings(unit):
        if name.upper() == "DEBUG" and is_literal(value, True):
            yield at(DEBUG, unit, node, name)
        elif name == "ALLOWED_HOSTS" and _holds(value, "*"):
            yield at(HOSTS, unit, node, name)
        elif name == "AUTH_PASSWORD_VALIDATORS" and isinstance(value, program.Sequence) and not value.items:
            yield at(VALIDATORS, unit, node, name)
        elif name == "autoescape" and (is_literal(value, False) or is_literal(value, None)):
            yield at(UNESCAPED, unit, node, name)


def _settings(unit: Unit) -> Iterator[tuple[str, program.Node, program.Expression]]:
    """Assignments to names in capitals, to attributes and items, and what dictionaries of settings hold."""
    for assign in unit.each(program.Assign):
        for target in assign.targets:
            name = named(target)
            if name.isupper() or not isinstance(target, program.Name):
                yield name, assign, assign.value
            if isinstance(assign.value, program.Mapping) and re.search(r"(settings|config|options|OPTIONS)$", name):
                yield from ((string(key) or "", value, value) for key, value in assign.value.items)
    for call, _ in unit.calls("update", "from_mapping", "configure"):
        yield from ((key, value, value) for key, value in call.keywords if key and key.isupper())


def _called(unit: Unit) -> Iterator[Match]:
    for call, name in unit.calls():
        if STARTS.search(name) and is_literal(keyword(call, "debug"), True):
            yield at(DEBUG, unit, call, name)
        escapes = keyword(call, "autoescape")
        by_default = name == "jinja2.Environment" and escapes is None and _serves(unit)
        if by_default or is_literal(escapes, False) or is_literal(escapes, None):
            yield at(UNESCAPED, unit, call, name)


def _serves(unit: Unit) -> bool:
    return bool(re.search(r"flask|django|aiohttp|fastapi|starlette|tornado|http\.server|bottle|sanic", unit.knows))


def _holds(value: program.Expression, text: str) -> bool:
    return isinstance(value, program.Sequence) and any(string(item) == text for item in value.items)


FAMILY = Family((DEBUG, DEPLOYED_DEBUG, HOSTS, UNESCAPED, VALIDATORS), find)
