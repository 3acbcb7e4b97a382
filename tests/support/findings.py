"""Claims and findings for tests: everything but what a test is about is ordinary."""

from __future__ import annotations

from typing import Any

from imperium.review.claim import Claim, Edit, Place, Step
from imperium.review.complexity import TaskComplexity
from imperium.review.finding import Evidence, ExpertResult, Finding, Review, ToolResult


def claim(path: str = "app.py", first: int = 1, last: int | None = None, **more: Any) -> Claim:
    told = {
        "type": "sql_injection",
        "rule": "taint/python/sql_injection",
        "voter": "imperium",
        "school": "taint",
        "expert": "security",
        "severity": "high",
        "description": "The query is built from the argument `name`.",
        "recommendation": "Pass `name` as a parameter: execute(query, (name,)).",
    }
    return Claim(**{**told, "place": Place(path, first, first if last is None else last), **more})


def finding(**more: Any) -> Finding:
    told: dict[str, Any] = {
        "fingerprint": "0123456789abcdef0123456789abcdef",
        "type": "sql_injection",
        "severity": "high",
        "file": "shop/app.py",
        "line_range": (7, 8),
        "description": "The query is built from the argument `name`.",
        "recommendation": "Pass it as a parameter.",
        "confidence": 0.91,
        "consistency": 1.0,
        "rule": "taint/python/sql_injection",
        "cwe": (89,),
        "snippet": "cursor.execute(query)",
        "experts": ("security",),
        "evidence": (
            Evidence(
                voter="imperium",
                school="taint",
                rule="taint/python/sql_injection",
                expert="security",
                precision=0.95,
                measured_on=21,
                strength=0.9,
            ),
        ),
        "flow": (
            Step(Place("shop/app.py", 5, 5), "the argument `name` is read"),
            Step(Place("shop/app.py", 7, 8), "it is executed"),
        ),
        "edits": (Edit(Place("shop/app.py", 7, 8), "    cursor.execute(query, (name,))\n"),),
    }
    return Finding(**{**told, **more})


def review(*findings: Finding, **more: Any) -> Review:
    told: dict[str, Any] = {
        "language": "python",
        "mode": "parallel",
        "complexity": TaskComplexity(0.1, 19_000, 1_400),
        "findings": findings,
        "more": (),
        "suppressed": (),
        "experts": (ExpertResult(expert="security", status="ran", findings=len(findings), execution_time_ms=120),),
        "tools": (ToolResult(tool="eslint", status="absent", reason="eslint is not installed"),),
        "summary": f"{len(findings)} findings.",
        "consistency": 1.0,
        "agreement": None,
        "rejected": (),
        "files": 3,
        "lines": 200,
        "unread": {},
        "execution_time_ms": 450,
        "cost_micro_usd": 0,
    }
    return Review(**{**told, **more})
