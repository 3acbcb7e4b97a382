"""Connections of JavaScript that don't know whom they talk to, or talk in a way that is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Assign, Attribute, Call, Closure, Constant, Expression, Function, Mapping, Return
from imperium.review.project import Project, Unit, is_literal, string
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

UNCHECKED = Rule(
    key="javascript_transport/unchecked_certificate",
    type="certificate_validation",
    cwe=(295,),
    severity="high",
    says="`{name}` switches off the check of certificates: anybody on the way can read and change what is sent.",
    remedy='Remove it. Where an authority of your own signs, pass its certificate: `ca: fs.readFileSync("ca.pem")`.',
    strength=0.9,
)
ANY_NAME = Rule(
    key="javascript_transport/unchecked_name",
    type="certificate_validation",
    cwe=(297, 295),
    severity="high",
    says="`checkServerIdentity` accepts every name, so a valid certificate of any other host passes.",
    remedy="Leave `checkServerIdentity` as it is, or let it return `tls.checkServerIdentity(host, certificate)`.",
    strength=0.85,
)
OLD = Rule(
    key="javascript_transport/old_protocol",
    type="weak_cryptography",
    cwe=(327, 326),
    severity="medium",
    says="`{name}` allows a version of TLS that is broken.",
    remedy='Set `minVersion: "TLSv1.2"`, or leave it out.',
    strength=0.85,
)
SWITCHES = ("rejectUnauthorized", "strictSSL", "verifySSL", "sslVerify", "checkCertificate")
ON_MEANS_OFF = ("insecure", "trustAllCertificates", "ignoreHTTPSErrors", "insecureSkipVerify", "trustServerCertificate")
OLD_VERSIONS = re.compile(r"^(SSLv2|SSLv3|TLSv1|TLSv1\.0|TLSv1\.1|TLSv1_1)(_(client|server))?(_method)?$")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        values = Values(unit)
        for name, value in _settings(unit):
            yield from _setting(unit, values, name, value)


def _settings(unit: Unit) -> Iterator[tuple[str, Expression]]:
    """Names that are given a value: entries of objects, properties that are set."""
    for mapping in unit.each(Mapping):
        yield from ((string(key) or "", value) for key, value in mapping.items)
    for assign in unit.each(Assign):
        yield from ((target.name, assign.value) for target in assign.targets if isinstance(target, Attribute))


def _setting(unit: Unit, values: Values, name: str, value: Expression) -> Iterator[Match]:
    held = values.of(value)
    text = values.text(value)
    if (
        (name in SWITCHES and is_literal(held, False))
        or (name in ON_MEANS_OFF and is_literal(held, True))
        or (name == "NODE_TLS_REJECT_UNAUTHORIZED" and (text == "0" or is_literal(held, 0)))
    ):
        yield at(UNCHECKED, unit, value, name)
    elif name == "checkServerIdentity" and isinstance(held, Closure) and _accepts(held.function):
        yield at(ANY_NAME, unit, value, name)
    elif name in ("secureProtocol", "minVersion", "maxVersion", "minDHSize") and OLD_VERSIONS.match(text):
        yield at(OLD, unit, value, text)


def _accepts(function: Function) -> bool:
    """Whether a check never finds anything: it returns nothing and asks nobody."""
    returned = [each.value for each in function.body if isinstance(each, Return)]
    if len(function.body) > len(returned):
        return False
    return not any(isinstance(value, Call) for value in returned) and all(
        value is None or (isinstance(value, Constant) and not value.value) for value in returned
    )


FAMILY = Family((UNCHECKED, ANY_NAME, OLD), find)
