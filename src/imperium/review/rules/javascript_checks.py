"""Checks in JavaScript that prove less than they seem to: of hosts, of what was replaced, of who sent a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import (
    Assign,
    Attribute,
    Call,
    Closure,
    Compare,
    Constant,
    Expression,
    Function,
    Name,
    Template,
)
from imperium.review.project import Project, Unit, named, string
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

PART_OF_HOST = Rule(
    key="javascript_checks/part_of_host",
    type="improper_validation",
    cwe=(20, 601, 918),
    severity="medium",
    says="`{name}` passes every host that has the text anywhere in it, such as `allowed.example.attacker.net`.",
    remedy='Compare the whole host: `host === domain || host.endsWith("." + domain)`.',
    strength=0.8,
)
START_OF_URL = Rule(
    key="javascript_checks/start_of_url",
    type="improper_validation",
    cwe=(20, 601, 918),
    severity="medium",
    says="The address is held to `{text}` without the slash behind it: `{text}.attacker.net` passes too.",
    remedy="Parse it, `new URL(address)`, and compare `origin` or `hostname` with those that are allowed.",
    strength=0.75,
)
END_OF_HOST = Rule(
    key="javascript_checks/end_of_host",
    type="improper_validation",
    cwe=(20, 601, 918),
    severity="medium",
    says="A host that ends so needs no dot before it: `attacker-{text}` passes too.",
    remedy='Ask for the dot: `host === domain || host.endsWith("." + domain)`.',
    strength=0.75,
)
LOOSE_PATTERN = Rule(
    key="javascript_checks/loose_pattern",
    type="improper_validation",
    cwe=(20, 601, 918),
    severity="medium",
    says="The pattern isn't held to its ends, or a `.` in it is any character: more hosts pass than are meant.",
    remedy=r"Write `^https:\/\/([\w-]+\.)*example\.com(\/|$)`, or parse the address and compare its host.",
    strength=0.6,
)
FIRST_ONLY = Rule(
    key="javascript_checks/first_only",
    type="improper_sanitization",
    cwe=(116, 20, 79),
    severity="medium",
    says="`replace` with a text changes its first place only: every further `{text}` stays.",
    remedy="Use `replaceAll`, or a regular expression with the flag `g`.",
    strength=0.75,
)
REMOVED_ONCE = Rule(
    key="javascript_checks/removed_once",
    type="improper_sanitization",
    cwe=(22, 116, 184, 20),
    severity="medium",
    says="What is left after `{text}` is taken out can form it anew, as `....//` becomes `../`.",
    remedy="Resolve the path and check that it begins with the folder that it has to stay in.",
    strength=0.7,
)
TAGS_REMOVED = Rule(
    key="javascript_checks/tags_removed",
    type="improper_sanitization",
    cwe=(116, 79, 184, 20),
    severity="medium",
    says="Tags can't be taken out of HTML with a regular expression: `<scr<script>ipt>` and handlers of events stay.",
    remedy="Escape the text, or clean it with a library that parses HTML (DOMPurify, sanitize-html).",
    strength=0.7,
)
ANY_SENDER = Rule(
    key="javascript_checks/any_sender",
    type="origin_validation",
    cwe=(346, 940),
    severity="medium",
    says="Messages of every origin are taken: any page that frames or opens this one can send them.",
    remedy='Look first: `if (event.origin !== "https://app.example.com") return;`.',
    strength=0.6,
)
DOMAIN = re.compile(r"^(https?:)?(//)?([a-z0-9-]+\.)+[a-z]{2,}$", re.IGNORECASE)
SCHEME = re.compile(r"^https?://[^/]+$", re.IGNORECASE)
HOSTS = re.compile(r"^(host|hostname|origin|netloc|domain)$|(host|origin|domain)_?(name)?$", re.IGNORECASE)
ADDRESSES = re.compile(r"url|uri|href|host|origin|referr?er|redirect|link|domain|target|destination", re.IGNORECASE)
DANGEROUS = re.compile(r"""^(<|>|&|'|"|`|\\|;|\||\$|\n|\r|\*|%|\(|\)|--|')$""")
UP = re.compile(r"^(\.\./?|\.\.\\?|\./|//)$")
HOST_PATTERN = re.compile(
    r"^(?P<start>\^)?(https?\??(:|\\:)?(\\?/){2}|\(https?|\^?https)?.*?(?P<dot>\\?\.)(com|org|net|io|dev)\b"
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        values = Values(unit)
        for call in unit.each(Call):
            if isinstance(call.function, Attribute) and call.arguments:
                yield from _hosts(unit, values, call, call.function)
                yield from _replaced(unit, values, call, call.function)
        yield from _compared(unit)
        yield from _listeners(unit)


def _hosts(unit: Unit, values: Values, call: Call, function: Attribute) -> Iterator[Match]:
    text, asked = values.text(call.arguments[0]), function.value
    host, address = bool(HOSTS.search(named(asked))), bool(ADDRESSES.search(named(asked)))
    if function.name == "includes" and ((host and _is_text(values, asked)) or (address and DOMAIN.match(text))):
        yield at(PART_OF_HOST, unit, call, unit.text(call)[:60])
    elif function.name == "startsWith" and address and SCHEME.match(text):
        yield at(START_OF_URL, unit, call, text=text)
    elif function.name == "endsWith" and (host or address) and _without_dot(values, call.arguments[0]):
        yield at(END_OF_HOST, unit, call, text=text or unit.text(call.arguments[0])[:40])
    elif function.name in ("test", "exec") and ADDRESSES.search(named(call.arguments[0])):
        pattern = _pattern(values, function.value)
        if pattern and _is_loose(pattern):
            yield at(LOOSE_PATTERN, unit, call)


def _is_text(values: Values, node: Expression) -> bool:
    """Whether it is the host of an address, not a list of hosts."""
    found = values.of(node)
    return isinstance(found, Attribute) and found.name in ("host", "hostname", "origin", "href")


def _without_dot(values: Values, node: Expression) -> bool:
    found = values.of(node)
    if isinstance(found, Template):
        first = found.parts[0] if found.parts else None
        return not isinstance(first, Constant)
    if isinstance(found, Constant):
        text = str(found.value)
        return bool(DOMAIN.match(text)) and not text.startswith(".")
    return isinstance(found, Name) and bool(re.search(r"domain|host", found.id, re.IGNORECASE))


def _compared(unit: Unit) -> Iterator[Match]:
    """`host.indexOf(domain) !== -1`, and its kind."""
    for compare in unit.each(Compare):
        call, bound = compare.left, compare.right
        if not isinstance(call, Call) or not isinstance(call.function, Attribute) or call.function.name != "indexOf":
            continue
        anywhere = unit.text(bound) in ("-1", "0") and compare.operator in ("!=", ">", ">=", "==", "<")
        start_only = unit.text(bound) == "0" and compare.operator in ("==", "!=")
        text = string(call.arguments[0]) if call.arguments else None
        host = HOSTS.search(named(call.function.value)) and isinstance(call.function.value, Attribute)
        if anywhere and not start_only and (host or (text and DOMAIN.match(text))):
            yield at(PART_OF_HOST, unit, compare, unit.text(call)[:60])


def _pattern(values: Values, node: Expression) -> str:
    found = values.of(node)
    if isinstance(found, Call) and isinstance(found.function, Name) and found.function.id == "RegExp":
        return values.text(values.argument(found, 0))
    return ""


def _is_loose(pattern: str) -> bool:
    found = HOST_PATTERN.match(pattern)
    if found is None:
        return False
    behind = pattern[found.end() :]
    ends = behind.startswith(("$", "/", r"\/", "(", r"\b", ":", "[", "?")) and behind != ""
    return not found["start"] or found["dot"] == "." or not ends


def _replaced(unit: Unit, values: Values, call: Call, function: Attribute) -> Iterator[Match]:
    if function.name not in ("replace", "replaceAll") or len(call.arguments) < 2:
        return
    text, new, pattern = (
        values.text(call.arguments[0]),
        values.text(call.arguments[1]),
        _pattern(values, call.arguments[0]),
    )
    if UP.match(text) or UP.match(pattern.replace("\\", "")):
        if not new:
            yield at(REMOVED_ONCE, unit, call, text=text or pattern)
    elif function.name == "replace" and DANGEROUS.match(text) and not _is_repeated(unit, call, text):
        yield at(FIRST_ONLY, unit, call, text=text.replace("\n", "\\n").replace("\r", "\\r"))
    elif re.search(r"<\\?/?\(?\??:?script|^<\[\^>\]", pattern, re.IGNORECASE) and not new.strip():
        yield at(TAGS_REMOVED, unit, call)


def _is_repeated(unit: Unit, call: Call, text: str) -> bool:
    """Whether it only undoes a pair around a text: `s.replace("(", "").replace(")", "")` of brackets that are known."""
    return text in "()" and unit.text(call).count(".replace(") > 1


def _listeners(unit: Unit) -> Iterator[Match]:
    """Handlers of messages that look at nothing of who sent them, and use what they say."""
    for call in unit.each(Call):
        last = call.arguments[-1] if call.arguments else None
        listens = unit.full(call.function) in ("addEventListener", "window.addEventListener")
        if listens and string(call.arguments[0]) == "message" and isinstance(last, Closure):
            yield from _listener(unit, last.function)
    for assign in unit.each(Assign):
        if isinstance(assign.value, Closure) and unit.full(assign.targets[0]) == "window.onmessage":
            yield from _listener(unit, assign.value.function)


def _listener(unit: Unit, function: Function) -> Iterator[Match]:
    text = unit.text(function)
    if re.search(r"\.data\b", text) and not re.search(r"\borigin\b|\.source\b", text):
        yield at(ANY_SENDER, unit, function)


FAMILY = Family(
    (PART_OF_HOST, START_OF_URL, END_OF_HOST, LOOSE_PATTERN, FIRST_ONLY, REMOVED_ONCE, TAGS_REMOVED, ANY_SENDER), find
)
