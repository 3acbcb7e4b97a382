"""Who may do what: handlers that never ask, and those that ask but let everybody at everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.review.handler import GUARDS, IDENTITY, Handler
from imperium.review.handlers import handlers
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

UNASKED = Rule(
    key="access/unauthenticated_change",
    type="missing_authentication",
    cwe=(306, 862),
    severity="high",
    says="`{name}` changes what is stored and never asks who calls, though other parts of the program do.",
    remedy="Let only signed-in callers in: put `{guard}` above it, and check what they may change.",
    strength=0.6,
    systemic="file",
    crowd=4,
)
UNGUARDED = Rule(
    key="access/unguarded_sibling",
    type="missing_authentication",
    cwe=(306, 862, 287),
    severity="high",
    says="`{name}` changes the caller's account without making sure that there is one: its siblings have `{guard}`.",
    remedy="Put `{guard}` above it, as above the others.",
    strength=0.6,
)
DESTROYS = Rule(
    key="access/unauthenticated_reset",
    type="missing_authentication",
    cwe=(306, 862),
    severity="high",
    says="`{name}` throws away or creates the whole database for whoever calls it.",
    remedy="Make it a command of the shell, not an address; or let only administrators in.",
    strength=0.8,
)
EVERYTHING = Rule(
    key="access/everybody_listed",
    type="missing_authentication",
    cwe=(306, 862),
    severity="high",
    says="`{name}` answers with all {what} to whoever asks.",
    remedy="Let only signed-in callers in (`{guard}`), and give each the entries that are theirs.",
    strength=0.6,
)
ANYONES = Rule(
    key="access/anyones_object",
    type="missing_authorization",
    cwe=(639, 862, 284),
    severity="high",
    says="`{name}` works on whatever `{name2}` of the request names, and never checks that it is the caller's.",
    remedy="Look among the caller's own: `Note.query.filter_by(id=note_id, user_id=current_user.id).first_or_404()`.",
    strength=0.6,
    systemic="file",
    crowd=4,
)
TOLD = Rule(
    key="access/caller_decides",
    type="missing_authorization",
    cwe=(639, 565, 284),
    severity="high",
    says="Whether somebody may is decided by {what}, which the caller writes.",
    remedy="Keep roles with the account on the server: `if not current_user.is_admin: abort(403)`.",
    strength=0.7,
    reach=8,
)
SIGNS_IN = re.compile(r"(\b|_|/)(log_?in|sign_?in)(\b|_)", re.IGNORECASE)
PUBLIC = re.compile(
    r"(log_?in|log_?out|sign_?(in|up|out)|regist(er|ration)|subscribe|contact|webhook|callback|health|forgot|reset_?pass|token|"
    r"oauth|otp|verify|confirm|activate|index|home|search|feedback|captcha|comment|guest_?book|review|rating|vote)",
    re.IGNORECASE,
)
RESETS = re.compile(
    r"\b(drop_all|create_all)\(|DROP\s+(TABLE|DATABASE)|init_?db\w*\(|reset_?db\w*\(|populate_?db\w*\(|executescript\(",
    re.I,
)
LISTS = re.compile(
    r"(?P<what>\w*(user|account|customer|employee|patient|member|userdata|profile|order|invoice|payment)\w*)"
    r"(\.objects\.all\(|\.query\.all\(|\.get_all\w*\(|\)\.all\(\))|"
    r"SELECT\s+\*\s+FROM\s+(?P<table>\w*(user|account|customer)\w*)\s*['\";]",
    re.IGNORECASE,
)
ANSWERS = re.compile(
    r"\b(jsonify|JsonResponse|json_response|dumps|Response|render\w*)\(|return\s+([\[{]|.*\.all\(\))|self\.write\(",
    re.IGNORECASE,
)
FETCHES = frozenset(
    {
        "get",
        "filter",
        "filter_by",
        "get_or_404",
        "get_object_or_404",
        "first_or_404",
        "execute",
        "find_one",
        "find",
        "where",
        "delete_one",
        "update_one",
        "objects",
        "raw",
        "scalar",
        "fetch",
        "fetchrow",
    }
)
OWN = re.compile(r"\b\w*(?:owner|user|author|created_by|account)\w*\s*={1,2}\s*([\w.]+)", re.IGNORECASE)
CREDENTIALS = re.compile(r"passw|\bpwd\b|\botp\b|check_?pw", re.IGNORECASE)
ADMINS = re.compile(r"is_admin|\.admin\b|is_staff|is_superuser|has_role|roles?\b|permission", re.IGNORECASE)
OWNED = re.compile(
    r"(user|account|note|order|invoice|profile|message|post|file|document|book|ticket|card|address|username|comment|"
    r"payment|customer|task|item|record|data|review|^[pu]?id$|^pk$|_(id|pk)$)",
    re.IGNORECASE,
)
COOKIE = re.compile(r"request\.(cookies|COOKIES)(\[|\.get\()")
ASSURES = re.compile(r"is_authenticated|is_anonymous|\babort\(40[13]|isinstance\(current_user")
ROLES = re.compile(r"admin|role|is_?staff|privilege|user_?type|superuser|x-host|user-?agent|forwarded", re.IGNORECASE)


def find(project: Project) -> Iterator[Match]:
    everyone = handlers(project)
    asks = any(handler.is_guarded or handler.knows_caller or SIGNS_IN.search(handler.called) for handler in everyone)
    guard = _guard(everyone)
    for handler in everyone:
        yield from _authentication(handler, asks, guard)
        yield from _ownership(handler, asks)
    for unit in project.written_in("python"):
        yield from _told(unit)


def _told(unit: Unit) -> Iterator[Match]:
    for compare in unit.each(program.Compare):
        sides = (compare.left, compare.right)
        literal = [side for side in sides if isinstance(side, program.Constant)]
        asked = next((found for side in sides if (found := _written(unit, side))), None)
        if (
            compare.operator in ("==", "!=", "in")
            and literal
            and asked
            and ROLES.search(f"{unit.text(compare)} {asked}")
        ):
            yield at(TOLD, unit, compare, what=f"`{asked}`")
    for call, name in unit.calls("filter", "filter_by", "get", "get_object_or_404"):
        for key, value in call.keywords:
            if (
                "." in name
                and re.search(r"user|email|account", key or "", re.IGNORECASE)
                and COOKIE.match(unit.text(value))
            ):
                yield at(TOLD, unit, call, what=f"`{unit.text(value)}`")


def _written(unit: Unit, side: program.Expression) -> str | None:
    """The cookie or header that a value is, directly or by the variable that it was put into."""
    text = unit.text(side)
    function = unit.function_of(side)
    if isinstance(side, program.Name) and function is not None:
        given = re.findall(rf"\b{side.id}\s*=\s*(request\.[^\n]+)", unit.text(function))
        text = given[-1] if given else ""
    found = re.search(r"request\.(cookies|COOKIES|headers|META)(\.get\([^)]*\)|\[[^\]]*\])", text)
    return None if found is None or re.search(r"authorization|content-type|accept", text, re.IGNORECASE) else found[0]


def _guard(everyone: tuple[Handler, ...]) -> str:
    """The decorator that this project uses, or the best known one."""
    used = [text for handler in everyone for text in handler.decorators if GUARDS.search(text.partition("(")[0])]
    return f"@{used[0]}" if used else "@login_required"


def _authentication(handler: Handler, asks: bool, guard: str) -> Iterator[Match]:
    if handler.is_guarded:
        return
    place = (handler.unit, handler.function, handler.name)
    if handler.knows_caller:
        if (
            handler.changes
            and "current_user." in handler.body
            and not ASSURES.search(handler.body)
            and "login_required" in guard
        ):
            yield at(UNGUARDED, *place, guard=guard)
    elif RESETS.search(handler.body):
        yield at(DESTROYS, *place)
    elif asks and handler.changes and handler.writes and not _is_public(handler):
        yield at(UNASKED, *place, guard=guard)
    elif (found := LISTS.search(handler.body)) and ANSWERS.search(handler.body) and not handler.changes:
        yield at(EVERYTHING, *place, what=f"`{found['what'] or found['table']}`", guard=guard)


def _is_public(handler: Handler) -> bool:
    """Whether strangers are meant to call it: to sign in or up, to write to us."""
    return bool(PUBLIC.search(handler.called) or CREDENTIALS.search(handler.body))


def _ownership(handler: Handler, asks: bool) -> Iterator[Match]:
    if not asks or ADMINS.search(handler.body) or not (handler.is_guarded or handler.knows_caller):
        return
    if CREDENTIALS.search(handler.body) and (PUBLIC.search(handler.called) or "password" not in handler.called):
        return
    names = [name for name in _given(handler) if OWNED.search(name)]
    for call, full in handler.unit.calls(*FETCHES):
        inside = handler.function.at.line <= call.at.line <= handler.function.at.end_line
        if not inside or full.startswith(("request.", "flask.request.", "self.")):
            continue
        text = handler.unit.text(call)
        used = next((name for name in names if re.search(rf"\b{name}\b", text.partition("(")[2])), None)
        asked = any(re.search(rf"\b{caller}\b", handler.body) for caller in handler.callers)
        if used and not asked and not _is_own(text, used) and not _is_checked(handler, used):
            yield at(ANYONES, handler.unit, call, handler.name, used)
            return


def _is_own(text: str, used: str) -> bool:
    """Whether a query asks for what belongs to somebody else than the request names."""
    return bool(IDENTITY.search(text)) or any(owner != used for owner in OWN.findall(text) if owner != "self")


def _given(handler: Handler) -> list[str]:
    """What the caller names: parts of the path, and variables read from the request."""
    paths = [name for path in handler.paths for name in re.findall(r"[<{](?:\w+:)?(\w+)[^>}]*[>}]", path)]
    parameters = [p.name for p in handler.function.parameters if p.name not in ("self", "request", "db", "session")]
    read = re.findall(
        r"(\w+)\s*=\s*(?:\w+\()?request\.(?:args|form|GET|POST|match_info|query|json|values)\b", handler.body
    )
    in_path = paths or handler.framework == "specified"
    return list(dict.fromkeys([*(parameters if in_path or handler.framework == "plain" else []), *paths, *read]))


def _is_checked(handler: Handler, name: str) -> bool:
    """Whether it, or what was found by it, is compared with who calls: `if note.user_id != current_user.id`."""
    who = f"({IDENTITY.pattern})"
    comparison = r"(==|!=|\bnot in\b)"
    return bool(
        re.search(rf"{comparison}[^\n]*{who}|{who}[^\n]*{comparison}|\b{name}\s*{comparison}", handler.body, re.I)
    )


FAMILY = Family((UNASKED, UNGUARDED, DESTROYS, EVERYTHING, ANYONES, TOLD), find)
