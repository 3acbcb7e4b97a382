"""The catalogue in a worker process: rows go out as they are written, or into files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from imperium.intelligences.product_content.catalogue import Summary, entries
from imperium.intelligences.product_content.order import Order
from imperium.intelligences.product_content.rows import Row, row, rows

Report = Callable[[float, str], None]
EVERY = 20
"""Rows between two words of progress."""
_COLUMNS = ("row", "product", "title", "description", "bullets", "meta_title", "meta_description", "keywords", "slug")


def stream(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Each entry is reported as JSON the moment it is written. Returns the summary."""
    found, order, summary = _read(job), Order.of_job(job["order"]), Summary()
    for entry in entries(found, order, summary):
        report(summary.rows / len(found), orjson.dumps(entry).decode())
    return summary.as_dict()


def write(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Writes `catalogue.json`, `catalogue.csv` and `catalogue.md` into `folder`. Returns the summary, with the errors
    of the first hundred rows that have one."""
    found, order, summary = _read(job), Order.of_job(job["order"]), Summary()
    errors: list[dict[str, Any]] = []
    written = _reported(entries(found, order, summary), len(found), report)
    _write_files(written, Path(job["folder"]), errors)
    return {**summary.as_dict(), "errors": errors[:100]}


def listed(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Returns all entries and the summary, for a short catalogue."""
    found, order, summary = _read(job), Order.of_job(job["order"]), Summary()
    made = list(_reported(entries(found, order, summary), len(found), report))
    return {"entries": made, "summary": summary.as_dict()}


def _read(job: dict[str, Any]) -> list[Row]:
    if "products" in job:
        return [row(number, item) for number, item in enumerate(job["products"], 1)]
    text = Path(job["path"]).read_text("utf-8-sig") if "path" in job else job["text"]
    return rows(text, job["kind"])


def _reported(made: Iterator[dict[str, Any]], total: int, report: Report) -> Iterator[dict[str, Any]]:
    for entry in made:
        if entry["row"] % EVERY == 0:
            report(entry["row"] / total, f"{entry['row']:,} of {total:,} products")
        yield entry


def _write_files(made: Iterator[dict[str, Any]], folder: Path, errors: list[dict[str, Any]]) -> None:
    with (
        (folder / "catalogue.json").open("wb") as as_json,
        (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as as_csv,
        (folder / "catalogue.md").open("w", encoding="utf-8") as as_markdown,
    ):
        table = csv.DictWriter(as_csv, _COLUMNS)
        table.writeheader()
        as_markdown.write("# Catalogue\n")
        as_json.write(b"[\n")
        for place, entry in enumerate(made):
            as_json.write((b",\n" if place else b"") + orjson.dumps(entry))
            if "error" in entry:
                errors.append(entry)
                continue
            table.writerow(_cells(entry))
            as_markdown.write(f"\n{entry.get('formats', {}).get('markdown', '')}\n")
        as_json.write(b"\n]\n")


def _cells(entry: dict[str, Any]) -> dict[str, Any]:
    """A row of the table. A text that begins like a formula is quoted, so that no spreadsheet runs it."""
    parts, search = entry["content"], entry["content"].get("seo", {})
    cells = {
        "row": entry["row"],
        "product": entry["product"],
        "title": parts["title"],
        "description": parts["description"],
        "bullets": "\n".join(parts["bullets"]),
        "meta_title": search.get("title", ""),
        "meta_description": search.get("meta_description", ""),
        "keywords": ", ".join(search.get("keywords", ())),
        "slug": search.get("slug", ""),
    }
    return {name: f"'{cell}" if str(cell)[:1] in tuple("=+-@") else cell for name, cell in cells.items()}
