"""Tokens that are believed without being checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.review.project import Project, is_literal, keyword
from imperium.review.rule import Family, Match, Rule, at

UNCHECKED = Rule(
    key="tokens/unchecked",
    type="jwt",
    cwe=(347, 345),
    severity="high",
    says="The token's signature isn't checked, so anybody can write one.",
    remedy='Check it, and name the algorithm: `jwt.decode(token, key, algorithms=["HS256"])`.',
    strength=0.9,
)
UNSIGNED = Rule(
    key="tokens/unsigned",
    type="jwt",
    cwe=(347, 327),
    severity="high",
    says="The algorithm `none` is allowed: a token without any signature passes.",
    remedy='Allow only the algorithm that you sign with: `algorithms=["HS256"]`.',
    strength=0.9,
)
DECODES = re.compile(r"(^|\.)(jwt|jose|JsonWebToken|jws)\.(decode|get_unverified_claims|verify)$|jwt_decode$")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if not re.search(r"jwt|jose|jws", name, re.IGNORECASE):
                continue
            text = unit.text(call)
            if re.search(r"algorithms?\s*=\s*[\[(]?[^)\]]*['\"]none['\"]", text, re.IGNORECASE):
                yield at(UNSIGNED, unit, call, name)
            elif DECODES.search(name) and _is_unchecked(call, text):
                yield at(UNCHECKED, unit, call, name)


def _is_unchecked(call: program.Call, text: str) -> bool:
    options = re.search(r"['\"]?verify_signature['\"]?\s*[:=]\s*False", text)
    return bool(options) or is_literal(keyword(call, "verify"), False) or "get_unverified_claims" in text


FAMILY = Family((UNCHECKED, UNSIGNED), find)
