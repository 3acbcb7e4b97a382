"""The delivered page: one HTML file that holds everything and needs nothing else, not even JavaScript."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files as package_files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from imperium.kit.money import format_usd
from imperium.workflows.report import wording
from imperium.workflows.report.data import files, totals
from imperium.workflows.report.figures import Figure, Read, figures
from imperium.workflows.report.sections import Section, document, sections
from imperium.workflows.report.spending import Spending, spendings
from imperium.workflows.report.timeline import StageRow, stages
from imperium.workflows.run import RunState, TaskState

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_TITLE = 200
MADE_HERE = "embedded:"


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
        return bool(self.missing or self.held_up or self.uncovered or self.state.error)


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
        lead=_lead(state),
        pictures=[figure for figure in shown if figure.kind == "picture"],
        films=[figure for figure in shown if figure.kind == "film"],
        sections=sections(state),
        uncovered=[str(kind) for kind in (state.request.get("plan") or {}).get("uncovered", [])],
        missing=[task for task in state.tasks.values() if task.status == "failed"],
        held_up=[task for task in state.tasks.values() if task.status in ("skipped", "cancelled")],
        stages=stages(state),
        spendings=spendings(state),
        totals=numbers,
        files=artifacts,
        made_here=_made_here(state),
    )


def _lead(state: RunState) -> Markup | None:
    """What a model said on handing over. The rules would only say again what the page says."""
    delivery = state.delivery or {}
    return None if _is_ours(delivery.get("engine")) else document({"text": delivery.get("response")})[0]


def _is_ours(engine: str | None) -> bool:
    return engine is None or engine.startswith(MADE_HERE)


def _made_here(state: RunState) -> bool:
    """Whether planning, work and delivery all stayed on the machine."""
    planned_by = (state.request.get("plan") or {}).get("by", "rules")
    engines = [task.engine for task in _done(state)] + [(state.delivery or {}).get("engine")]
    return planned_by == "rules" and all(map(_is_ours, engines))


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


def _is_table(items: list[Any]) -> bool:
    """Whether the items are rows: mappings with the same keys, in the same order, and nothing nested."""
    if not items or not all(isinstance(item, Mapping) for item in items):
        return False
    keys = list(items[0])
    return bool(keys) and all(
        list(item) == keys and not any(isinstance(value, dict | list) for value in item.values()) for item in items
    )


def _indented_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 3 MB that only readers need

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
        "is_table": _is_table,
        "titled": wording.titled,
        "usd": format_usd,
    }
    return environment
