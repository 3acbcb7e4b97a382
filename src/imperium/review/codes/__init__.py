"""What the codes of other tools mean: `codes/<tool>.yaml` maps a code, or the start of codes, to a `Meaning`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from msgspec import Struct

from imperium.kit.shipped import shipped
from imperium.review.claim import Severity


class Meaning(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a code is about in the panel's own terms, whose business it is, and what to do about it.

    An empty `remedy` leaves the tool's own advice.
    """

    type: str
    expert: str = "quality"
    severity: Severity = "low"
    cwe: tuple[int, ...] = ()
    remedy: str = ""


@cache
def meanings(tool: str) -> dict[str, Meaning]:
    """The codes of a tool that are listened to."""
    return shipped(__name__, f"{tool}.yaml", dict[str, Meaning])


def meaning(tool: str, code: str) -> Meaning | None:
    """What a code means: by itself, else by the longest start of it that is known."""
    known = meanings(tool)
    return next((known[code[:length]] for length in range(len(code), 0, -1) if code[:length] in known), None)


@cache
def types_of(expert: str) -> frozenset[str]:
    """The types of claims that any tool may make for an expert."""
    tables = sorted(
        entry.name.removesuffix(".yaml") for entry in files(__name__).iterdir() if entry.name.endswith(".yaml")
    )
    return frozenset(each.type for tool in tables for each in meanings(tool).values() if each.expert == expert)


def codes_of(tool: str, expert: str) -> list[str]:
    """The codes that are an expert's business."""
    return [code for code, found in meanings(tool).items() if found.expert == expert]
