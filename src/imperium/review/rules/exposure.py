"""What gets out: errors, other people's data, secrets in logs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.review.handler import Handler
from imperium.review.handlers import handlers
from imperium.review.project import Project, Unit, is_literal, keyword, string
from imperium.review.rule import Family, Match, Rule, at

ERROR = Rule(
    key="exposure/error_text",
    type="information_exposure",
    cwe=(209, 200, 497),
    severity="low",
    says="What went wrong inside (`{name}`) is sent to whoever called.",
    remedy='Keep it: `log.exception("…")`, and answer with a sentence and a number to ask about.',
    strength=0.6,
    systemic="file",
)
TRACEBACK = Rule(
    key="exposure/traceback",
    type="information_exposure",
    cwe=(209, 200, 497),
    severity="medium",
    says="The traceback with paths and source is sent to whoever called.",
    remedy='Keep it: `log.exception("…")`, and answer with a sentence and a number to ask about.',
    strength=0.8,
)
TRACED = Rule(
    key="exposure/queries_logged",
    type="information_exposure",
    cwe=(200, 532, 209),
    severity="low",
    says="Every query is printed with its values, passwords and mails included.",
    remedy="Log queries only where you develop, and without their values.",
    strength=0.6,
    systemic="file",
)
LOGGED = Rule(
    key="exposure/secret_logged",
    type="information_exposure",
    cwe=(532, 312, 200),
    severity="medium",
    says="`{name}` is written into the log as it is.",
    remedy="Log who did what, never the secret itself.",
    strength=0.5,
    systemic="file",
)
FIELDS = Rule(
    key="exposure/sensitive_fields",
    type="information_exposure",
    cwe=(200, 312, 359),
    severity="high",
    says="The answer of `{name}` carries {what} in full.",
    remedy="Name the fields that the page needs, and mask what identifies: only the last four digits of a card.",
    strength=0.6,
)
DEBUGGED = Rule(
    key="exposure/debug_address",
    type="information_exposure",
    cwe=(200, 489, 306),
    severity="medium",
    says="`{name}` shows the inside of the program and can be called by everybody.",
    remedy="Remove it from what is deployed, or let only administrators in.",
    strength=0.6,
)
SETTINGS = Rule(
    key="exposure/settings_answered",
    type="information_exposure",
    cwe=(200, 497, 215),
    severity="high",
    says="`{name}` answers with the program's settings or environment, keys and passwords included.",
    remedy="Answer with the few values that the page needs, by name.",
    strength=0.7,
)
ENUMERATED = Rule(
    key="exposure/accounts_enumerated",
    type="user_enumeration",
    cwe=(204, 203, 200),
    severity="low",
    says="`{name}` answers differently for a name that doesn't exist and a wrong password, so names can be collected.",
    remedy='Give one answer for both: "The name or the password is wrong."',
    strength=0.6,
)
ANSWERS = re.compile(
    r"\b(jsonify|JsonResponse|HttpResponse\w*|Response|make_response|json_response|render\w*|flash|send_error|HTTPException|"
    r"HTMLResponse|JSONResponse|PlainTextResponse)$|(^|\.)(self|handler)\.(write|finish|wfile\.write)$"
)
SENSITIVE = re.compile(
    r"^(passw(or)?d|pwd|ssn|social_security\w*|credit_?card\w*|card_?number|cvv|api_?key|pin|iban|mfa_secret|"
    r"password_hash|pwd_hash)$",
    re.IGNORECASE,
)
SECRETS = re.compile(
    r"(passw(or)?d|passwd|secret|api_?key|access_?token|auth_?token|private_?key|credit_?card|ssn)$", re.IGNORECASE
)
LOGS = re.compile(
    r"(^|\.)(log|logger|logging|_log|LOG|LOGGER)\.(debug|info|warning|warn|error|critical|exception|log)$"
)
ANSWERS_DATA = re.compile(r"\b(jsonify|JsonResponse|json_response|JSONResponse|dumps)\(|return\s+\{")
SETTINGS_OUT = re.compile(r"(return|write\()[^\n]*\b(app\.config|os\.environ|django\.conf\.settings)\b(?!\s*[\[.])")
DEBUGS = re.compile(r"(\b|_|/)debug(\b|_)", re.IGNORECASE)
UNKNOWN = re.compile(
    r"(user(name)?|account|e-?mail)( address)?[^'\"\n]{0,25}"
    r"(not (found|registered|exist)|does ?n[o']t exist|unknown|invalid)|"
    r"(no|unknown|invalid) (such )?(user(name)?|account|e-?mail)\b(?! or)|wrong (user(name)?|e-?mail)\b(?! or)",
    re.IGNORECASE,
)
WRONG = re.compile(
    r"(passw(or)?d)[^'\"\n]{0,20}(not correct|incorrect|wrong|invalid|mismatch|does)|(wrong|incorrect|invalid) passw",
    re.I,
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        yield from _errors(unit)
        yield from _logs(unit)
    for handler in handlers(project):
        yield from _answers(handler)


def _errors(unit: Unit) -> Iterator[Match]:
    serving = re.search(
        r"flask|django|fastapi|starlette|aiohttp\.web|tornado|bottle|sanic|http\.server|connexion", unit.knows
    )
    if not serving and "aiohttp" not in unit.knows:
        return
    for handler in unit.each(program.Handler):
        if handler.name:
            found = next((node for node in _sent(unit, handler) if _mentions(unit, node, handler.name)), None)
            if found is not None:
                yield at(ERROR, unit, found, handler.name)
            elif (kept := _kept(unit, handler, handler.name)) is not None:
                yield at(ERROR, unit, kept, handler.name)
    for call, name in unit.calls("format_exc", "print_exc", "format_exception"):
        if name.startswith("traceback.") and _is_sent(unit, call):
            yield at(TRACEBACK, unit, call)


def _sent(unit: Unit, handler: program.Handler) -> Iterator[program.Node]:
    """What is answered inside of an `except`."""
    for node in unit.each(program.Return):
        if handler.at.line <= node.at.line <= handler.at.end_line and node.value is not None:
            yield node
    for call, name in unit.calls():
        if ANSWERS.search(name) and handler.at.line <= call.at.line <= handler.at.end_line:
            yield call


def _kept(unit: Unit, handler: program.Handler, name: str) -> program.Node | None:
    """The error put into a variable that is answered further down."""
    function = unit.function_of(handler)
    after = "\n".join(unit.source.lines[handler.at.line : function.at.end_line if function else None])
    for assign in unit.each(program.Assign):
        if handler.at.line <= assign.at.line <= handler.at.end_line and _mentions(unit, assign.value, name):
            kept = unit.text(assign.targets[0])
            if re.search(rf"(return|write\(|render\w*\(|Response\w*\()[^\n]*\b{re.escape(kept)}\b", after):
                return assign
    return None


def _mentions(unit: Unit, node: program.Node, name: str) -> bool:
    """Whether the error itself is in the answer, not a field of it that the program chose."""
    made = rf"(str|repr)\(\s*{name}\s*\)|\{{\s*{name}\s*[!:}}]|[%+]\s*{name}\b(?!\.)|\b{name}\.args"
    formatted = rf"\.format\([^)]*\b{name}\b(?!\.)"
    whole = rf"return\s+{name}\s*$|[:=]\s*{name}\s*[}},)]"
    return bool(re.search(f"{made}|{formatted}|{whole}", unit.text(node)))


def _is_sent(unit: Unit, call: program.Call) -> bool:
    function = unit.function_of(call)
    around = unit.text(function) if function else ""
    lines = unit.source.lines[call.at.line - 1]
    return bool(re.search(r"return|Response|jsonify|write\(|render", lines)) or bool(
        re.search(r"(\w+)\s*=\s*traceback\.format_exc\(\)[\s\S]*(return|Response|render)[^\n]*\b\1\b", around)
    )


def _logs(unit: Unit) -> Iterator[Match]:
    for call, name in unit.calls():
        last = name.rpartition(".")[2]
        printed = last == "set_trace_callback" and call.arguments and unit.text(call.arguments[0]) == "print"
        if printed or (last == "create_engine" and is_literal(keyword(call, "echo"), True)):
            yield at(TRACED, unit, call)
        elif LOGS.search(name) and (secret := _secret(unit, call)):
            yield at(LOGGED, unit, call, secret)
    for assign in unit.each(program.Assign):
        if "SQLALCHEMY_ECHO" in unit.text(assign.targets[0]) and is_literal(assign.value, True):
            yield at(TRACED, unit, assign)


def _secret(unit: Unit, call: program.Call) -> str | None:
    """The secret among what is logged: a variable or attribute by its name."""
    inside = [
        node
        for kind in (program.Name, program.Attribute)
        for node in unit.each(kind)
        if call.at.line <= node.at.line <= call.at.end_line and not _is_callee(unit, call, node)
    ]
    return next((unit.text(node) for node in inside if SECRETS.search(unit.text(node).rpartition(".")[2])), None)


def _is_callee(unit: Unit, call: program.Call, node: program.Node) -> bool:
    return node.at.column <= call.function.at.end_column and node.at.line == call.function.at.line


def _answers(handler: Handler) -> Iterator[Match]:
    place = (handler.unit, handler.function, handler.name)
    answers = ANSWERS_DATA.search(handler.body)
    if DEBUGS.search(handler.called) and answers and not handler.is_guarded:
        yield at(DEBUGGED, *place)
    elif answers and not re.search(r"\.all\(", handler.body) and (fields := _fields(handler)):
        yield at(FIELDS, *place, what=" and ".join(f"`{field}`" for field in fields))
    if SETTINGS_OUT.search(handler.body) and not handler.is_guarded:
        yield at(SETTINGS, *place)
    if UNKNOWN.search(handler.body) and WRONG.search(handler.body):
        told = [text for text in _texts(handler) if UNKNOWN.search(str(text.value)) or WRONG.search(str(text.value))]
        yield from (at(ENUMERATED, handler.unit, text, handler.name) for text in told[:1])


def _texts(handler: Handler) -> Iterator[program.Constant]:
    for text in handler.unit.each(program.Constant):
        if handler.function.at.line <= text.at.line <= handler.function.at.end_line:
            yield text


def _fields(handler: Handler) -> list[str]:
    """Sensitive keys of a mapping whose values come from a stored object: `{"ssn": user.ssn}`."""
    found = []
    for mapping in handler.unit.each(program.Mapping):
        if handler.function.at.line <= mapping.at.line <= handler.function.at.end_line:
            found += [
                string(key) or ""
                for key, value in mapping.items
                if SENSITIVE.match(string(key) or "") and isinstance(value, program.Attribute | program.Subscript)
            ]
    return list(dict.fromkeys(found))


FAMILY = Family((ERROR, TRACEBACK, TRACED, LOGGED, FIELDS, DEBUGGED, SETTINGS, ENUMERATED), find)
