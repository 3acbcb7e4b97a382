"""Connections that nobody checks, and pages that everybody may read from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call, Expression
from imperium.review.project import Project, Unit, is_literal, keyword, named, string
from imperium.review.rule import Family, Match, Rule, at, on

UNVERIFIED = Rule(
    key="transport/unverified",
    type="certificate_validation",
    cwe=(295,),
    severity="high",
    says="The server's certificate isn't checked, so anybody on the way can answer in its place.",
    remedy='Leave `verify=True`; for an authority of your own name its file: `verify="/etc/ssl/own-ca.pem"`.',
    strength=0.9,
    reach=2,
)
ANY_HOST_KEY = Rule(
    key="transport/any_host_key",
    type="certificate_validation",
    cwe=(295, 322),
    severity="high",
    says="Any SSH host key is accepted at first sight.",
    remedy="Load the keys you know and refuse others: `client.set_missing_host_key_policy(paramiko.RejectPolicy())`.",
    strength=0.8,
)
ANY_ORIGIN = Rule(
    key="transport/any_origin",
    type="cors",
    cwe=(942, 346),
    severity="medium",
    says="Pages of every origin may call this service and read what it answers.",
    remedy='Name the origins that are yours: `CORS(app, origins=["https://www.example.org"])`.',
    strength=0.7,
    systemic="file",
)
NO_TLS = Rule(
    key="transport/no_tls",
    type="cleartext",
    cwe=(319, 311),
    severity="low",
    says="The server listens on port 80 only, so passwords and sessions travel readable.",
    remedy="Listen on 443 with a certificate, and let port 80 do nothing but redirect there.",
    strength=0.5,
)

ASKS = re.compile(
    r"^(get|post|put|delete|patch|head|options|request|send|stream|Session|\w*Client|\w*Connector|session|connect|execute)$"
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if (rule := _called(unit, call, name.rpartition(".")[2])) and "jwt" not in name:
                yield at(rule, unit, call, name.rpartition(".")[2])
        for assign in unit.each(program.Assign):
            if rule := _assigned(unit, named(assign.targets[0]), assign.value):
                yield at(rule, unit, assign, named(assign.targets[0]))
    for path, text in project.texts(r"(^|/)[^/]*nginx[^/]*(\.conf|/default\.conf)$"):
        yield from _listens(path, text)


def _assigned(unit: Unit, name: str, value: Expression) -> Rule | None:
    if name == "check_hostname" and is_literal(value, False):
        return UNVERIFIED
    if name == "verify_mode" and unit.full(value).endswith("CERT_NONE"):
        return UNVERIFIED
    if name in ("CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ALL_ORIGINS") and is_literal(value, True):
        return ANY_ORIGIN
    return ANY_ORIGIN if name.lower() == "access-control-allow-origin" and string(value) == "*" else None


def _called(unit: Unit, call: Call, last: str) -> Rule | None:
    off = is_literal(keyword(call, "verify"), False) or is_literal(keyword(call, "verify_ssl"), False)
    if off and ASKS.search(last):
        return UNVERIFIED
    if last == "_create_unverified_context":
        return UNVERIFIED
    if last == "set_missing_host_key_policy" and re.search(r"(AutoAdd|Warning)Policy", unit.text(call)):
        return ANY_HOST_KEY
    return ANY_ORIGIN if _opens(unit, call, last) else None


def _opens(unit: Unit, call: Call, last: str) -> bool:
    text = unit.text(call)
    if last == "CORS":
        return not ({"origins", "resources"} & {key for key, _ in call.keywords}) or bool(
            re.search(r"['\"]\*['\"]", text)
        )
    if last in ("add_middleware", "CORSMiddleware"):
        return "CORSMiddleware" in text and bool(re.search(r"allow_origins\s*=\s*\[\s*['\"]\*['\"]", text))
    header = [str(string(argument)).lower() for argument in call.arguments]
    return last in ("set_header", "add_header", "setdefault") and header == ["access-control-allow-origin", "*"]


def _listens(path: str, text: str) -> Iterator[Match]:
    if re.search(r"listen\s+[^;]*(443|ssl)|return\s+30[128]\s+https", text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*listen\s+[^;]*\b80\b", line):
            yield on(NO_TLS, path, number, line)
            return


FAMILY = Family((UNVERIFIED, ANY_HOST_KEY, ANY_ORIGIN, NO_TLS), find)
