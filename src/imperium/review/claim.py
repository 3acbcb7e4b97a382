"""What one voter says of one place: the raw material of findings."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Severity = Literal["critical", "high", "medium", "low"]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


class Place(Struct, frozen=True, order=True):
    """Lines of a file, both ends inclusive, counted from 1; `path` is relative to what is reviewed."""

    path: str
    first: int
    last: int


class Step(Struct, frozen=True):
    """One station of a flow: where, and what happens there in a few words ("the argument `name` is read")."""

    place: Place
    says: str


class Edit(Struct, frozen=True):
    """Whole lines `place.first`–`place.last` replaced by `text` (empty: removed; ends with a newline otherwise)."""

    place: Place
    text: str


class Claim(Struct, frozen=True, kw_only=True):
    """A voter's claim.

    `type` is the family that experts and tools share (`sql_injection`, `long_function`); `rule` names the voter's own
    rule for good (`taint/python/sql_injection`, `ruff/S608`), and measured precision is kept by it. `voter` is who
    says it; voters that echo each other share a `school` (ruff's S rules and bandit are one: `bandit`) and together
    have one vote. `strength` is how sure the voter itself is: 0.9 for a flow from a request, 0.5 from a parameter of
    unknown origin. `names` are identifiers of the program that the description relies on.
    """

    type: str
    rule: str
    voter: str
    school: str
    expert: str
    severity: Severity
    place: Place
    description: str
    recommendation: str
    cwe: tuple[int, ...] = ()
    strength: float = 0.7
    snippet: str = ""
    function: str = ""
    names: tuple[str, ...] = ()
    flow: tuple[Step, ...] = ()
    edits: tuple[Edit, ...] = ()
