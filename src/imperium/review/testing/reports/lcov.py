"""lcov's tracefile, which nyc, c8, gcov and cargo-llvm-cov write."""

from __future__ import annotations

from imperium.review.testing.report import Lines, Report


def read(text: str) -> dict[str, Lines]:
    found: dict[str, Lines] = {}
    lines: Lines = {}
    for entry in text.split("\n"):
        key, _, value = entry.strip().partition(":")
        if key == "SF":
            lines = found.setdefault(value, {})
        elif key == "DA":
            number, hits = value.split(",")[:2]
            lines[int(number)] = lines.get(int(number), False) or float(hits) > 0
    if not found:
        raise ValueError("it names no source file (SF:)")
    return found


LCOV = Report(names=("lcov.info", "*.lcov", "coverage.info"), read=read)
