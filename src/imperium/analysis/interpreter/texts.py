"""Texts that are put together: what their beginning, which is known, makes impossible for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from imperium.analysis.interpreter.patterns import is_fixed_address, leads_nowhere_else
from imperium.analysis.interpreter.values import Taints, Value, built, without
from imperium.analysis.masks import mask

_PLACE = re.compile(r"\{[^{}]*\}|%[sdrf(]")


def after(beginning: Value, taints: Taints) -> Taints:
    """The taints of a text that starts with a value: behind a fixed host, nobody chooses the host."""
    text, taints = beginning.constant, built(taints)
    if not taints or not isinstance(text, str) or not leads_nowhere_else(text):
        return taints
    kinds = ("open_redirect", "server_side_request_forgery") if is_fixed_address(text) else ("open_redirect",)
    return without(taints, mask(kinds))


def filled(pattern: Value, taints: Taints) -> Taints:
    """The taints of a format whose places are filled in: what stands before the first one is its beginning."""
    if not isinstance(pattern.constant, str):
        return built(taints)
    return after(Value(constant=_PLACE.split(pattern.constant, maxsplit=1)[0]), taints)


def looks(types: Mapping[str, str], parts: Iterable[Value]) -> str | None:
    """The type of a text that is put together, by how a part of it looks that is known."""
    for value in parts if types else ():
        if value.type in types:
            return value.type
        if isinstance(value.constant, str) and len(value.constant) > 1:
            found = next((type_ for type_, look in types.items() if _compiled(look).search(value.constant)), None)
            if found is not None:
                return found
    return None


@cache
def _compiled(look: str) -> re.Pattern[str]:
    return re.compile(look, re.IGNORECASE)
