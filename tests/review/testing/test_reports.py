"""Every format of coverage reports, and what it means for the program's files."""

import json

import pytest

from imperium.review.testing.report import Lines, coverage, reports

COBERTURA = """<?xml version="1.0"?><coverage><packages><package><classes>
<class filename="app/a.py"><methods><method><lines><line number="2" hits="0"/></lines></method></methods>
<lines><line number="1" hits="3"/><line number="2" hits="0"/></lines></class></classes></package></packages>
</coverage>"""
LCOV = "TN:\nSF:/build/project/app/a.py\nFN:1,f\nDA:1,3\nDA:2,0\nend_of_record\n"
JACOCO = """<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x">
<package name="app"><sourcefile name="A.java"><line nr="1" mi="0" ci="3"/><line nr="2" mi="4" ci="0"/></sourcefile>
</package></report>"""
JSON = json.dumps({"files": {"app/a.py": {"executed_lines": [1], "missing_lines": [2]}}})
SAMPLES = {
    "coverage.xml": (COBERTURA, "app/a.py"),
    "lcov.info": (LCOV, "app/a.py"),
    "target/site/jacoco/jacoco.xml": (JACOCO, "src/main/java/app/A.java"),
    "coverage.json": (JSON, "app/a.py"),
}


def read(path: str, text: str, file: str) -> tuple[dict[str, Lines], dict[str, str]]:
    unread: dict[str, str] = {}
    return coverage({path: text, file: "", "other/b.py": ""}, unread), unread


@pytest.mark.parametrize("path", SAMPLES)
def test_lines_that_ran(path: str) -> None:
    text, file = SAMPLES[path]
    assert read(path, text, file) == ({file: {1: True, 2: False}}, {})


def test_every_format_has_a_sample() -> None:
    assert len(SAMPLES) == len(reports())


def test_reports_add_up() -> None:
    both = {"coverage.xml": COBERTURA, "lcov.info": LCOV.replace("DA:2,0", "DA:2,1"), "app/a.py": ""}
    assert coverage(both, {}) == {"app/a.py": {1: True, 2: True}}


def test_a_file_that_could_be_several_is_left_out() -> None:
    files = {"coverage.xml": COBERTURA.replace("app/a.py", "a.py"), "x/a.py": "", "y/a.py": ""}
    assert coverage(files, {}) == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("coverage.xml", "<html/>"),
        ("coverage.xml", "<coverage><class/></coverage>"),
        ("coverage.xml", '<!DOCTYPE c [<!ENTITY a "b">]><coverage>&a;</coverage>'),
        ("lcov.info", "nothing"),
        ("jacoco.xml", "<report><package name='a'><sourcefile/></package></report>"),
        ("coverage.json", "[1]"),
        ("coverage.json", '{"files": {"a": 1}}'),
    ],
)
def test_what_is_no_report_is_told(path: str, text: str) -> None:
    found, unread = read(path, text, "app/a.py")
    assert found == {}
    assert unread[path].startswith("not a report of coverage: ")
