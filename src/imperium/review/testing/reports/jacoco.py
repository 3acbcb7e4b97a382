"""JaCoCo's XML: lines by package and source file, with the instructions that ran and those that didn't."""

from __future__ import annotations

from imperium.review import markup
from imperium.review.testing.report import Lines, Report


def read(text: str) -> dict[str, Lines]:
    root = markup.read(text)
    if root.tag != "report":
        raise ValueError(f"its root is <{root.tag}>")
    found: dict[str, Lines] = {}
    for package in root.all("package"):
        for file in package.all("sourcefile"):
            path = f"{package.attributes['name']}/{file.attributes['name']}".lstrip("/")
            found[path] = {int(line.attributes["nr"]): int(line.attributes["ci"]) > 0 for line in file.all("line")}
    return found


JACOCO = Report(names=("jacoco*.xml",), read=read)
