"""The flow: what the analysis finds."""

from __future__ import annotations

from msgspec import Struct

from imperium.analysis.program import Fault
from imperium.analysis.source import Span


class Site(Struct, frozen=True, order=True):
    """A place in one of the project's files."""

    path: str
    at: Span


class Step(Struct, frozen=True):
    """A station between source and sink, in a few words ("`name` is assigned")."""

    site: Site
    says: str


class Flow(Struct, frozen=True, kw_only=True):
    """Data of a caller that reaches a place where it does harm, or (without a `source`) a call that is wrong by itself.

    `kind` is a key of `models/kinds.yaml`, `name` what the data reaches (`sqlite3.Cursor.execute`), `grade` how sure
    it is: 0.9 for a request, 0.5 for a parameter whose callers aren't seen, times the certainty of the rule.
    `steps` lead from the source to the sink, both included. `function` is the function that the sink stands in,
    `entry` where the interpreter started.
    """

    kind: str
    sink: Site
    name: str
    grade: float
    source: Site | None = None
    steps: tuple[Step, ...] = ()
    function: str = ""
    entry: Site | None = None
    says: str = ""


class FileReport(Struct, frozen=True, kw_only=True):
    """What one file's functions do. A sink may stand in another file of the project: a helper that was followed.

    `steps` counts what the interpreter did; `exhausted` is true when the budget ended before the file did.
    """

    path: str
    flows: tuple[Flow, ...] = ()
    faults: tuple[Fault, ...] = ()
    steps: int = 0
    exhausted: bool = False
