"""Rows of a CSV file that somebody exported from somewhere: separators and headings as they come, complaints by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from imperium.platform.errors import InvalidInput

SEPARATORS = ",;\t|"


def rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the line (the heading is 1) and the row by heading, headings in lower case with underscores.

    Raises InvalidInput where there is no heading or a line can't be read.
    """
    first = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    try:
        heading = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(heading, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise InvalidInput(
            f"Line {reader.line_num} of the file can't be read as CSV: {error}.",
            field="customers",
            remedy="Export the file as CSV with one purchase a line and a heading.",
        ) from None


def column(heading: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Which heading stands for each of the names, by the words that it may be called.

    Raises InvalidInput naming what is missing.
    """
    there = set(heading)
    found = {name: next((word for word in words if word in there), "") for name, words in names.items()}
    missing = [name for name, word in found.items() if not word]
    if missing:
        raise InvalidInput(
            f"The customer file has no column for {' and '.join(missing)}.",
            field="customers",
            value=", ".join(sorted(there))[:200],
            remedy="; ".join(f"{name}: call it {' or '.join(names[name][:3])}" for name in missing) + ".",
        )
    return found


@dataclass(slots=True)
class Complaints:
    """What is wrong, by line; the first few are kept, all are counted."""

    shown: list[dict[str, object]] = field(default_factory=list)
    count: int = 0
    most: int = 20

    def add(self, line: int, problem: str) -> None:
        self.count += 1
        if len(self.shown) < self.most:
            self.shown.append({"line": line, "problem": problem})
