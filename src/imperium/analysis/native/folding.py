"""Constant expressions: what a compiler would know of a number without running anything."""

from __future__ import annotations

from collections.abc import Mapping

from imperium.analysis.native import syntax


def fold(value: syntax.Expression | None, known: Mapping[str, int]) -> int | None:
    """The integer that an expression is, with names that are known, or None."""
    match value:
        case syntax.Literal(value=int(number)):
            return number
        case syntax.Literal(value=float(number)):
            return int(number) if abs(number) < 1e18 else None
        case syntax.Name(id=name):
            return known.get(name)
        case syntax.Cast(value=inner):
            return fold(inner, known)
        case syntax.SizeOf(type=kind) if kind is not None:
            return kind.size
        case syntax.Unary(operator=sign, operand=inner):
            return _unary(sign, fold(inner, known))
        case syntax.Binary(operator=sign, left=left, right=right):
            return _both(sign, fold(left, known), fold(right, known))
        case syntax.Conditional(test=test, body=body, otherwise=otherwise):
            chosen = fold(test, known)
            return None if chosen is None else fold(body if chosen else otherwise, known)
        case _:
            return None


def _unary(sign: str, number: int | None) -> int | None:
    if number is None:
        return None
    return {"-": -number, "+": number, "~": ~number, "!": int(not number)}.get(sign)


def _both(sign: str, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    return combined(sign, left, right)


def combined(sign: str, left: int, right: int) -> int | None:
    """`left sign right` in whole numbers of any size; None for what has no value."""
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" | "%" if right != 0:
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return quotient if sign == "/" else left - quotient * right
        case "<<" if 0 <= right < 128:
            return left << right
        case ">>" if 0 <= right < 128:
            return left >> right
        case "&":
            return left & right
        case "|":
            return left | right
        case "^":
            return left ^ right
        case "==" | "!=" | "<" | "<=" | ">" | ">=":
            return int(compared(sign, left, right))
        case "&&":
            return int(bool(left and right))
        case "||":
            return int(bool(left or right))
        case _:
            return None


def compared(sign: str, left: float, right: float) -> bool:
    """Whether a comparison of two numbers holds."""
    match sign:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right
