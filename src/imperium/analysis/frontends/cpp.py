"""C and C++ into the common representation, by way of `analysis.native`, which has read types and macros already.

Pointers become what they point to: `*p` and `&x` are the value itself, `p->x` is `p.x`. What is particular to memory
is followed by `analysis.native`; this is for whoever asks about functions, sizes, calls and flows in any language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imperium.analysis import program
from imperium.analysis.native import syntax
from imperium.analysis.native.reading import read as read_units
from imperium.analysis.program import Expression, Module, Statement
from imperium.analysis.source import SourceFile

LOGICAL: dict[str, Any] = {"&&": "and", "||": "or"}
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def read(source: SourceFile) -> Module:
    """A file; its headers aren't at hand, so that names they declare keep their names."""
    unit = read_units((source,)).units[source.path]
    body: list[Statement] = [_declare(one) for one in unit.globals.values()]
    body += [_function(one) for one in unit.functions]
    body.sort(key=lambda one: one.at)
    return Module(source.path, source.language, body, list(unit.faults))


def _function(one: syntax.Function) -> Statement:
    parameters = [program.Parameter(each.at, each.name) for each in one.parameters]
    body = _statements(one.body.body) if one.body is not None else []
    return program.Function(one.at, one.name, parameters, body, is_static=one.static)


# Statements


def _statements(listed: list[syntax.Statement]) -> list[Statement]:
    return [made for one in listed for made in _statement(one)]


def _body(one: syntax.Statement | None) -> list[Statement]:
    if one is None:
        return []
    return _statements(one.body) if isinstance(one, syntax.Block) else _statement(one)


def _statement(one: syntax.Statement) -> list[Statement]:
    match one:
        case syntax.Evaluate(value=value):
            return [_evaluated(one, value)]
        case syntax.Declare():
            return [_declare(one)]
        case syntax.Block(body=body):
            return [program.Block(one.at, _statements(body))]
        case syntax.If(test=test, body=body, otherwise=otherwise):
            return [program.If(one.at, expression(test), _body(body), _body(otherwise))]
        case syntax.Loop():
            return [_loop(one)]
        case syntax.Switch(subject=subject, cases=cases):
            return [program.Switch(one.at, expression(subject), [_case(each) for each in cases], falls_through=True)]
        case syntax.Return(value=value):
            return [program.Return(one.at, None if value is None else expression(value))]
        case syntax.Break():
            return [program.Break(one.at)]
        case syntax.Continue():
            return [program.Continue(one.at)]
        case syntax.Throw(value=value):
            return [program.Raise(one.at, None if value is None else expression(value))]
        case syntax.Try(body=body, handlers=handlers):
            caught = [program.Handler(each.at, [each.type], None, _body(each.body)) for each in handlers]
            return [program.Try(one.at, _body(body), caught)]
        case _:
            return []


def _evaluated(one: syntax.Evaluate, value: syntax.Expression) -> Statement:
    if isinstance(value, syntax.Assign):
        return program.Assign(one.at, [expression(value.target)], expression(value.value), value.operator or None)
    return program.Evaluate(one.at, expression(value))


def _declare(one: syntax.Declare) -> Statement:
    value: Expression = program.Constant(one.at, None)
    if one.value is not None:
        value = expression(one.value)
    elif one.arguments:
        value = program.Call(one.at, program.Name(one.at, getattr(one.type, "name", "")), _all(one.arguments))
    return program.Assign(one.at, [program.Name(one.at, one.name)], value, type=getattr(one.type, "name", None))


def _loop(one: syntax.Loop) -> Statement:
    test = expression(one.test) if one.test is not None else program.Constant(one.at, True)
    step: list[Statement] = [program.Evaluate(one.step.at, expression(one.step))] if one.step is not None else []
    return program.While(one.at, test, _body(one.body), step=step, first=one.first)


def _case(one: syntax.Case) -> program.Case:
    return program.Case(one.at, [] if one.value is None else [expression(one.value)], _statements(one.body))


# Expressions


def _all(listed: list[syntax.Expression]) -> list[Expression]:
    return [expression(one) for one in listed]


def expression(one: syntax.Expression) -> Expression:
    """An expression in the common representation."""
    return EXPRESSIONS.get(type(one), _unknown)(one)


def _unknown(one: Any) -> Expression:
    return program.Unknown(
        one.at, [expression(each) for each in syntax.children(one) if isinstance(each, syntax.Expression)]
    )


def _unary(one: syntax.Unary) -> Expression:
    inner = expression(one.operand)
    if one.operator in ("*", "&"):
        return inner
    sign: Any = {"!": "not"}.get(one.operator, one.operator)
    return program.Unary(one.at, sign, inner)


def _binary(one: syntax.Binary) -> Expression:
    left, right = expression(one.left), expression(one.right)
    sign: Any = one.operator
    if sign in LOGICAL:
        return program.Logical(one.at, LOGICAL[sign], [left, right])
    if sign in COMPARISONS:
        return program.Compare(one.at, sign, left, right)
    return program.Unknown(one.at, [left, right]) if sign == "," else program.Binary(one.at, sign, left, right)


def _increment(one: syntax.Increment) -> Expression:
    by = program.Constant(one.at, 1)
    return program.Assignment(one.at, expression(one.target), by, "+" if one.by > 0 else "-")


def _new(one: syntax.New) -> Expression:
    name = program.Name(one.at, getattr(one.type, "name", ""))
    return program.Call(one.at, name, _all(one.arguments), constructs=True)


EXPRESSIONS: dict[type, Callable[[Any], Expression]] = {
    syntax.Literal: lambda one: program.Constant(one.at, one.value),
    syntax.Name: lambda one: program.Name(one.at, one.id),
    syntax.Unary: _unary,
    syntax.Increment: _increment,
    syntax.Binary: _binary,
    syntax.Assign: lambda one: program.Assignment(
        one.at, expression(one.target), expression(one.value), one.operator or None
    ),
    syntax.Conditional: lambda one: program.Conditional(
        one.at, expression(one.test), expression(one.body), expression(one.otherwise)
    ),
    syntax.Call: lambda one: program.Call(one.at, expression(one.function), _all(one.arguments)),
    syntax.Member: lambda one: program.Attribute(one.at, expression(one.value), one.name),
    syntax.Index: lambda one: program.Subscript(one.at, expression(one.value), expression(one.index)),
    syntax.Cast: lambda one: program.Cast(one.at, getattr(one.type, "name", ""), expression(one.value)),
    syntax.Items: lambda one: program.Sequence(one.at, "list", [expression(item) for _, item in one.items]),
    syntax.New: _new,
}
