"""A campaign as a person reads it: Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from imperium.intelligences.asset import paragraphs
from imperium.intelligences.marketing import kpis as measures


def markdown(campaign: dict[str, Any]) -> str:
    """The whole campaign on one page."""
    return paragraphs(
        f"# {campaign['name']}",
        *strategy(campaign["strategy"]),
        _customers(campaign.get("customer_segments")),
        *(copy_of(channel) for channel in campaign["channels"]),
        _budget(campaign["budget"]),
        _calendar(campaign["calendar"]),
        _kpis(campaign["kpis"]),
        _tests(campaign["ab_tests"]),
        _pictures(campaign["image_briefs"]),
        "\n>\n".join(f"> {note}" for note in campaign["notes"]),
    )


def strategy(plan: dict[str, Any]) -> list[str]:
    """Concept, position, messages and segments."""
    pillars = "\n".join(f"- **{p['title']}.** {p['message']}" for p in plan["message_pillars"])
    people = "\n".join(f"- **{s['name']}**{_about(s)}" for s in plan["audience_segments"])
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


def _about(segment: dict[str, Any]) -> str:
    details = [segment.get("ages"), segment.get("place")]
    aside = f" ({', '.join(detail for detail in details if detail)})" if any(details) else ""
    return f"{aside}: {segment['reason']}" if segment.get("reason") else aside


def outline(name: str, plan: dict[str, Any]) -> str:
    """A campaign before its copy, on one page."""
    rows = [(c["label"], c["role"], c["pieces"]) for c in plan["channel_plan"]]
    days = [(f"{p['from_day']}–{p['to_day']}", p["phase"], p["what"]) for p in plan["course"]]
    return paragraphs(
        f"# {name}",
        *strategy(plan["strategy"]),
        _customers(plan.get("customer_segments")),
        f"## Channels\n\n{table(('Channel', 'Its part', 'Pieces'), rows)}",
        f"## Course\n\n{table(('Days', 'Phase', 'What happens'), days)}",
        _budget(plan["budget"]),
        _kpis(plan["kpis"]),
        _pictures(plan["image_briefs"]),
        "\n>\n".join(f"> {note}" for note in plan["notes"]),
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


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; a bar inside a cell doesn't end it."""
    told = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [list(heading), ["---"] * len(heading), *told])


def _customers(groups: dict[str, Any] | None) -> str:
    if groups is None:
        return ""
    rows = [
        (
            s["name"],
            f"{s['size']:,} ({s['share_of_customers']:.0%})",
            f"{s['share_of_revenue']:.0%}",
            s["median_purchases"],
            s["median_days_since_last"],
            s["what_to_say"],
        )
        for s in groups["segments"]
    ]
    heading = ("Group", "Customers", "Revenue", "Purchases", "Days since the last", "What to say")
    return paragraphs(
        "## Your customers",
        table(heading, rows),
        f"Grouped from {groups['purchases']:,} purchases of {groups['customers']:,} customers until {groups['until']};"
        f" silhouette {groups['silhouette']:.2f}, {groups['structure']}.",
    )


def _budget(budget: dict[str, Any] | None) -> str:
    if budget is None:
        return ""
    rows = [
        (s["channel"], s["shown"], f"{s['percent']} %", s["for"], _expected(s.get("expected", {})))
        for s in budget["split"]
    ]
    sources = "\n".join(f"- {b['label']}: {b['source']} ({b['year']})" for b in budget["benchmarks"])
    return paragraphs(
        "## Budget",
        f"Total: {budget['shown']}",
        table(("Channel", "Amount", "Share", "For", "May bring"), rows),
        _model(budget.get("media_mix")),
        budget["method"],
        f"“May bring” is the spend at published averages, low to high, and no promise:\n\n{sources}" if sources else "",
    )


def _expected(figures: dict[str, list[int]]) -> str:
    told = [f"{low:,}–{high:,} {name}" if low != high else f"{low:,} {name}" for name, (low, high) in figures.items()]
    return ", ".join(told) or "–"


def _model(model: dict[str, Any] | None) -> str:
    """How well the model foretells, and what each channel has brought, as ranges."""
    if model is None:
        return ""
    test = model["test"]
    rows = [
        (row["channel"], _range(row["share_of_outcome"], "{:.1%}"), _range(row["per_unit"], "{:.4g}"))
        for row in model["channels"]
    ]
    errors = (
        f"On {test['weeks']} weeks that it hadn't seen, the model was off by {test['model_wmape']:.1%} on average; last"
        f" year's figures were off by {test['seasonal_naive_wmape']:.1%}."
        if test["model_wmape"] is not None
        else "The last weeks had no outcome, so the model couldn't be tested."
    )
    return paragraphs(
        errors, table(("Channel", "Share of the outcome (90 %)", "Brought for each unit spent (90 %)"), rows)
    )


def _range(interval: list[float] | None, form: str) -> str:
    return f"{form.format(interval[0])} to {form.format(interval[2])}" if interval else "–"


def _calendar(entries: list[dict[str, Any]]) -> str:
    rows = [(e.get("date", e["day"]), e.get("channel", "–"), e["action"], ", ".join(e["needs"][:3])) for e in entries]
    return f"## Calendar\n\n{table(('Day', 'Channel', 'What', 'After'), [(*r[:3], r[3] or '–') for r in rows])}"


def _kpis(rows: list[dict[str, Any]]) -> str:
    told = [(r["channel"], r["name"], r["formula"], measures.shown(r["target"])) for r in rows]
    return f"## Measures\n\n{table(('Channel', 'Measure', 'Formula', 'Target'), told)}"


def _tests(plans: list[dict[str, Any]]) -> str:
    blocks = [
        f"**{p['channel'].capitalize()}, {p['element']}.** A: “{p['a']}” B: “{p['b']}” Judged by {p['metric']}."
        f" From {p['baseline_percent']} %, a change of {p['lift_percent']} % needs {p['people_per_version']:,} people"
        f" for each version. {p['verdict']}"
        for p in plans
    ]
    return paragraphs("## Tests", *blocks) if blocks else ""


def _pictures(briefs: list[dict[str, Any]]) -> str:
    lines = "\n".join(
        f"- **{b['title'].capitalize()}** ({b['for']}, {b['inputs']['resolution']}): {b['prompt']}" for b in briefs
    )
    return f"## Picture briefs\n\n{lines}" if briefs else ""
