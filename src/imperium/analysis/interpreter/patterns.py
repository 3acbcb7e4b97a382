"""Regular expressions as guards: which harm a text that matches one can't do, for want of the characters."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from imperium.analysis.masks import bit
from imperium.analysis.regular.characters import Characters, of
from imperium.analysis.regular.pattern import Choice, One, Part, Repeat, Row, Unreadable, read

Anchored = Literal["none", "start", "both"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s{%]+[/?#]", re.IGNORECASE)
_LOCAL = re.compile(r"/[\w.~-]|[?#]")

NEEDS: dict[str, str] = {
    "sql_injection": "'\"`; \t\n()",
    "command_injection": ";|&$`<>\n(",
    "code_injection": "(`\"'",
    "path_traversal": "/\\",
    "cross_site_scripting": "<\"'`",
    "open_redirect": "/.:\\",
    "server_side_request_forgery": "/.:@",
    "ldap_injection": "()*\\|&",
    "xpath_injection": "'\"[]()",
    "template_injection": "{<%$#",
    "nosql_injection": "{$'\"",
    "xml_external_entity": "<&",
    "log_injection": "\n\r",
    "header_injection": "\n\r",
    "regex_injection": "()*+{[",
    "prototype_pollution": "_",
    "format_string": "%{",
    "unrestricted_upload": "./",
}
"""Characters without any of which a text can't do this harm. Of a kind that isn't here none of them is needed."""


def is_fixed_address(text: str) -> bool:
    """Whether what starts with a text leads to one host only: `https://example.com/`."""
    return _ADDRESS.match(text) is not None


def leads_nowhere_else(text: str) -> bool:
    """Whether what starts with a text stays on one host: `https://example.com/…`, `/page/…`."""
    return is_fixed_address(text) or _LOCAL.match(text) is not None


@cache
def proven(pattern: str, anchored: Anchored) -> int:
    """The kinds of harm, as bits, that a text can't do once it matched; `anchored` says which ends the call holds."""
    try:
        tree = read(pattern)
    except Unreadable:
        return 0
    if not _is_held(tree, pattern, anchored):
        return 0
    allowed = _alphabet(tree)
    return sum(bit(kind) for kind, needed in NEEDS.items() if not any(allowed.has(ord(each)) for each in needed))


def _is_held(tree: Part, pattern: str, anchored: Anchored) -> bool:
    """Whether the pattern speaks of the whole text. Of several options at the top each would have to."""
    if anchored == "both":
        return True
    if isinstance(tree, Choice):
        return False
    start = anchored == "start" or pattern.startswith(("^", "\\A"))
    return start and pattern.endswith(("$", "\\Z", "\\z"))


def _alphabet(part: Part) -> Characters:
    """All characters that what matches may have in it."""
    if isinstance(part, One):
        return part.characters
    inside: tuple[Part, ...] = ()
    if isinstance(part, Row):
        inside = part.parts
    elif isinstance(part, Choice):
        inside = part.options
    elif isinstance(part, Repeat):
        inside = (part.inside,)
    return of(span for each in inside for span in _alphabet(each).ranges)
