"""Secrets from a generator whose next number can be computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call
from imperium.review.project import Project, Unit, named
from imperium.review.rule import Family, Match, Rule, at

GUESSABLE = Rule(
    key="randomness/guessable",
    type="weak_randomness",
    cwe=(330, 338),
    severity="medium",
    says="`{name}` makes {what} here: who sees some of its numbers can compute the next.",
    remedy="Take it from the system's generator: `secrets.token_urlsafe(32)`, `secrets.randbelow(1_000_000)`.",
    strength=0.7,
    reach=5,
)
DERIVED = Rule(
    key="randomness/derived",
    type="weak_randomness",
    cwe=(330, 340, 328),
    severity="high",
    says="{what} is a hash of what can be guessed (a name, an address, the time), so it can be computed by anybody.",
    remedy="Make it random: `secrets.token_urlsafe(32)`.",
    strength=0.6,
)
DRAWS = re.compile(r"^random\.(random|randint|choice|choices|getrandbits|sample|randrange|randbytes|uniform|shuffle)$")
SECRET = re.compile(
    r"(token|secret|passw|otp|api_?key|apikey|session_?id|sid$|salt|nonce|captcha|verification|reset|csrf|pin_?code|"
    r"auth_?code|confirm|keygen|_key$|^key$|cookie|gen(erate)?_?\w*(key|code))",
    re.IGNORECASE,
)
GUESSED = re.compile(r"\b(now\(|time\(|utcnow|username|user_name|email|\.name\b|user_id|timestamp)", re.IGNORECASE)
TOKEN = re.compile(r"(token|session_?id|api_?key|reset_?\w*(code|key)|otp)$", re.IGNORECASE)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if DRAWS.match(name) and (what := _purpose(unit, call)):
                yield at(GUESSABLE, unit, call, name, what=what)
        for assign in unit.each(program.Assign):
            if TOKEN.search(named(assign.targets[0])) and _is_derived(unit, assign):
                yield at(DERIVED, unit, assign, what=f"`{named(assign.targets[0])}`")


def _purpose(unit: Unit, call: Call) -> str | None:
    """What the number is for, by the name it is given or the function it is drawn in."""
    for assign in unit.each(program.Assign):
        if assign.at.line <= call.at.line <= assign.at.end_line and SECRET.search(named(assign.targets[0])):
            return f"`{named(assign.targets[0])}`"
    function = unit.function_of(call)
    if function and SECRET.search(function.name):
        return f"what `{function.name}` gives"
    before = unit.source.lines[call.at.line - 1][: call.at.column - 1]
    spoken = re.search(r"['\"][^'\"]*\b(session_?id|sessid|token|otp|csrf|reset)\b[^'\"]*['\"]", before, re.IGNORECASE)
    return f"`{spoken[1]}`" if spoken else None


def _is_derived(unit: Unit, assign: program.Assign) -> bool:
    text = unit.text(assign.value)
    return bool(re.search(r"(md5|sha1|sha256|sha512)\(", text) and GUESSED.search(text)) and not re.search(
        r"secret|hmac|urandom|uuid|random|token_", text, re.IGNORECASE
    )


FAMILY = Family((GUESSABLE, DERIVED), find)
