"""Profiles: pstats as text (`python -m cProfile`, `Stats.print_stats`), or JSON (a list of functions, speedscope)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from msgspec import Struct

from imperium.review.claim import Claim, Place

SHARE = 0.1
"""Of the whole time, from which on a function is worth a word."""
MOST = 5
VOTER = "profile"
_ROW = re.compile(
    r"^\s*(\d+)(?:/\d+)?\s+([\d.]+)\s+[\d.]+\s+([\d.]+)\s+[\d.]+\s+(.+):(\d+)\(([^()]+)\)\s*$", re.MULTILINE
)


class Cost(Struct, frozen=True):
    """What a function cost: its own time without that of others it called, in seconds, and how often it was called."""

    path: str
    line: int
    name: str
    own_s: float
    calls: int = 0


def costs(text: str) -> list[Cost]:
    """The functions of a profile, the dearest first. Raises ValueError for what is none."""
    found = _of_json(text) if text.lstrip()[:1] in ("{", "[") else _of_text(text)
    if not found:
        raise ValueError("no function with its time is in it")
    return sorted(found, key=lambda cost: -cost.own_s)


def hot(found: list[Cost], files: Mapping[str, str]) -> Iterator[Claim]:
    """The program's functions that take a good part of the time by themselves."""
    whole = sum(cost.own_s for cost in found) or 1.0
    ours = [(path, cost) for cost in found if (path := _known(cost.path, files)) and cost.own_s / whole >= SHARE]
    for path, cost in ours[:MOST]:
        called = f" in {cost.calls:,} calls" if cost.calls else ""
        yield Claim(
            type="hot_function",
            rule="profile/own_time",
            voter=VOTER,
            school=VOTER,
            expert="performance",
            severity="medium",
            place=Place(path, cost.line, cost.line),
            description=f"`{cost.name}` takes {100 * cost.own_s / whole:.0f} % of the measured time by itself{called}.",
            recommendation="Begin here: what doesn't run as often, or does less each time, saves most.",
            cwe=(1120,),
            strength=0.95,
            function=cost.name,
            names=(cost.name,) if cost.name.isidentifier() else (),
        )


def _of_text(text: str) -> list[Cost]:
    return [
        Cost(row[4], int(row[5]), row[6], float(row[2]), int(row[1])) for row in _ROW.finditer(text) if row[4] != "~"
    ]


def _of_json(text: str) -> list[Cost]:
    try:
        document = orjson.loads(text)
        return _speedscope(document) if isinstance(document, dict) and "shared" in document else _listed(document)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a profile in JSON: {error}") from None


def _listed(document: Any) -> list[Cost]:
    """`[{"file": …, "line": …, "function": …, "tottime": …, "ncalls": …}]`, also under `functions`."""
    entries = document["functions"] if isinstance(document, dict) else document
    return [
        Cost(str(one["file"]), int(one["line"]), str(one["function"]), float(one["tottime"]), int(one.get("ncalls", 0)))
        for one in entries
    ]


def _speedscope(document: dict[str, Any]) -> list[Cost]:
    """Sampled profiles of speedscope's format, which py-spy writes: a sample's weight is its last frame's own time."""
    frames = document["shared"]["frames"]
    own: dict[int, float] = {}
    for profile in document["profiles"]:
        for stack, weight in zip(profile["samples"], profile["weights"], strict=True):
            if stack:
                own[stack[-1]] = own.get(stack[-1], 0.0) + float(weight)
    return [
        Cost(str(frames[at].get("file", "")), int(frames[at].get("line") or 1), str(frames[at]["name"]), seconds)
        for at, seconds in own.items()
    ]


def _known(name: str, files: Mapping[str, str]) -> str | None:
    name = name.replace("\\", "/")
    candidates = [path for path in files if name == path or name.endswith(f"/{path}") or path.endswith(f"/{name}")]
    return max(candidates, key=len, default=None)
