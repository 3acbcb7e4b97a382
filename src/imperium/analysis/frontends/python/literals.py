"""Python's literals, as the values they stand for (The Python Language Reference, 2.5 and 2.6)."""

from __future__ import annotations

import re
import unicodedata

ESCAPE = re.compile(r"\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]+\}|.)", re.DOTALL)
SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
DIGITS = 4_000
"""Longer integers aren't computed with."""


def unescaped(body: str, prefix: str) -> str:
    """The text between the quotes, its escapes resolved as its prefix asks (`r` leaves them)."""
    return body if "\\" not in body or "r" in prefix else ESCAPE.sub(_escape, body)


def _escape(match: re.Match[str]) -> str:
    code = match[1]
    if code in SIMPLE:
        return SIMPLE[code]
    if code[0] in "xuU" and len(code) > 1:
        return _character(int(code[1:], 16))
    if code[0] == "N" and len(code) > 1:
        return _named(code[2:-1])
    return chr(int(code, 8)) if code[0] in "01234567" else match[0]


def _character(number: int) -> str:
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "�"


def _named(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return "�"


def number(text: str) -> int | float | None:
    """The value of a number; None for an imaginary or a monstrous one."""
    digits = text.replace("_", "").lower().rstrip("l")
    if len(digits) > DIGITS or digits.endswith("j"):
        return None
    try:
        return int(digits, 0)
    except ValueError:
        return _decimal(digits)


def _decimal(digits: str) -> int | float | None:
    try:
        return int(digits, 8) if digits.isdigit() and digits.startswith("0") else float(digits)
    except ValueError:
        return None
