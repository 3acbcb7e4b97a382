"""Flows told as claims: one a sink, graver the surer, with the line to write."""

from __future__ import annotations

from typing import Any

import pytest

from imperium.analysis.catalogue import kinds
from imperium.analysis.flow import Flow, Site, Step
from imperium.analysis.source import SourceFile, Span
from imperium.review import flows
from imperium.review.claim import Claim
from imperium.review.remedy import remedies, remedy

SERVER = SourceFile("app.py", "import flask\n" + "cursor.execute(query)\n" * 40, "python")
SCRIPT = SourceFile("tool.py", "import argparse\n" + "cursor.execute(query)\n" * 40, "python")


def site(line: int, path: str = "app.py") -> Site:
    return Site(path, Span(line, 1, line, 20))


def flow(line: int = 5, path: str = "app.py", **more: Any) -> Flow:
    steps = (
        Step(site(2, path), "the request is read: `flask.request.args`"),
        Step(site(3, path), "`query` is set"),
        Step(site(line, path), "it reaches `execute`"),
    )
    told = {"kind": "sql_injection", "name": "sqlite3.Cursor.execute", "grade": 0.9, "steps": steps}
    return Flow(**{**told, "sink": site(line, path), "source": site(2, path), **more})


def claims(*found: Flow) -> list[Claim]:
    return list(flows.claims(found, {"app.py": SERVER, "tool.py": SCRIPT}, "security"))


def test_a_claim_says_where_from_and_where_to():
    [claim] = claims(flow())
    assert claim.description == (
        "In line 2 the request is read: `flask.request.args`. What it holds reaches `sqlite3.Cursor.execute`, "
        f"where {kinds()['sql_injection'].says}."
    )
    assert (claim.rule, claim.voter, claim.school) == ("taint/python/sql_injection", "taint", "taint")
    assert [step.place.first for step in claim.flow] == [2, 3, 5]
    assert claim.snippet == "cursor.execute(query)"
    assert claim.names == ("execute",)


def test_one_claim_a_sink_the_surest():
    [claim] = claims(flow(grade=0.5), flow(grade=0.9), flow(grade=0.7))
    assert claim.strength == 0.9


@pytest.mark.parametrize(
    ("kind", "grade", "severity"),
    [
        ("sql_injection", 0.9, "critical"),
        ("sql_injection", 0.5, "high"),
        ("path_traversal", 0.9, "high"),
        ("open_redirect", 0.9, "medium"),
        ("weak_hash", 0.5, "low"),
    ],
)
def test_severity(kind: str, grade: float, severity: str):
    assert flows.severity(flow(kind=kind, grade=grade)) == severity


def test_a_parameter_is_told_only_where_it_is_suspicious():
    begun = (Step(site(2), "the parameter `name` comes in"), *flow().steps[1:])
    assert [claim.rule for claim in claims(flow(grade=0.5, steps=begun))] == ["taint/python/sql_injection/parameter"]
    assert not claims(flow(grade=0.5, steps=begun, kind="path_traversal"))
    assert not claims(flow(path="tool.py", grade=0.5))
    passed_on = (Step(site(2), "the parameter `query` comes in"), Step(site(5), "it reaches `execute`"))
    assert not claims(flow(grade=0.5, steps=passed_on))


def test_what_is_wrong_by_itself_is_told_once_where_it_goes_on():
    weak = [flow(line, kind="weak_hash", name="hashlib.md5", source=None, steps=(), grade=1.0) for line in (5, 9, 40)]
    first, last = claims(*weak)
    assert first.description.endswith("The same holds in line 9.")
    assert last.place.first == 40
    cookies = [flow(line, kind="insecure_cookie", source=None, steps=(), grade=1.0) for line in (5, 40)]
    assert len(claims(*cookies)) == 1


def test_the_line_to_write_fits_the_sink():
    assert "objects.raw" in (remedy("sql_injection", "python", "django.db.models.Manager.raw") or "")
    assert "prepareStatement" in (remedy("sql_injection", "java", "java.sql.Statement.executeQuery") or "")
    assert remedy("sql_injection", "rust", "x") is None


def test_remedies_are_of_kinds_that_exist():
    assert set(remedies()) <= set(kinds())
