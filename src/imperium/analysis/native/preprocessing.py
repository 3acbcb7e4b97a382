"""The preprocessor, as far as reading needs it: which lines count, and what macros stand for.

Conditions are decided for Linux and a compiler without options; what a condition rules out becomes empty lines, so that
places stay what they are. Macros are kept by name and are expanded where an expression uses them (`lowering.py`).
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from imperium.analysis.source import Language

DIRECTIVE = re.compile(r"\s*#\s*(\w+)\s*(.*)", re.DOTALL)
DEFINITION = re.compile(r"(\w+)(\(([^()]*)\))?\s*(.*)", re.DOTALL)
INCLUDE = re.compile(r'"([^"]+)"')
COMMENTS = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?(?:\*/|$)|//[^\n]*', re.DOTALL)
VERSION = re.compile(r"[A-Za-z_]\w*(?=\s*[<>])")
NEWEST = "999999999"
"""A version that isn't known here (`PY_VERSION_HEX >= …`) is a new one."""
STANDING_ALONE = re.compile(r"\s*[A-Z][A-Z0-9_]{2,}\s*\([^;{}]*\)\s*")
NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro; `parameters` is None for one without brackets."""

    body: str
    parameters: tuple[str, ...] | None = None

    def with_arguments(self, arguments: list[str]) -> str:
        """The body with its arguments put in; `#name` becomes a text, `##` joins."""
        values = dict(zip(self.parameters or (), arguments, strict=False))
        body = re.sub(r"(?<!#)#\s*(\w+)", lambda match: f'"{values.get(match[1], match[1])}"', self.body)
        return re.sub(r"\s*##\s*", "", NAME.sub(lambda match: values.get(match[0], match[0]), body))


def limits() -> dict[str, Macro]:
    """The macros of `limits.h` and its neighbours whose values an analysis of ranges needs; LP64."""
    widths = {
        "SCHAR": 8,
        "CHAR": 8,
        "SHRT": 16,
        "INT": 32,
        "LONG": 64,
        "LLONG": 64,
        "INT8": 8,
        "INT16": 16,
        "INT32": 32,
        "INT64": 64,
    }
    values = {f"{name}_MIN": -(1 << bits - 1) for name, bits in widths.items()}
    values |= {f"{name}_MAX": (1 << bits - 1) - 1 for name, bits in widths.items()}
    values |= {f"U{name}_MAX": (1 << bits) - 1 for name, bits in widths.items()}
    values |= {"SIZE_MAX": (1 << 64) - 1, "SSIZE_MAX": (1 << 63) - 1, "RAND_MAX": (1 << 31) - 1}
    floats = {"FLT_MAX": "3.4028234663852886e38", "FLT_MIN": "1.17549435e-38", "DBL_MAX": "1.7976931348623157e308"}
    values |= {"NULL": 0, "EOF": -1, "nullptr": 0, "true": 1, "false": 0, "TRUE": 1, "FALSE": 0}
    values |= {"FILENAME_MAX": 4096, "PATH_MAX": 4096, "BUFSIZ": 8192, "EXIT_FAILURE": 1, "EXIT_SUCCESS": 0}
    return {name: Macro(str(value)) for name, value in (values | floats).items()}


PREDEFINED = limits()


@dataclass(slots=True)
class Preprocessed:
    """Text with the same lines, the macros it defines and the headers it asks for with quotes."""

    text: str
    macros: dict[str, Macro] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)


def preprocess(text: str, language: Language) -> Preprocessed:
    """Decide the conditions of a file and gather its macros."""
    done = Preprocessed("")
    if language == "cpp":
        done.macros["__cplusplus"] = Macro("201703")
    conditions = _Conditions(done.macros)
    lines: list[str] = []
    for directive, chunk in _logical_lines(text):
        if directive:
            _obey(directive, conditions, done)
        lines += [_ended(line) for line in chunk] if not directive and conditions.active else [""] * len(chunk)
    done.text = "\n".join(lines)
    return done


def _ended(line: str) -> str:
    """A line that is only the use of a macro, with the semicolon that the grammar needs behind it."""
    return f"{line.rstrip()};" if STANDING_ALONE.fullmatch(line) else line


def _logical_lines(text: str) -> Iterator[tuple[str, list[str]]]:
    """(the directive without comments or "", the lines it takes) for each line outside comments."""
    lines, at, inside = text.split("\n"), 0, False
    while at < len(lines):
        end = at + 1
        directive = not inside and lines[at].lstrip().startswith("#")
        while directive and lines[end - 1].rstrip().endswith("\\") and end < len(lines):
            end += 1
        chunk = lines[at:end]
        joined = "\n".join(chunk)
        inside = _open_comment(joined, inside)
        yield (_without_comments(joined) if directive else ""), chunk
        at = end


def _open_comment(text: str, inside: bool) -> bool:
    """Whether a block comment is open after a text."""
    if "*/" not in text and "/*" not in text:
        return inside
    if inside:
        _, closed, rest = text.partition("*/")
        return _open_comment(rest, False) if closed else True
    return any(match[0].startswith("/*") and not match[0].endswith("*/") for match in COMMENTS.finditer(text))


def _without_comments(text: str) -> str:
    spliced = text.replace("\\\r\n", " ").replace("\\\n", " ")
    return COMMENTS.sub(lambda match: match[0] if match[0].startswith('"') else " ", spliced).strip()


def _obey(directive: str, conditions: _Conditions, done: Preprocessed) -> None:
    match = DIRECTIVE.match(directive)
    if match is None or conditions.obey(match[1], match[2]) or not conditions.active:
        return
    if match[1] == "define" and (defined := DEFINITION.match(match[2])):
        names = None if defined[2] is None else tuple(name.strip() for name in defined[3].split(",") if name.strip())
        done.macros[defined[1]] = Macro(defined[4].strip(), names)
    elif match[1] == "undef":
        done.macros.pop(match[2].strip(), None)
    elif match[1] == "include" and (header := INCLUDE.match(match[2])):
        done.includes.append(header[1])


class _Conditions:
    """The nesting of `#if`: for each level whether it counts now and whether a branch of it has counted."""

    def __init__(self, macros: dict[str, Macro]) -> None:
        self.macros = macros
        self.levels: list[tuple[bool, bool]] = []

    @property
    def active(self) -> bool:
        return all(counts for counts, _ in self.levels)

    def obey(self, word: str, rest: str) -> bool:
        """Whether the directive was one of conditions."""
        if word in ("if", "ifdef", "ifndef"):
            holds = self.holds(rest) if word == "if" else (rest.strip() in self.macros) == (word == "ifdef")
            self.levels.append((holds, holds))
        elif word in ("elif", "else") and self.levels:
            _, had = self.levels.pop()
            holds = not had and (word == "else" or self.holds(rest))
            self.levels.append((holds, had or holds))
        elif word == "endif" and self.levels:
            self.levels.pop()
        return word in ("if", "ifdef", "ifndef", "elif", "else", "endif")

    def holds(self, condition: str) -> bool:
        """Whether a condition holds; one that can't be read does."""
        plain = re.sub(r"defined\s*\(?\s*(\w+)\s*\)?", lambda match: str(int(match[1] in self.macros)), condition)
        for _ in range(8):
            plain = NAME.sub(self._value, plain)
        plain = VERSION.sub(NEWEST, plain)
        plain = re.sub(r"(\d)[uUlL]+\b", r"\1", NAME.sub("0", plain))
        plain = plain.replace("&&", " and ").replace("||", " or ")
        return bool(constant(re.sub(r"!(?!=)", " not ", plain), 1))

    def _value(self, match: re.Match[str]) -> str:
        macro = self.macros.get(match[0]) or PREDEFINED.get(match[0])
        return f"({macro.body})" if macro and macro.parameters is None and macro.body else match[0]


_OPERATIONS: dict[type, Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def constant(text: str, otherwise: int) -> int:
    """The value of a short arithmetic expression of numbers, or `otherwise` where it is none."""
    try:
        return _value(ast.parse(text.strip(), mode="eval").body) if len(text) < 1_000 else otherwise
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError):
        return otherwise


def _value(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.BoolOp(op=ast.And(), values=values):
            return int(all(_value(one) for one in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return int(any(_value(one) for one in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return int(not _value(operand))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
            return int(_OPERATIONS[type(sign)](_value(left), _value(right)))
        case _:
            raise ValueError(ast.dump(node))
