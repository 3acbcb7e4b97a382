"""`super`: the object of a method, as the class above the method's own sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import ClassOf, FunctionOf, InstanceOf
from imperium.analysis.interpreter.values import Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Function

OWN = ("self", "cls", "this")
CONSTRUCTORS = ("__init__", "constructor")


def above(frame: Frame, state: State) -> Value | None:
    """The object that the running method belongs to, as its parent class; None outside of a method."""
    this = next((state.names[name] for name in OWN if name in state.names), None)
    of = _class_of(this)
    if this is None or of is None:
        return None
    owner = _owner(of, frame.function) or of
    parent = owner.parents[0] if owner.parents else ClassOf(owner.node, owner.unit, "super", bases=owner.bases)
    type_ = parent.name if owner.parents else "builtins.super"
    return Value(this.taints, type=type_, ref=this.ref, callee=InstanceOf(parent))


def constructor_above(frame: Frame, state: State) -> FunctionOf | None:
    """The constructor that `super(…)` calls."""
    found = above(frame, state)
    if found is None or not isinstance(found.callee, InstanceOf):
        return None
    of = found.callee.of
    method = next((each for name in CONSTRUCTORS if (each := of.method(name))), None)
    return method.bound(found) if method is not None else None


def _class_of(this: Value | None) -> ClassOf | None:
    callee = this.callee if this is not None else None
    if isinstance(callee, InstanceOf):
        return callee.of
    return callee if isinstance(callee, ClassOf) else None


def _owner(of: ClassOf, function: Function | None) -> ClassOf | None:
    """The class, among a class and those above it, that a method stands in."""
    waiting, seen = [of], set[int]()
    while waiting:
        current = waiting.pop(0)
        if any(member is function for member in current.members.values()):
            return current
        if id(current) not in seen:
            seen.add(id(current))
            waiting.extend(current.parents)
    return None
