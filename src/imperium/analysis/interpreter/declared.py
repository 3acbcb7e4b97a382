"""Declared types: what a value is because the program says so, where nothing better is known of it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import ClassOf, InstanceOf
from imperium.analysis.interpreter.state import State
from imperium.analysis.interpreter.values import NOTHING, Value, without
from imperium.analysis.masks import everything
from imperium.analysis.program import Name

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.model import ParameterRule
    from imperium.analysis.source import Language, Span

TEXTUAL = frozenset(
    {"str", "bytes", "string", "any", "object", "list", "dict", "sequence", "iterable", "mapping", "var"}
)
"""Types that say nothing: a text is a text whoever chose it."""

WRAPPERS = frozenset({"Optional", "Union", "Annotated", "None", "final", "const"})
ENFORCED: tuple[Language, ...] = ("java", "rust", "c", "cpp")
"""Languages in which a variable of a number's type can hold nothing but a number."""

_WORD = re.compile(r"[A-Za-z_$][\w.$]*")


@cache
def type_words(written: str | None) -> tuple[str, ...]:
    """The names in a type as written, each by its last part: `Optional[models.User]` is Optional and User."""
    return tuple(word.rpartition(".")[2] for word in _WORD.findall(written or ""))


def declared(frame: Frame, value: Value, written: str | None, at: Span) -> Value:
    """A value that is kept where only values of a type are."""
    if written is None or value.known:
        return value
    words = [word for word in type_words(written) if word not in WRAPPERS]
    if not words:
        return value
    rule = next((rule for rule in frame.unit.catalogue.model.parameters if words[0] in rule.types), None)
    if rule is not None and rule.harmless and "[" not in written:
        return NOTHING if words[0] in NOT_SECRET and frame.unit.module.language in ENFORCED else _number(frame, value)
    if value.type is not None and not value.type.endswith("()"):
        return value
    return _of_type(value, _by_rule(rule) or typed(frame, written, at))


NOT_SECRET = ("boolean", "Boolean", "bool")
"""Types of two values: nobody has to guess them."""


def _number(frame: Frame, value: Value) -> Value:
    taints = without(value.taints, everything()) if frame.unit.module.language in ENFORCED else value.taints
    return value if taints is value.taints else value.tainted(taints)


def _by_rule(rule: ParameterRule | None) -> Value | None:
    return Value(type=rule.gives) if rule is not None and rule.gives else None


def _of_type(value: Value, kind: Value | None) -> Value:
    if kind is None:
        return value
    callee = value.callee or kind.callee
    return Value(value.taints, value.constant, name=value.name, type=kind.type, ref=value.ref, callee=callee)


def typed(frame: Frame, written: str | None, at: Span) -> Value | None:
    """A value of which only the type is known; None where the type says nothing.

    Of an object nobody outside can write the contents, so it is harmless as it comes.
    """
    words = [word for word in _WORD.findall(written or "") if word not in WRAPPERS]
    if not words or words[0].rpartition(".")[2].lower() in TEXTUAL:
        return None
    known = frame.unit.types
    if words[0] not in known:
        known[words[0]] = _resolved(frame, words[0], at)
    return known[words[0]]


def _resolved(frame: Frame, written: str, at: Span) -> Value:
    from imperium.analysis.interpreter.members import attribute_of, named

    outside, empty = _outside(frame), State({}, {}, frame.run.world.ground)
    first, *rest = written.split(".")
    found = named(outside, Name(at, first), empty)
    for part in rest:
        found = attribute_of(outside, found, part, Name(at, part), empty)
    if isinstance(found.callee, ClassOf):
        return Value(type=found.callee.name, callee=InstanceOf(found.callee))
    return Value(type=(found.name or written).removeprefix("builtins."))


def _outside(frame: Frame) -> Frame:
    from imperium.analysis.interpreter.frame import Frame as Fresh

    return Fresh(frame.run, frame.unit, closure=frame.closure)
