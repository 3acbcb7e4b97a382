"""A campaign as a person reads it: Markdown."""

from __future__ import annotations

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
    """Position, pillars and segments."""
    pillars = "\n".join(f"- **{p['title']}** ({p['proof']}): {p['message']}" for p in plan["message_pillars"])
    people = "\n".join(f"- **{s['name']}**: {s['reason']}" for s in plan["audience_segments"])
    return ["## Strategy", plan["positioning"], pillars, "### For whom", people]


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
    lines = (
        f"###{line}" if line.startswith("#") and " " in line and line.lstrip("#")[:1] == " " else line
        for line in text.split("\n")
    )
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
    body = "\n".join(f"| {r['channel']} | {r['name']} | {r['formula']} |" for r in rows)
    return f"## Measures\n\n| Channel | Measure | Formula |\n| --- | --- | --- |\n{body}"


def _pictures(briefs: list[dict[str, Any]]) -> str:
    lines = "\n".join(f"- **{b['title'].capitalize()}** ({b['aspect_ratio']}): {b['prompt']}" for b in briefs)
    return f"## Picture briefs\n\n{lines}" if briefs else ""
