"""Cobertura's XML, which coverage.py and many others write."""

from __future__ import annotations

from imperium.review import markup
from imperium.review.testing.report import Lines, Report


def read(text: str) -> dict[str, Lines]:
    root = markup.read(text)
    if root.tag != "coverage":
        raise ValueError(f"its root is <{root.tag}>")
    found: dict[str, Lines] = {}
    for part in root.all("class"):
        lines = found.setdefault(part.attributes["filename"], {})
        for line in part.all("line"):
            number = int(line.attributes["number"])
            lines[number] = lines.get(number, False) or int(line.attributes["hits"]) > 0
    return found


COBERTURA = Report(names=("coverage.xml", "*cobertura*.xml", "*.cobertura.xml"), read=read)
