"""Variables that come to be, and the values that are laid into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.native import ctype, evaluation, memory, objects, syntax, types
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.frame import Variable
from imperium.analysis.native.value import Address, Region, Value

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine


def declare(machine: Machine, one: syntax.Declare) -> None:
    """A variable comes to be."""

    if one.external:
        return
    if isinstance(one.type, ctype.Pointer) and one.type.reference:
        refer(machine, one, one.type)
        return
    value = evaluation.copied(machine, one.value) if _is_plain(one) and one.value is not None else None
    kind = _deduced(machine, one)
    made = machine.declare(one.name, kind, one.at, filled=one.static or bool(one.arguments))
    if one.static:
        made.region.kind = "global"
    if one.length is not None and isinstance(kind, ctype.Array) and kind.count is None:
        _sized(machine, made, one.length, kind)
    if value is not None:
        assign(machine, made, value, one)
    elif one.value is not None and (not one.static or isinstance(kind, ctype.Array)):
        initialise(machine, made, one.value)
    if isinstance(kind, ctype.Opaque):
        objects.construct(machine, one, kind, made)


def _is_plain(one: syntax.Declare) -> bool:
    """Whether the initial value is computed, rather than laid into an array or struct."""
    texts = isinstance(one.value, syntax.Literal) and isinstance(one.type, ctype.Array)
    return not one.static and not texts and not isinstance(one.value, syntax.Items)


def _deduced(machine: Machine, one: syntax.Declare) -> Type:
    if one.type == ctype.Opaque("auto") and one.value is not None:
        return types.type_of(machine, one.value) or one.type
    return one.type


def _sized(machine: Machine, made: Variable, length: syntax.Expression, kind: ctype.Array) -> None:
    count = evaluation.evaluate(machine, length)
    if isinstance(count, int) and kind.of.size:
        made.type = ctype.Array(kind.of, count)
        made.region.size, made.region.content = made.type.size, made.type


def refer(machine: Machine, one: syntax.Declare, kind: ctype.Pointer) -> None:
    """Make a reference another name of what it refers to, where that is a variable."""
    target = evaluation.place_of(machine, one.value) if one.value is not None else None
    region = target.region if target is not None and target.offset == 0 else None
    held = region or Region("outside", one.at, one.name, escaped=True)
    machine.frame.scopes[-1][one.name] = Variable(held, kind.to)


def assign(machine: Machine, made: Variable, value: Value, one: syntax.Declare) -> None:
    """Give a new variable its value."""
    kind = made.type
    evaluation.check_conversion(machine, one.value, value, kind, one.at)
    memory.place(machine, Address(made.region), kind, evaluation.converted(machine, value, kind, one.at))


def initialise(machine: Machine, made: Variable, value: syntax.Expression) -> None:
    """Lay an initial value into a variable; members that aren't named are zero."""
    lay(machine, Address(made.region), made.type, value)


def lay(machine: Machine, address: Address, kind: Type, value: syntax.Expression) -> None:
    """Lay a value into the memory of an array, a struct or a number."""
    region, offset = address.region, address.offset
    if isinstance(value, syntax.Literal) and isinstance(value.value, str) and isinstance(kind, ctype.Array):
        _lay_text(region, offset if isinstance(offset, int) else 0, value, kind)
    elif isinstance(value, syntax.Items) and isinstance(offset, int):
        memory.fill(region, offset, offset + (kind.size or 1), 0)
        for inner, member, item in _members(kind, value):
            lay(machine, Address(region, offset + inner), member, item)
    else:
        found = evaluation.evaluate(machine, value)
        memory.place(machine, address, kind, evaluation.converted(machine, found, kind, value.at))


def _lay_text(region: Region, offset: int, value: syntax.Literal, kind: ctype.Array) -> None:
    unit = kind.of.size or 1
    size = kind.size or (len(str(value.value)) + 1) * unit
    memory.fill(region, offset, offset + size, 0)
    for index, character in enumerate(str(value.value)[: memory.TEXT]):
        region.cells[offset + index * unit] = ord(character)


def _members(kind: Type, value: syntax.Items) -> list[tuple[int, Type, syntax.Expression]]:
    """(offset, type, value) of the items that are written out."""
    if isinstance(kind, ctype.Array):
        each = kind.of.size or 1
        return [(index * each, kind.of, item) for index, (_, item) in enumerate(value.items)]
    if isinstance(kind, ctype.Record):
        names = list(kind.fields)
        listed = [
            (name or (names[index] if index < len(names) else ""), item)
            for index, (name, item) in enumerate(value.items)
        ]
        return [(*kind.fields[name], item) for name, item in listed if name in kind.fields]
    return [(0, kind, value.items[0][1])] if value.items else []
