"""A campaign as a person reads it: Markdown."""

from __future__ import annotations

import re
from typing import Any

from imperium.intelligences.asset import paragraphs
from imperium.kit.money import format_usd


def markdown(campaign: dict[str, Any]) -> str:
    """The whole campaign on one page."""
    return paragraphs(
        f"# {campaign['name']}",
        *strategy(campaign["strategy"]),
        *(copy_of(channel) for channel in campaign["channels"]),
        _budget(campaign["budget"]),
        _calendar(campaign["calendar"]),
        _kpis(campaign["kpis"]),
        _pictures(campaign["image_briefs"]),
        "\n".join(f"> {note}" for note in campaign["notes"]),
    )


def strategy(plan: dict[str, Any]) -> list[str]:
    """Concept, position, messages and segments."""
    pillars = "\n".join(f"- **{p['title']}** ({p['proof']}): {p['message']}" for p in plan["message_pillars"])
    people = "\n".join(f"- **{s['name']}**: {s['reason']}" for s in plan["audience_segments"])
    idea = plan["concept"]
    look = f"**Look:** {idea['look']}  \n**Setting:** {idea['setting']}  \n**Voice:** {idea['voice']}"
    told = ["## Messages", pillars] if pillars else []
    return [
        "## Creative concept",
        f"> {idea['line']}",
        look,
        "## Position",
        plan["positioning"],
        *told,
        "## For whom",
        people,
    ]


def outline(name: str, plan: dict[str, Any]) -> str:
    """A campaign before its copy, on one page."""
    rows = "\n".join(f"| {c['label']} | {c['role']} | {c['pieces']} |" for c in plan["channel_plan"])
    days = "\n".join(f"| {p['from_day']}–{p['to_day']} | {p['phase']} | {p['what']} |" for p in plan["course"])
    return paragraphs(
        f"# {name}",
        *strategy(plan["strategy"]),
        f"## Channels\n\n| Channel | Its part | Pieces |\n| --- | --- | --- |\n{rows}",
        f"## Course\n\n| Days | Phase | What happens |\n| --- | --- | --- |\n{days}",
        _budget(plan["budget"]),
        _kpis(plan["kpis"]),
        _pictures(plan["image_briefs"]),
        "\n".join(f"> {note}" for note in plan["notes"]),
    )


def copy_of(channel: dict[str, Any]) -> str:
    """Every piece of a channel under its name."""
    pieces = channel["assets"]
    blocks = [
        f"### {piece['kind'].replace('_', ' ').capitalize()} {number}\n\n{lowered(piece['markdown'])}"
        for number, piece in enumerate(pieces, start=1)
    ]
    return paragraphs(f"## {channel['label']}", *blocks) if pieces else ""


def lowered(text: str) -> str:
    """Headings of a piece, two levels down, so that they stand below the ones around it."""
    lines = (f"###{line}" if re.match(r"#+ ", line) else line for line in text.split("\n"))
    return "\n".join(lines)


def _budget(budget: dict[str, Any] | None) -> str:
    if budget is None:
        return ""
    rows = "\n".join(
        f"| {s['channel']} | {format_usd(s['micro_usd'])} | {s['percent']} % | {s['for']} |" for s in budget["split"]
    )
    sources = "\n".join(f"- {b['label']}: {b['source']}" for b in budget["benchmarks"])
    return paragraphs(
        "## Budget",
        f"Total: {format_usd(budget['total_micro_usd'])}",
        f"| Channel | Amount | Share | For |\n| --- | --- | --- | --- |\n{rows}",
        budget["method"],
        f"Published averages used:\n\n{sources}" if sources else "",
    )


def _calendar(entries: list[dict[str, Any]]) -> str:
    rows = "\n".join(f"| {e['day']} | {e.get('channel', '–')} | {e['action']} |" for e in entries)
    return f"## Calendar\n\n| Day | Channel | What |\n| --- | --- | --- |\n{rows}"


def _kpis(rows: list[dict[str, Any]]) -> str:
    """One row a measure, with the channels that it holds for."""
    channels: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        channels.setdefault((row["name"], row["formula"]), []).append(row["channel"])
    body = "\n".join(f"| {name} | {formula} | {', '.join(where)} |" for (name, formula), where in channels.items())
    return f"## Measures\n\n| Measure | Formula | Channels |\n| --- | --- | --- |\n{body}"


def _pictures(briefs: list[dict[str, Any]]) -> str:
    lines = "\n".join(f"- **{b['title'].capitalize()}** ({b['aspect_ratio']}): {b['prompt']}" for b in briefs)
    return f"## Picture briefs\n\n{lines}" if briefs else ""
