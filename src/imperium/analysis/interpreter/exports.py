"""What a module gives by setting it: on `exports`, or as `module.exports` as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import ClassOf, FunctionOf
from imperium.analysis.interpreter.values import Thing, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.interpreter.unit import Unit
    from imperium.analysis.source import Span

EXPORTS, MODULE, DEFAULT = "exports", "module", "default"
REACH = 3
"""How deep functions are looked for in what is given."""


def prepare(state: State) -> None:
    """Let a module have what it sets its exports on."""
    given = state.make(Thing(entries={}))
    state.names[EXPORTS] = given
    state.names[MODULE] = state.make(Thing(attributes={EXPORTS: given}))


def exported(unit: Unit, heap: Mapping[int, Thing], name: str) -> Value | None:
    """What a module gives under a dotted name, the empty name: as a whole. None: nothing that is known."""
    found = _whole(unit, heap)
    for part in name.split(".") if name else ():
        found = _part(found, part, heap) if found is not None else None
    thing = heap.get(found.ref) if found is not None else None
    return found if found is not None and (found.callee or found.known or found.type or _holds(thing)) else None


def _whole(unit: Unit, heap: Mapping[int, Thing]) -> Value | None:
    module = unit.names.get(MODULE)
    thing = heap.get(module.ref) if module is not None else None
    return thing.attributes.get(EXPORTS) if thing is not None else None


def _holds(thing: Thing | None) -> bool:
    return thing is not None and bool(thing.entries or thing.items or thing.attributes)


def _part(value: Value, name: str, heap: Mapping[int, Thing]) -> Value | None:
    """A module without a default gives itself for it, as compilers arrange it."""
    thing = heap.get(value.ref)
    held = {**(thing.entries or {}), **thing.attributes} if thing is not None else {}
    if name in held:
        return held[name]
    if isinstance(value.callee, ClassOf):
        method = value.callee.method(name)
        return Value(callee=method) if method is not None else value.callee.field(name)
    return value if name == DEFAULT else None


def functions(unit: Unit, heap: Mapping[int, Thing]) -> frozenset[Span]:
    """Where the functions stand that others can get from a module."""
    whole = _whole(unit, heap)
    return frozenset(_functions(whole, heap, REACH)) if whole is not None else frozenset()


def _functions(value: Value, heap: Mapping[int, Thing], reach: int) -> Iterator[Span]:
    if isinstance(value.callee, FunctionOf):
        yield value.callee.node.at
    elif isinstance(value.callee, ClassOf):
        yield from (member.at for member in value.callee.members.values())
    thing = heap.get(value.ref)
    for held in thing.contents() if thing is not None and reach else ():
        yield from _functions(held, heap, reach - 1)
