"""`{variables}` in prompts and parameters.

`{topic}` is an input or an earlier task's output, `{research.findings.0.title}` reaches into it, `{{` and `}}` are
literal braces.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from imperium.platform.errors import InvalidInput

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
LONGEST_POSITION = 9  # digits
LONGEST_REMEMBERED = 4_000  # characters; a prompt may have a million
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Reference:
    """`path[0]` is the variable, the rest are keys and list positions."""

    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[0]

    def __str__(self) -> str:
        return ".".join(self.path)


Template = tuple[str | Reference, ...]


def parse(text: str) -> Template:
    """Literal text and references, in order. Raises InvalidInput for a brace that is neither."""
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _parsed(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> Template:
    return _parsed(text)


def _parsed(text: str) -> Template:
    parts: list[str | Reference] = []
    literal, position = [], 0
    for token in _TOKEN.finditer(text):
        literal.append(text[position : token.start()])
        position = token.end()
        if token[0] in ("{{", "}}"):
            literal.append(token[0][0])
        elif token[1] is not None and _NAME.fullmatch(token[1].strip()):
            if joined := "".join(literal):
                parts.append(joined)
            literal = []
            parts.append(Reference(tuple(token[1].strip().split("."))))
        else:
            raise InvalidInput(
                f"{token[0][:40]!r} at character {token.start()} is not a variable.",
                value=token[0][:40],
                remedy="Write {name} for a variable and {{ or }} for a literal brace.",
            )
    literal.append(text[position:])
    if joined := "".join(literal):
        parts.append(joined)
    return tuple(parts)


def references(value: Any) -> Iterator[Reference]:
    """All references in the strings of a JSON value."""
    if isinstance(value, str):
        if "{" in value or "}" in value:
            yield from (part for part in parse(value) if isinstance(part, Reference))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def render(text: str, scope: Mapping[str, Any]) -> str:
    """The text with every reference replaced by its value as text."""
    if "{" not in text and "}" not in text:
        return text
    return "".join(part if isinstance(part, str) else as_text(look_up(part, scope)) for part in parse(text))


def fill(value: Any, scope: Mapping[str, Any]) -> Any:
    """A JSON value with its strings rendered; a string that is one reference alone becomes the value itself."""
    if isinstance(value, str):
        if "{" not in value and "}" not in value:
            return value
        template = parse(value)
        if len(template) == 1 and isinstance(template[0], Reference):
            return look_up(template[0], scope)
        return render(value, scope)
    if isinstance(value, dict):
        return {key: fill(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, scope) for item in value]
    return value


def literal(value: Any) -> Any:
    """A JSON value whose braces mean themselves."""
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, Mapping):
        return {key: literal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [literal(item) for item in value]
    return value


def look_up(reference: Reference, scope: Mapping[str, Any]) -> Any:
    """Raises InvalidInput saying how far the path leads and what is there."""
    value: Any = scope
    for depth, key in enumerate(reference.path):
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and len(key) <= LONGEST_POSITION and int(key) < len(value):
            value = value[int(key)]
        else:
            there = _described(value)
            raise InvalidInput(
                f"{{{reference}}} leads nowhere: {'.'.join(reference.path[:depth]) or 'the variables'} {there}.",
                value=str(reference),
            )
    return value


def as_text(value: Any) -> str:
    """How a value reads inside a prompt: text as it is, a result by its `text` or `markdown`, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("text", "markdown"):
            if isinstance(value.get(key), str):
                return str(value[key])
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _described(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"holds {', '.join(sorted(map(str, value))[:12]) or 'nothing'}"
    if isinstance(value, list):
        return f"is a list of {len(value)}"
    return f"is {type(value).__name__}"
