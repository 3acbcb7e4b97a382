"""What a documentation comment says: which parameters it describes, and whether it describes the result."""

from __future__ import annotations

import re

from msgspec import Struct

_MARKS = re.compile(r"^[ \t]*(?:/\*\*+<?|/\*!|\*+/|\*(?!/)|///?<?|//!)[ \t]?|\*+/[ \t]*$", re.MULTILINE)
_TAGGED = re.compile(
    r"^[ \t]*[@\\](?:param|arg|argument)\b(?:\[[a-z, ]+\])?[ \t]*(?:\{(?:[^{}\n]|\{[^{}\n]*\})*\})?"
    r"[ \t]*(\[?[\w$.<>,*\[\]]+)",
    re.MULTILINE,
)
_RESULT = re.compile(r"^[ \t]*[@\\](?:returns?|result|retval|yields?)\b|\{@return\b", re.MULTILINE)
_INHERITED = re.compile(
    r"[@\\](?:inheritdoc|override|copydoc|see|ref)\b|\{@inheritDoc\}|@type\b|@callback\b", re.IGNORECASE
)
_SECTION = re.compile(r"^#+ +(\w+)[^\n]*\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_LISTED = re.compile(r"^[ \t]*[-*] +`?(?:mut )?([A-Za-z_]\w*)`?(?=\s*[:(-]|`)", re.MULTILINE)
_ARGUMENTS = frozenset({"arguments", "parameters", "args", "params"})
_RESULTS = frozenset({"returns", "return"})


class Said(Struct, frozen=True):
    """`parameters` in the order of the text. `inherited`: the rest stands elsewhere, and nothing can be missed here.
    `listed`: there is a place for parameters, even if none is in it."""

    parameters: tuple[str, ...]
    result: bool
    inherited: bool
    listed: bool


def said(comment: str) -> Said:
    """What a comment says, in the tags of JSDoc, Javadoc and Doxygen, or the sections of rustdoc."""
    plain = _MARKS.sub("", comment)
    sections = {title.lower(): body for title, body in _SECTION.findall(plain)}
    listed = [name for title in _ARGUMENTS & sections.keys() for name in _LISTED.findall(sections[title])]
    tagged = [_name(written) for written in _TAGGED.findall(plain)]
    names = tuple(dict.fromkeys(filter(None, [*tagged, *listed])))
    result = bool(_RESULT.search(plain) or _RESULTS & sections.keys())
    return Said(names, result, bool(_INHERITED.search(plain)), bool(names))


def _name(written: str) -> str:
    """`[name=default]`, `options.name`, `...rest`, `<T>`: the parameter's own name; empty for a type parameter."""
    name = written.lstrip("[*.").split("=")[0].split(".")[0].split("[")[0].rstrip("],*")
    return "" if name.startswith("<") else name.split(",")[0]
