"""Changes that another site can make a visitor's browser ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call
from imperium.review.handler import Handler
from imperium.review.handlers import handlers
from imperium.review.project import Project, Unit, is_literal, keyword, named, string, uncommented
from imperium.review.rule import Family, Match, Rule, at

ASK = "Ask for a token with each form: `CSRFProtect(app)` and `{{ csrf_token() }}` in the form."

UNPROTECTED = Rule(
    key="csrf/unprotected",
    type="csrf",
    cwe=(352,),
    severity="medium",
    says="Nothing checks that a form comes from a page of this site: any page can post `{name}` in a visitor's name.",
    remedy=ASK,
    strength=0.6,
    systemic="file",
)
UNPROTECTED_APP = Rule(
    key="csrf/unprotected_app",
    type="csrf",
    cwe=(352,),
    severity="medium",
    says="Visitors are signed in by a cookie, and nothing checks that a form comes from a page of this site.",
    remedy=ASK,
    strength=0.6,
)
OFF = Rule(
    key="csrf/off",
    type="csrf",
    cwe=(352,),
    severity="medium",
    says="`{name}` switches the check off that a form comes from a page of this site.",
    remedy="Leave the check on; exempt an interface that takes no cookie, and nothing else.",
    strength=0.8,
)
EXEMPT = Rule(
    key="csrf/exempt",
    type="csrf",
    cwe=(352,),
    severity="medium",
    says="`{name}` is exempt from the check that a form comes from a page of this site, and it changes what is stored.",
    remedy="Remove `@csrf_exempt` and send the token with the request.",
    strength=0.6,
    systemic="file",
)
BY_GET = Rule(
    key="csrf/changed_by_get",
    type="csrf",
    cwe=(352, 650),
    severity="medium",
    says="`{name}` changes something in answer to GET, so an image on any page can make a visitor's browser do it.",
    remedy='Take it by POST and with a token: `methods=["POST"]`.',
    strength=0.6,
    systemic="file",
    crowd=3,
)
PROTECTS = (
    r"CSRFProtect|CsrfProtect|SeaSurf|flask_wtf|FlaskForm|CsrfViewMiddleware|xsrf_cookies\s*=\s*True|"
    r"aiohttp_csrf|check_csrf|validate_csrf|csrf_protect|starlette_csrf"
)
CHECKS = re.compile(r"csrf|xsrf_cookies\s*=\s*True", re.IGNORECASE)
"""In what an application is made with: a middleware that is only defined checks nothing."""
SIGNED_IN = re.compile(
    r"\bsession\b|current_user|login_user|\bg\.(user|session)|get_session\(|set_cookie|cookies|COOKIES|get_secure_cookie|"
    r"request\.user",
    re.IGNORECASE,
)
FORMS = re.compile(r"request\.(form|POST|post\(|values)|get_(body_)?argument\(|Form\(|request\.form\b")
DOES = re.compile(r"(delete|remove|transfer|disable|enable|change|update|reset|withdraw|send|buy|pay)", re.IGNORECASE)
MOVES = re.compile(r"\.save\(|\.delete\(|\.commit\(|['\"]\s*(UPDATE|DELETE|INSERT)\b", re.IGNORECASE)


def find(project: Project) -> Iterator[Match]:
    everyone = handlers(project)
    for unit in project.written_in("python"):
        yield from _off(unit)
    for handler in everyone:
        if any("csrf_exempt" in text for text in handler.decorators) and _is_worth(handler):
            yield at(EXEMPT, handler.unit, handler.function, handler.name)
        if _changes_by_get(handler):
            yield at(BY_GET, handler.unit, handler.function, handler.name)
    if not project.mentions(PROTECTS):
        yield from _unprotected(project, everyone)


def _off(unit: Unit) -> Iterator[Match]:
    for assign in unit.each(program.Assign):
        name = named(assign.targets[0])
        if name in ("WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT") and is_literal(assign.value, False):
            yield at(OFF, unit, assign, name)
        elif name == "MIDDLEWARE" and isinstance(assign.value, program.Sequence):
            classes = [string(item) or "" for item in assign.value.items]
            if any("SessionMiddleware" in one for one in classes) and not any("Csrf" in one for one in classes):
                yield at(OFF, unit, assign, name)
    for call in unit.each(Call):
        if is_literal(keyword(call, "xsrf_cookies"), False):
            yield at(OFF, unit, call, "xsrf_cookies")


def _unprotected(project: Project, everyone: tuple[Handler, ...]) -> Iterator[Match]:
    taking = [handler for handler in everyone if _takes_form(handler)]
    if not taking or not project.mentions(SIGNED_IN.pattern):
        return
    every = list(_applications(project))
    apps = [(unit, call) for unit, call in every if not CHECKS.search(uncommented(unit.text(call)))]
    if every and not apps:
        return
    for handler in taking:
        if _is_mounted(handler) or not apps:
            yield at(UNPROTECTED, handler.unit, handler.function, handler.name)
    if not all(_is_mounted(handler) for handler in taking):
        yield from (at(UNPROTECTED_APP, unit, call) for unit, call in apps[:1])


def _takes_form(handler: Handler) -> bool:
    signs_in = re.search(r"log_?in|sign_?(in|up)|register", handler.called, re.IGNORECASE)
    signed_in = handler.is_guarded or handler.knows_caller
    return handler.changes and signed_in and not signs_in and bool(FORMS.search(handler.body))


def _is_worth(handler: Handler) -> bool:
    """Whether somebody would want to make a signed-in visitor do it."""
    signed_in = handler.is_guarded or handler.knows_caller or SIGNED_IN.search(handler.body)
    return bool(signed_in and DOES.search(handler.called))


def _is_mounted(handler: Handler) -> bool:
    """Whether it belongs to a blueprint, which has a file of its own, and not to the application."""
    return any(re.match(r"(?!app\b)\w+\.(route|post)", text) for text in handler.decorators)


def _applications(project: Project) -> Iterator[tuple[Unit, Call]]:
    for unit in project.written_in("python"):
        for call, name in unit.calls("Flask", "Application", "Quart"):
            if name in ("flask.Flask", "quart.Quart", "aiohttp.web.Application", "tornado.web.Application"):
                yield unit, call


def _changes_by_get(handler: Handler) -> bool:
    callees = (name.rpartition(".")[2] for name in handler.callees if "session" not in name)
    changes = MOVES.search(handler.body) or any(DOES.search(name) for name in callees)
    return handler.methods == {"GET"} and bool(changes) and _is_worth(handler)


FAMILY = Family((UNPROTECTED, UNPROTECTED_APP, OFF, EXEMPT, BY_GET), find)
