"""The static types of expressions, where they can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.native import calls, conditions, ctype, syntax
from imperium.analysis.native.ctype import Type

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine


def type_of(machine: Machine, node: syntax.Expression) -> Type | None:
    """The static type of an expression, or None where it can't be told."""
    if isinstance(node, syntax.Name):
        variable = machine.variable(node.id)
        return variable.type if variable is not None else None
    if node not in machine.types:
        machine.types[node] = _type_of(machine, node)
    return machine.types[node]


def _type_of(machine: Machine, node: syntax.Expression) -> Type | None:
    match node:
        case syntax.Literal(value=str(text), unit=unit):
            return ctype.Array(ctype.CHAR if unit == 1 else ctype.WIDE, len(text) + 1)
        case syntax.Literal(value=float()):
            return ctype.DOUBLE
        case syntax.Literal(value=int(number)):
            return ctype.INT if -(1 << 31) <= number < 1 << 31 else ctype.LONG if number < 1 << 63 else ctype.SIZE
        case syntax.Cast(type=kind):
            return kind
        case syntax.SizeOf():
            return ctype.SIZE
        case syntax.New(type=kind):
            return ctype.Pointer(kind)
        case syntax.Unary(operator="*", operand=inner):
            return ctype.pointee(type_of(machine, inner))
        case syntax.Unary(operator="&", operand=inner):
            return ctype.Pointer(type_of(machine, inner) or ctype.Opaque())
        case syntax.Unary(operator="!"):
            return ctype.INT
        case syntax.Unary(operand=inner):
            operand = type_of(machine, inner)
            return ctype.promoted(operand) if isinstance(operand, ctype.Integer) else operand
        case syntax.Index(value=inner):
            return ctype.pointee(type_of(machine, inner))
        case syntax.Member():
            return _member_type(machine, node)
        case syntax.Assign(target=inner) | syntax.Increment(target=inner):
            return type_of(machine, inner)
        case syntax.Conditional(body=body, otherwise=otherwise):
            return ctype.decayed(type_of(machine, body) or type_of(machine, otherwise) or ctype.INT)
        case syntax.Binary():
            return _binary_type(machine, node)
        case syntax.Call():
            return calls.returned_type(machine, node)
        case _:
            return None


def _member_type(machine: Machine, node: syntax.Member) -> Type | None:
    kind = type_of(machine, node.value)
    record = ctype.pointee(kind) if node.arrow else kind
    return record.fields[node.name][1] if isinstance(record, ctype.Record) and node.name in record.fields else None


def _binary_type(machine: Machine, node: syntax.Binary) -> Type | None:
    if node.operator in ("&&", "||") or node.operator in conditions.COMPARISONS:
        return ctype.INT
    left, right = type_of(machine, node.left), type_of(machine, node.right)
    if node.operator == ",":
        return right
    first, second = ctype.pointee(left), ctype.pointee(right)
    if first is not None and second is not None and node.operator == "-":
        return ctype.LONG
    if first is not None or second is not None:
        return ctype.decayed(left if first is not None and left is not None else right or ctype.INT)
    if node.operator in ("<<", ">>"):
        return ctype.promoted(left) if isinstance(left, ctype.Integer) else left
    return ctype.common(left, right) if left is not None and right is not None else None
