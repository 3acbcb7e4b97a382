"""The delivered page: one HTML file that holds everything and needs nothing else, not even JavaScript."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files as package_files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from imperium.kit.money import format_usd
from imperium.workflows.report import wording
from imperium.workflows.report.data import files, totals
from imperium.workflows.report.figures import Figure, Read, figures
from imperium.workflows.report.markdown import to_html
from imperium.workflows.report.pieces import Piece, pieces
from imperium.workflows.report.timeline import StageRow, stages
from imperium.workflows.run import RunState, TaskState

LONGEST_TITLE = 200
LONGEST_SHOWN = 200_000
"""Characters of one text that the page shows; all of it stands in `report.json`."""
MADE_HERE = "embedded:"


@dataclass(frozen=True, slots=True)
class Section:
    """What one task wrote: finished pieces, a document, or plain values.

    A document stands beside pieces that are only a part of it.
    """

    id: str
    title: str
    made_by: str
    pieces: list[Piece] = field(default_factory=list)
    document: Markup | None = None
    values: Any = None
    left_out: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    """What one engine or model did, and took."""

    made_by: str
    tasks: int
    seconds: float
    cost_micro_usd: int


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template shows."""

    state: RunState
    headline: str
    objective: str
    outcome: str
    facts: tuple[str, ...]
    ended_at: datetime
    lead: Markup | None
    pictures: list[Figure]
    films: list[Figure]
    sections: list[Section]
    uncovered: list[str]
    missing: list[TaskState]
    held_up: list[TaskState]
    stages: list[StageRow]
    spendings: list[Spending]
    totals: dict[str, Any]
    files: list[dict[str, Any]]
    made_here: bool

    @property
    def has_gaps(self) -> bool:
        return bool(self.missing or self.uncovered or self.state.error)


def render_report(state: RunState, read: Read) -> str:
    """The page of a run, finished or not. `read(name)` gives a stored artifact's bytes; one that it can't give (an
    ImperiumError or OSError) is named on the page as missing."""
    return _environment().get_template("page.html.j2").render(page=_page(state, read))


def csp(html: str) -> str:
    """The content security policy under which a server may show the page: its own style and script, nothing else.

    Raises ValueError when the page does not hold exactly one of each, so that nothing smuggled in is ever allowed.
    """
    return (
        f"default-src 'none'; script-src '{_hash_of('script', html)}'; style-src '{_hash_of('style', html)}'; "
        "img-src data:; media-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash_of(tag: str, html: str) -> str:
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL | re.IGNORECASE)
    if len(found) != 1:
        raise ValueError(f"a report has one <{tag}>, this page has {len(found)}")
    return f"sha256-{b64encode(sha256(found[0].encode()).digest()).decode()}"


def _page(state: RunState, read: Read) -> Page:
    artifacts, numbers = files(state), totals(state)
    shown = figures(state, artifacts, read)
    objective = state.request.get("objective") or ""
    title = state.request.get("title") or "Workflow"
    return Page(
        state=state,
        headline=objective if 0 < len(objective) <= LONGEST_TITLE else title,
        objective=objective if len(objective) > LONGEST_TITLE else "",
        outcome=_outcome(state, numbers),
        facts=_facts(numbers),
        ended_at=datetime.fromtimestamp(state.updated_at, UTC),
        lead=_document(state.delivery or {})[0],
        pictures=[figure for figure in shown if figure.kind == "picture"],
        films=[figure for figure in shown if figure.kind == "film"],
        sections=list(_sections(state)),
        uncovered=[str(kind) for kind in (state.request.get("plan") or {}).get("uncovered", [])],
        missing=[task for task in state.tasks.values() if task.status == "failed"],
        held_up=[task for task in state.tasks.values() if task.status in ("skipped", "cancelled")],
        stages=stages(state),
        spendings=_spendings(state),
        totals=numbers,
        files=artifacts,
        made_here=all((task.engine or "").startswith(MADE_HERE) for task in _done(state)),
    )


def _outcome(state: RunState, numbers: dict[str, Any]) -> str:
    """`Delivered in 1 min 42 s`, or what else became of it."""
    took, some = wording.duration(numbers["seconds"]), bool(_done(state))
    return {
        "succeeded": f"Delivered in {took}",
        "failed": f"Delivered in part, after {took}" if some else f"Not delivered; ended after {took}",
        "cancelled": f"Cancelled after {took}",
        "running": f"At work for {took}",
        "paused": f"Paused after {took}",
        "queued": "Waiting for its turn",
    }[state.status]


def _facts(numbers: dict[str, Any]) -> tuple[str, ...]:
    done, count = numbers["by_status"].get("succeeded", 0), numbers["tasks"]
    tasks = wording.counted(count, "task") if done == count else f"{done:,} of {wording.counted(count, 'task')}"
    return f"cost {format_usd(numbers['cost_micro_usd'])}", tasks


def _done(state: RunState) -> list[TaskState]:
    return [task for task in state.tasks.values() if task.status == "succeeded"]


def _sections(state: RunState) -> list[Section]:
    numbered = enumerate(_done(state), start=1)
    return [section for number, task in numbered if (section := _section(number, task)) is not None]


def _section(number: int, task: TaskState) -> Section | None:
    """None for a task that gave pictures or films and no words, or nothing at all."""
    head = (f"work-{number}", wording.titled(task.output_variable), task.answered_by or task.engine or "")
    copy, notes = pieces(task.output), _notes(task.output)
    document, left_out = _document(task.output)
    if copy and "assets" in task.output:
        return Section(*head, pieces=copy, notes=notes)
    if copy or document:
        return Section(*head, pieces=copy, document=document, left_out=left_out, notes=notes)
    return Section(*head, values=task.output) if task.output and not task.artifacts else None


def _notes(output: Any) -> tuple[str, ...]:
    """What the one who did the work has to say about it."""
    notes = output.get("notes") if isinstance(output, Mapping) else None
    return tuple(note for note in notes if isinstance(note, str)) if isinstance(notes, list) else ()


def _document(output: Any) -> tuple[Markup | None, int]:
    """The output as a person reads it, and how many characters of it the page leaves out."""
    text = output
    if isinstance(output, Mapping):
        text = next((output[key] for key in ("markdown", "text") if isinstance(output.get(key), str)), None)
    if not isinstance(text, str) or not text.strip():
        return None, 0
    return to_html(text[:LONGEST_SHOWN], top_level=3), max(0, len(text) - LONGEST_SHOWN)


def _spendings(state: RunState) -> list[Spending]:
    """By who did the work, the dearest first."""
    groups: dict[str, list[TaskState]] = {}
    for task in state.tasks.values():
        if task.attempts:
            groups.setdefault(task.answered_by or task.engine or "without a result", []).append(task)
    rows = [
        Spending(by, len(tasks), sum(task.seconds for task in tasks), sum(task.cost_micro_usd for task in tasks))
        for by, tasks in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.cost_micro_usd, -row.seconds, row.made_by))


def _indented_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("imperium.workflows.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    package = package_files("imperium.workflows.report")
    for name in ("style.css", "script.js"):
        environment.globals[name.partition(".")[0]] = Markup(package.joinpath(name).read_text("utf-8"))  # noqa: S704
    environment.filters |= {
        "channel": wording.channel,
        "duration": wording.duration,
        "file_size": wording.file_size,
        "hashtags": wording.with_hashtags,
        "indented_json": _indented_json,
        "titled": wording.titled,
        "usd": format_usd,
    }
    return environment
