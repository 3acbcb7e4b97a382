"""Java's literals, as the values they stand for (The Java Language Specification, 3.10)."""

from __future__ import annotations

import re
import textwrap

ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "s": " ", "\n": "", '"': '"', "'": "'", "\\": "\\"}
ESCAPE = re.compile(r"\\(u+[0-9a-fA-F]{4}|[0-3]?[0-7]{1,2}|.|\n)", re.DOTALL)


def text(written: str) -> str:
    """The value of a string, a text block or a character, from its source with the quotes."""
    if written.startswith('"""'):
        return ESCAPE.sub(_escape, _block(written))
    return ESCAPE.sub(_escape, written[1:-1])


def _block(written: str) -> str:
    """A text block without the indentation that its lines share; its last line's is what the closing quotes have."""
    body = written[3:-3].split("\n", 1)[-1]
    lines = textwrap.dedent(body + "\0").removesuffix("\0").split("\n")
    return "\n".join([*(line.rstrip() for line in lines[:-1]), lines[-1]])


def _escape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "u" and len(code) > 4:
        return chr(int(code.lstrip("u"), 16))
    return chr(int(code, 8)) if code[0] in "01234567" else ESCAPES.get(code, code)


def integer(written: str) -> int:
    """The value of an integer literal: decimal, `0x`, `0b` or octal, with `_` and `L`."""
    digits = written.replace("_", "").rstrip("lL").lower()
    if digits.startswith(("0x", "0b")):
        return int(digits, 0)
    return int(digits, 8 if digits.startswith("0") and digits.strip("0") and set(digits) <= set("01234567") else 10)


def real(written: str) -> float:
    """The value of a floating-point literal, hexadecimal ones too."""
    digits = written.replace("_", "").rstrip("fFdD") if "x" not in written.lower() else written.rstrip("fFdD")
    return float.fromhex(digits) if digits.lower().startswith("0x") else float(digits)
