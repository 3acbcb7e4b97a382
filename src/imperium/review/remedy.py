"""The remedy: what to do about a flow, with the line to write, by what the data reaches. Data in `remedies.yaml`."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from imperium.analysis.source import Language
from imperium.kit.shipped import shipped


class Remedy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An advice; without `languages` and `sink` it fits everywhere."""

    text: str
    languages: tuple[Language, ...] = ()
    sink: str = ""

    def fits(self, language: Language, sink: str) -> bool:
        return (not self.languages or language in self.languages) and bool(re.search(self.sink, sink))


def remedy(kind: str, language: Language, sink: str) -> str | None:
    """The advice that fits a sink best, or None where only the kind's general one is known."""
    return next((each.text for each in remedies().get(kind, ()) if each.fits(language, sink)), None)


@cache
def remedies() -> dict[str, tuple[Remedy, ...]]:
    """All of them, by kind."""
    return shipped("imperium.review", "remedies.yaml", dict[str, tuple[Remedy, ...]])
