"""What a docstring of Python says, in the sections of NumPy or Google, or the fields of Sphinx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc

from imperium.review.documentation.comment import Said

_UNDERLINED = re.compile(r"^([A-Z][A-Za-z ]+)[ \t]*\n[-=]{3,}[ \t]*$", re.MULTILINE)
_HEADED = re.compile(r"^([A-Z][A-Za-z ]+):[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"^[ \t]*:(?:param|parameter|arg|argument|key|keyword)\b([^:\n]*):", re.MULTILINE)
_FIELD_RESULT = re.compile(r"^[ \t]*:(?:returns?|rtype|yields?|ytype)\b", re.MULTILINE)
_NUMPY_ENTRY = re.compile(r"^(\*{0,2}[A-Za-z_]\w*(?:[ \t]*,[ \t]*\*{0,2}[A-Za-z_.]\w*)*)[ \t]*(?::.*)?$", re.MULTILINE)
_GOOGLE_ENTRY = re.compile(
    r"^(\*{0,2}[A-Za-z_]\w*(?:[ \t]*,[ \t]*\*{0,2}[A-Za-z_]\w*)*)[ \t]*(?:\(.*\))?:", re.MULTILINE
)
_PARAMETERS = frozenset({"parameters", "other parameters", "args", "arguments", "keyword args", "keyword arguments"})
_RESULTS = frozenset({"return", "returns", "yield", "yields"})
_FILLED_IN = re.compile(
    r"^[ \t]*(?:%\(\w+\)s|\{\w*\}|\{@?inheritdoc\}|:inheritdoc:)[ \t]*$", re.MULTILINE | re.IGNORECASE
)


def said(docstring: str) -> Said:
    """What it says. A text that is filled in later can't be held to what it lacks."""
    plain = cleandoc(docstring)
    sections = list(_sections(plain, _UNDERLINED)) or list(_sections(plain, _HEADED))
    numpy = bool(_UNDERLINED.search(plain))
    names = [
        name
        for title, body in sections
        if title in _PARAMETERS
        for name in _names(body, _NUMPY_ENTRY if numpy else _GOOGLE_ENTRY)
    ]
    names += [field.split()[-1].lstrip("*\\") for field in _FIELD.findall(plain) if field.split()]
    listed = any(title in _PARAMETERS for title, _ in sections)
    result = any(title in _RESULTS for title, _ in sections) or bool(_FIELD_RESULT.search(plain))
    return Said(tuple(dict.fromkeys(names)), result, bool(_FILLED_IN.search(plain)), listed or bool(names))


def _sections(plain: str, header: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Each section's title in lower case and its body."""
    found = list(header.finditer(plain))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(plain)
        yield match[1].strip().lower(), plain[match.end() : end]


def _names(body: str, entry: re.Pattern[str]) -> Iterator[str]:
    """The names of entries, which stand at the least indentation of the section's body."""
    lines = [line for line in body.split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    for line in lines:
        match = entry.match(line[margin:])
        if match is not None:
            yield from (name.strip().lstrip("*") for name in match[1].split(","))
