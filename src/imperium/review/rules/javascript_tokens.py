"""Tokens that JavaScript believes without checking who signed them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Attribute, Call, Constant, Expression, Function, Name, Sequence, Subscript
from imperium.analysis.program import Node as Part
from imperium.review.project import Project, Unit, is_literal, string
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

UNSIGNED = Rule(
    key="javascript_tokens/unsigned",
    type="jwt",
    cwe=(347, 327),
    severity="high",
    says="The algorithm `none` is allowed: a token without any signature passes.",
    remedy='Allow only the algorithm that you sign with: `jwt.verify(token, key, {algorithms: ["HS256"]})`.',
    strength=0.9,
)
NO_KEY = Rule(
    key="javascript_tokens/no_key",
    type="jwt",
    cwe=(347, 321),
    severity="high",
    says="The token is checked with an empty key, so anybody can write one.",
    remedy='Pass the key that you sign with: `jwt.verify(token, process.env.JWT_KEY, {algorithms: ["HS256"]})`.',
    strength=0.85,
)
UNCHECKED = Rule(
    key="javascript_tokens/unchecked",
    type="jwt",
    cwe=(347, 345),
    severity="high",
    says="The token is only decoded: its signature isn't checked, so anybody can write one.",
    remedy='Check it: `jwt.verify(token, key, {algorithms: ["HS256"]})`.',
    strength=0.8,
)
BY_HAND = Rule(
    key="javascript_tokens/by_hand",
    type="jwt",
    cwe=(347, 345),
    severity="high",
    says="The token's content is read out of its middle part, and nothing here checks the signature behind it.",
    remedy='Use a library, and check: `jwt.verify(token, key, {algorithms: ["HS256"]})`.',
    strength=0.6,
)
ENDLESS = Rule(
    key="javascript_tokens/endless",
    type="jwt",
    cwe=(613, 347),
    severity="medium",
    says="`ignoreExpiration` lets a token live for ever: one that leaked can't be outlived.",
    remedy="Remove `ignoreExpiration`, and let the client ask for a new token.",
    strength=0.8,
)
LIBRARY = re.compile(r"jsonwebtoken|jwt|jose", re.IGNORECASE)
DECODES = re.compile(r"(^|\.)(decode|jwt_?decode|decodeJwt|decodeToken)$|^jwt-decode")
CHECKS = re.compile(
    r"(^|\.)(verify\w*|jwtVerify|jwtDecrypt|createVerify|createHmac|timingSafeEqual|validate\w*|authenticate)$"
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        if LIBRARY.search(unit.source.text) or "base64" in unit.source.text:
            yield from _find(unit)


def _find(unit: Unit) -> Iterator[Match]:
    values = Values(unit)
    checking = {id(unit.function_of(call)) for call in unit.each(Call) if CHECKS.search(unit.full(call.function))}
    for call in unit.each(Call):
        name = unit.full(call.function)
        if LIBRARY.search(name):
            yield from _library(unit, values, call, name, id(unit.function_of(call)) in checking)
    for function in unit.each(Function):
        if id(function) not in checking and (place := _by_hand(unit, function)):
            yield at(BY_HAND, unit, place)


def _library(unit: Unit, values: Values, call: Call, name: str, checks: bool) -> Iterator[Match]:
    if _allows_none(values, call):
        yield at(UNSIGNED, unit, call, name)
    elif name.endswith(".verify") and len(call.arguments) > 1 and _is_empty(values, call.arguments[1]):
        yield at(NO_KEY, unit, call, name)
    elif DECODES.search(name) and not checks and (not name.startswith("jwt-simple") or _skips(values, call)):
        yield at(UNCHECKED, unit, call, name)
    if is_literal(values.option(call, "ignoreExpiration"), True):
        yield at(ENDLESS, unit, call, name)


def _allows_none(values: Values, call: Call) -> bool:
    for option in ("algorithms", "algorithm", "alg"):
        found = values.option(call, option)
        items = found.items if isinstance(found, Sequence) else [found]
        if any((values.text(item) or "").lower() == "none" for item in items):
            return True
    return False


def _is_empty(values: Values, key: Expression) -> bool:
    found = values.of(key)
    return isinstance(found, Constant) and not found.value


def _skips(values: Values, call: Call) -> bool:
    """jwt-simple's third argument switches the check off."""
    return is_literal(values.argument(call, 2), True)


def _by_hand(unit: Unit, function: Function) -> Part | None:
    """Where a function parses the decoded second part of something that it split at dots."""
    inside = [call for call in unit.each(Call) if unit.function_of(call) is function]
    splits = any(_method(call) == "split" and call.arguments and string(call.arguments[0]) == "." for call in inside)
    decodes = any(_is_base64(unit, call) for call in inside)
    second = any(is_literal(each.index, 1) for each in unit.each(Subscript) if unit.function_of(each) is function)
    parses = [call for call in inside if unit.full(call.function) == "JSON.parse"]
    return parses[-1] if splits and decodes and parses and (second or "payload" in unit.text(function)) else None


def _method(call: Call) -> str:
    return call.function.name if isinstance(call.function, Attribute) else ""


def _is_base64(unit: Unit, call: Call) -> bool:
    if isinstance(call.function, Name) and call.function.id == "atob":
        return True
    encoding = string(call.arguments[1]) if len(call.arguments) > 1 else None
    return encoding in ("base64", "base64url") or "base64" in unit.full(call.function).lower()


FAMILY = Family((UNSIGNED, NO_KEY, UNCHECKED, BY_HAND, ENDLESS), find)
