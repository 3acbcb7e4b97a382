"""Texts from people as literals of other languages, which they can't leave. They are the filters of templates:

py        a Python literal of a text, number, truth value or None
js        a JavaScript literal, safe inside a script element as well
html      text or attribute value in HTML, JSX text excepted (there: `{ {{ label | js }} }`)
yaml      a quoted scalar
toml      a quoted TOML string
md        one line of Markdown in which nothing is markup
dart      a Dart string literal
listed    a list of literals
comment   what may stand in a comment of any of these: letters, digits and plain punctuation
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from imperium.intelligences.web_app_builder.naming import Label

Value = Label | str | int | float | bool | None


def _text(value: Value) -> Any:
    return value.text if isinstance(value, Label) else value


def py(value: Value) -> str:
    """A Python literal in double quotes."""
    plain = _text(value)
    return _quoted(plain) if isinstance(plain, str) else repr(plain)


def _quoted(text: str) -> str:
    """In double quotes, with the escapes that Python, YAML and TOML share; these know no surrogate pairs."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def js(value: Value) -> str:
    """A JavaScript literal that neither closes a script element nor opens a comment of HTML."""
    literal = json.dumps(_text(value), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        literal = literal.replace(character, f"\\u{ord(character):04x}")
    return literal


def html(value: Value) -> str:
    """Text or the value of a quoted attribute; template braces of Vue and Angular are escaped as well."""
    escapes = {c: f"&#{ord(c)};" for c in "&<>\"'`={}@"}
    return "".join(escapes.get(c, c) for c in str(_text(value)))


def yaml(value: Value) -> str:
    """A double-quoted scalar."""
    return _quoted(str(_text(value)))


def md(value: Value) -> str:
    """One line of Markdown in which nothing is markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&:])", r"\\\1", str(_text(value)))


def dart(value: Value) -> str:
    """A Dart literal; `$` begins no expression in it."""
    return json.dumps(_text(value), ensure_ascii=False).replace("$", r"\$")


def comment(value: Value) -> str:
    """What may stand in a comment of any language."""
    return re.sub(r"[^\w ,.;:()'-]+", " ", str(_text(value))).replace("--", "-").strip()


def listed(values: Iterable[Value]) -> str:
    """A list of literals, of Python and of JavaScript alike."""
    return f"[{', '.join(js(value) for value in values)}]"


FILTERS: Mapping[str, Callable[[Any], str]] = {
    "py": py,
    "js": js,
    "html": html,
    "yaml": yaml,
    "toml": yaml,
    "md": md,
    "dart": dart,
    "comment": comment,
    "listed": listed,
}
