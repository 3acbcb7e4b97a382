"""The JSON of coverage.py."""

from __future__ import annotations

from imperium.review.dependency.lock import json
from imperium.review.testing.report import Lines, Report


def read(text: str) -> dict[str, Lines]:
    return {
        path: {
            int(line): ran for key, ran in (("missing_lines", False), ("executed_lines", True)) for line in file[key]
        }
        for path, file in json(text)["files"].items()
    }


COVERAGE_JSON = Report(names=("coverage.json",), read=read)
