"""Expressions, evaluated along one path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.native import access, arithmetic, calls, conditions, ctype, memory, syntax, types
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.value import Address, Code, Region, Unknown, Value, Whole, zero
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine


def evaluate(machine: Machine, node: syntax.Expression) -> Value:
    """The value of an expression, its effects done."""
    machine.search.step()
    match node:
        case syntax.Literal():
            return _literal(machine, node)
        case syntax.Name():
            return _name(machine, node)
        case syntax.Unary():
            return _unary(machine, node)
        case syntax.Increment():
            return _increment(machine, node)
        case syntax.Binary():
            return _binary(machine, node)
        case syntax.Assign():
            return _assign(machine, node)
        case syntax.Conditional(test=test, body=body, otherwise=otherwise):
            return evaluate(machine, body if conditions.holds(machine, test) else otherwise)
        case syntax.Call():
            return calls.call(machine, node)
        case syntax.Member() | syntax.Index():
            return _load(machine, node)
        case syntax.Cast():
            return _cast(machine, node)
        case syntax.SizeOf():
            return _size(machine, node)
        case syntax.New():
            return calls.new(machine, node)
        case syntax.Delete():
            return calls.delete(machine, node)
        case _:
            return _unread(machine, node)


def copied(machine: Machine, node: syntax.Expression) -> Value:
    """The value of an expression that is only handed on: what has no value yet may be copied, not used."""
    if isinstance(node, (syntax.Name, syntax.Member, syntax.Index)) or (
        isinstance(node, syntax.Unary) and node.operator == "*"
    ):
        kind, address = types.type_of(machine, node), place_of(machine, node)
        plain = isinstance(kind, (ctype.Integer, ctype.Floating, ctype.Pointer)) and not isinstance(address, type(None))
        if plain and address is not None:
            access.check(machine, address, kind.size or 1 if kind is not None else 1, node.at, writes=False)
            return memory.peek(machine, address, kind)
    return evaluate(machine, node)


def quietly(machine: Machine, node: syntax.Expression) -> Value | None:
    """The value of an expression without effects, or None for one that may have some."""
    if any(
        isinstance(part, (syntax.Call, syntax.Assign, syntax.Increment, syntax.Index)) for part in syntax.walk(node)
    ):
        return None
    flaws, machine.flaws = machine.flaws, {}
    try:
        return evaluate(machine, node)
    finally:
        machine.flaws = flaws


def _literal(machine: Machine, node: syntax.Literal) -> Value:
    if not isinstance(node.value, str):
        return node.value
    size = (len(node.value) + 1) * node.unit
    content = ctype.Array(ctype.CHAR if node.unit == 1 else ctype.WIDE, len(node.value) + 1)
    return Address(Region("literal", node.at, "the text", size, text=node.value, literal=True, content=content))


def _name(machine: Machine, node: syntax.Name) -> Value:
    variable = machine.variable(node.id)
    if variable is None:
        known = machine.function(node.id) is not None or node.id in machine.project.declared
        return Code(node.id) if known else Unknown(call=node.id)
    if isinstance(variable.type, ctype.Array):
        return Address(variable.region)
    if isinstance(variable.type, (ctype.Opaque, ctype.Callable)) and 0 not in variable.region.cells:
        return Whole(Address(variable.region), variable.type)
    return memory.load(machine, Address(variable.region), variable.type, node.at)


def _unread(machine: Machine, node: syntax.Expression) -> Value:
    values = [evaluate(machine, part) for part in syntax.children(node) if isinstance(part, syntax.Expression)]
    machine.unknown_call(values, [True] * len(values))
    return Unknown()


# Places


def place_of(machine: Machine, node: syntax.Expression) -> Address | None:
    """Where the value of an expression stands, or None where it has no place."""
    match node:
        case syntax.Name(id=name):
            variable = machine.variable(name)
            return Address(variable.region) if variable is not None else None
        case syntax.Index(value=value, index=index):
            return _element(machine, node, value, index)
        case syntax.Member(value=value, name=name, arrow=arrow):
            return _member(machine, node, value, name, arrow)
        case syntax.Unary(operator="*", operand=operand):
            return pointed(machine, evaluate(machine, operand), node.at)
        case syntax.Cast(value=value):
            return place_of(machine, value)
        case syntax.Assign() | syntax.Increment(before=True):
            evaluate(machine, node)
            return place_of(machine, node.target)
        case _:
            found = evaluate(machine, node)
            return found.address if isinstance(found, Whole) else None


def pointed(machine: Machine, value: Value, at: Span) -> Address:
    """The memory that a pointer's value stands for."""
    match value:
        case Address():
            return value
        case Whole():
            return value.address
        case int(number) if number == 0:
            machine.report("null_dereference", at, "the pointer is null here")
        case Unknown():
            return machine.target(value, at)
    return Address(Region("outside", at, escaped=True))


def _element(machine: Machine, node: syntax.Index, value: syntax.Expression, index: syntax.Expression) -> Address:
    base, by = evaluate(machine, value), evaluate(machine, index)
    if isinstance(by, Address) and not isinstance(base, Address):
        base, by = by, base
    each = ctype.pointee(types.type_of(machine, value))
    if (
        isinstance(by, Unknown)
        and by.origin is not None
        and isinstance(base, Address)
        and base.region.kind == "outside"
    ):
        _check_index(machine, node, by)
    return arithmetic.moved(pointed(machine, base, node.at), by, each.size if each is not None else None)


def _check_index(machine: Machine, node: syntax.Index, by: Unknown) -> None:
    """Report an index that nothing has compared with anything."""
    if by.low <= ctype.INT.range[0] and by.high >= ctype.INT.range[1]:
        machine.report(
            "unchecked_index", node.at, "the index is decided outside, and nothing bounds it", by.origin, 0.6
        )


