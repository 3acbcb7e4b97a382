"""Characters that harm needs: what a text without them can't do."""

from __future__ import annotations

import re
import warnings
from functools import cache

DANGEROUS: dict[str, tuple[str, ...]] = {
    "'": ("sql_injection", "xpath_injection"),
    '"': ("sql_injection", "xpath_injection"),
    "..": ("path_traversal",),
    "../": ("path_traversal",),
    "..\\": ("path_traversal",),
    "/": ("path_traversal",),
    "<": ("cross_site_scripting",),
    ">": ("cross_site_scripting",),
    ";": ("command_injection",),
    "|": ("command_injection",),
    "&": ("command_injection",),
    "\n": ("log_injection", "header_injection"),
    "\r": ("log_injection", "header_injection"),
    "(": ("ldap_injection", "regex_injection"),
    "*": ("ldap_injection",),
}
"""What a text without this character can't do."""


@cache
def without_pattern(pattern: str, literal: bool) -> tuple[str, ...]:
    """The kinds that can't be done with a text out of which all places of a pattern (or of a literal) were taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = re.compile(re.escape(pattern) if literal else pattern, re.IGNORECASE)
        except (re.error, RecursionError, OverflowError):
            return ()
    return tuple(kind for text, kinds in DANGEROUS.items() if found.sub("", text) == "" for kind in kinds)
