"""Computing with constants: what the program would compute itself, within bounds."""

from __future__ import annotations

import base64
import operator
from collections.abc import Callable
from typing import Any

from imperium.analysis.interpreter.values import UNSET

LENGTH = 100_000
"""Characters of a text, digits of a number: nothing longer is computed."""

Scalar = (str, bytes, int, float, bool, type(None))


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, str) != isinstance(right, str):
        left, right = text(left), text(right)
    return left + right


def _power(left: Any, right: Any) -> Any:
    return left**right if abs(right) < 64 and abs(left) < 2**32 else UNSET


def _times(left: Any, right: Any) -> Any:
    if isinstance(left, (str, bytes)) or isinstance(right, (str, bytes)):
        size = len(left) * right if isinstance(left, (str, bytes)) else len(right) * left
        return left * right if size < LENGTH else UNSET
    return left * right


def _shift(left: Any, right: Any) -> Any:
    return left << right if 0 <= right < 128 else UNSET


def _divide(left: Any, right: Any) -> Any:
    """Division; of integers that go into each other, the integer, which every language agrees on."""
    return left // right if isinstance(left, int) and isinstance(right, int) and left % right == 0 else left / right


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": _plus,
    "-": operator.sub,
    "*": _times,
    "/": _divide,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": _power,
    "<<": _shift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
    "is": lambda left, right: type(left) is type(right) and left == right,
    "is not": lambda left, right: type(left) is not type(right) or left != right,
}

UNARY: dict[str, Callable[[Any], Any]] = {
    "not": operator.not_,
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
}


def text(value: Any) -> str:
    """A constant as text, as it stands in a template."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _find(value: Any, *arguments: Any) -> Any:
    return value.find(*arguments)


def _substring(value: str, start: int, end: int | None = None) -> str:
    return value[start:end]


def _replace_all(value: str, old: str, new: str) -> str:
    return value.replace(old, new)


def _char(value: str, index: int) -> str:
    return value[index]


def _b64encode(value: bytes) -> bytes:
    return base64.b64encode(value)


def _b64decode(value: bytes) -> bytes:
    return base64.b64decode(value, validate=True)


METHODS = (
    *("strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "replace", "encode", "decode"),
    *("lower", "upper", "title", "capitalize", "casefold", "swapcase"),
    *("split", "rsplit", "splitlines", "partition", "rpartition"),
    *("startswith", "endswith", "find", "rfind", "index", "rindex", "count"),
    *("isdigit", "isalnum", "isalpha", "isnumeric", "isdecimal", "isspace", "isupper", "islower", "isidentifier"),
)

OPERATIONS: dict[str, Callable[..., Any]] = {
    **{name: (lambda called: lambda value, *arguments: getattr(value, called)(*arguments))(name) for name in METHODS},
    "length": len,
    "integer": int,
    "number": float,
    "text": text,
    "boolean": bool,
    "ordinal": ord,
    "character": chr,
    "absolute": abs,
    "hexadecimal": hex,
    "lowest": min,
    "highest": max,
    "charAt": _char,
    "substring": _substring,
    "contains": lambda value, other: other in value,
    "equals": operator.eq,
    "equalsIgnoringCase": lambda value, other: value.lower() == other.lower(),
    "concat": _plus,
    "is_empty": lambda value: len(value) == 0,
    "replace_all": _replace_all,
    "find": _find,
    "b64encode": _b64encode,
    "b64decode": _b64decode,
    "same": lambda value: value,
    "join_all": lambda value, items: value.join(items),
    "join": lambda value, *items: value.join(items),
}
"""What `folds` of a model may name: computed on the receiver (if any) and the arguments."""


def compute(operation: Callable[..., Any], *operands: Any) -> Any:
    """What an operation gives, `UNSET` where it can't be told (or the program would fail, or it is too large).

    A list or tuple comes back as a tuple of constants.
    """
    if any(isinstance(operand, (str, bytes)) and len(operand) > LENGTH for operand in operands):
        return UNSET
    try:
        found = operation(*operands)
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, UnicodeError):
        return UNSET
    if isinstance(found, list):
        return tuple(found)
    return found if isinstance(found, Scalar) or _is_flat(found) else UNSET


def _is_flat(found: Any) -> bool:
    return isinstance(found, tuple) and all(isinstance(item, Scalar) for item in found)