def _member(machine: Machine, node: syntax.Member, value: syntax.Expression, name: str, arrow: bool) -> Address | None:
    kind = types.type_of(machine, value)
    record = ctype.pointee(kind) if arrow else kind
    base = pointed(machine, evaluate(machine, value), node.at) if arrow else place_of(machine, value)
    if base is None:
        return None
    if arrow:
        access.check_alive(machine, base.region, node.at)
    if isinstance(record, ctype.Record) and name in record.fields and isinstance(base.offset, int):
        return _field(base, base.offset, record, name)
    return machine.member(base.region, name, node.at)


def _field(base: Address, start: int, record: ctype.Record, name: str) -> Address:
    """A member's place; an array as long as one or none at the end of a struct has no end of its own."""
    offset, kind = record.fields[name]
    flexible = record.union or (isinstance(kind, ctype.Array) and (kind.count or 0) <= 1)
    end = None if flexible or kind.size is None else start + offset + kind.size
    bounded = isinstance(kind, (ctype.Array, ctype.Integer)) and end is not None
    return Address(base.region, start + offset, start + offset if bounded else 0, end if bounded else None)


def _load(machine: Machine, node: syntax.Expression) -> Value:
    address, kind = place_of(machine, node), types.type_of(machine, node)
    if address is None:
        return machine.fresh(kind, node.at)
    if isinstance(kind, ctype.Array):
        return address
    return memory.load(machine, address, kind, node.at)


# Operators


def _unary(machine: Machine, node: syntax.Unary) -> Value:
    if node.operator == "&":
        address = place_of(machine, node.operand)
        return address if address is not None else evaluate(machine, node.operand)
    value = evaluate(machine, node.operand)
    if node.operator == "*":
        return _dereferenced(machine, node, value)
    if node.operator == "!":
        is_zero = zero(value)
        return Unknown(0, 1) if is_zero is None else int(is_zero)
    return arithmetic.unary(machine, node, value)


def _dereferenced(machine: Machine, node: syntax.Unary, value: Value) -> Value:
    if isinstance(value, Code):
        return value
    kind = types.type_of(machine, node)
    address = pointed(machine, value, node.at)
    return address if isinstance(kind, ctype.Array) else memory.load(machine, address, kind, node.at)


def _increment(machine: Machine, node: syntax.Increment) -> Value:
    address, kind = place_of(machine, node.target), types.type_of(machine, node.target)
    if address is None:
        return Unknown()
    old = memory.load(machine, address, kind, node.at)
    new = arithmetic.sum_of(machine, old, node.by, kind, node.at)
    arithmetic.check_range(machine, new, kind, node.at, node)
    memory.place(machine, address, kind, converted(machine, new, kind, node.at))
    return new if node.before else old


def _binary(machine: Machine, node: syntax.Binary) -> Value:
    if node.operator in ("&&", "||") or node.operator in conditions.COMPARISONS:
        return int(conditions.holds(machine, node))
    left = evaluate(machine, node.left)
    if node.operator == ",":
        return evaluate(machine, node.right)
    if (streamed := calls.stream(machine, node, left)) is not None:
        return streamed
    return arithmetic.binary(machine, node, left, evaluate(machine, node.right))


def _assign(machine: Machine, node: syntax.Assign) -> Value:
    kind = types.type_of(machine, node.target)
    value = evaluate(machine, node.value) if node.operator else copied(machine, node.value)
    address = place_of(machine, node.target)
    if address is None:
        return value
    if node.operator:
        old = memory.load(machine, address, kind, node.target.at)
        made = syntax.Binary(node.at, node.operator, node.target, node.value)
        value = arithmetic.binary(machine, made, old, value)
        arithmetic.check_range(machine, value, kind, node.at, made)
    else:
        check_conversion(machine, node.value, value, kind, node.at)
    value = converted(machine, value, kind, node.at)
    memory.store(machine, address, kind, value, node.target.at)
    return value


def _cast(machine: Machine, node: syntax.Cast) -> Value:
    value = evaluate(machine, node.value)
    check_conversion(machine, node.value, value, node.type, node.at)
    return converted(machine, value, node.type, node.at)


def _size(machine: Machine, node: syntax.SizeOf) -> Value:
    kind = node.type if node.type is not None else types.type_of(machine, node.of) if node.of is not None else None
    size = kind.size if kind is not None else None
    return size if size is not None else Unknown(1, 1 << 20)


# Conversions


def converted(machine: Machine, value: Value, kind: Type | None, at: Span) -> Value:
    """A value as a type holds it."""
    match kind:
        case ctype.Integer():
            return arithmetic.as_integer(value, kind)
        case ctype.Floating():
            return arithmetic.as_floating(value, kind)
        case ctype.Pointer() if isinstance(value, Unknown) and not value.uninitialised:
            return 0 if zero(value) else machine.target(value, at)
        case _:
            return value


def check_conversion(
    machine: Machine, node: syntax.Expression | None, value: Value, kind: Type | None, at: Span
) -> None:
    """Report what a conversion to a type loses, where somebody outside decides the value."""
    inner = node
    while isinstance(inner, syntax.Cast):
        inner = inner.value
    if inner is None or not isinstance(kind, (ctype.Integer, ctype.Floating)) or machine.is_expanded(inner.at):
        return
    if isinstance(inner, syntax.Call):
        return
    if not isinstance(inner, (syntax.Binary, syntax.Increment)):
        known = isinstance(inner, syntax.Name)
        arithmetic.check_narrowing(machine, value, types.type_of(machine, inner), kind, at, known)
    elif not isinstance(types.type_of(machine, inner), ctype.Floating):
        arithmetic.check_range(machine, value, kind, inner.at, inner)
