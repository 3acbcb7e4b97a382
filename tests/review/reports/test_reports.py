"""Every format: it can be read back, and nothing that is quoted becomes markup, a command or another document."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.kit.kinds import names
from imperium.review.claim import Edit, Place
from imperium.review.finding import Evidence, Finding
from imperium.review.report import REPORTS, report
from support.findings import finding, review

NASTY = st.text(
    st.one_of(
        st.sampled_from(list("`*_<>&\"'|#[]()%:,\n\r\t\0\x1b\u202e")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    text = draw(NASTY)
    return finding(description=text, recommendation=draw(NASTY), snippet=draw(NASTY), file=f"a{text}.py")


@pytest.mark.parametrize("name", names(REPORTS))
@given(found=st.lists(findings(), max_size=3))
def test_any_text_can_be_written(name: str, found: list[Finding]) -> None:
    shown = report(name)
    written = shown.render(review(*found, more=tuple(found), unread={one.file: one.description for one in found}))
    if shown.media_type.endswith("json"):
        json.loads(written)
    elif shown.media_type.endswith("xml"):
        ET.fromstring(written)


@pytest.mark.parametrize("name", names(REPORTS))
def test_nothing_to_say_is_a_report_too(name: str) -> None:
    written = report(name).render(review(summary="Nothing to say."))
    assert written == "" if name == "github" else written.strip()


@given(text=NASTY)
def test_a_workflow_command_is_one_line_of_one_command(text: str) -> None:
    written = report("github").render(review(finding(description=text, file=f"{text}.py")))
    assert written.splitlines() == [written.removesuffix("\n")] or "\n" not in written[:-1]
    head = written.split("::", 2)[1]
    assert head.count(",") == 3
    assert head.startswith("error file=")


def test_a_fence_is_longer_than_any_in_the_code() -> None:
    written = report("markdown").render(review(finding(snippet="```\n# a heading\n````")))
    fence = "`````"
    assert f"\n{fence}\n```\n# a heading\n````\n{fence}\n" in written


def test_words_do_not_become_markup() -> None:
    written = report("markdown").render(review(finding(description="<img src=x> **bold** [a](b) @everyone")))
    assert r"\<img src=x\> \*\*bold\*\* \[a\](b) \@everyone" in written


def test_a_terminal_is_sent_no_control_characters() -> None:
    written = report("terminal").render(review(finding(description="\x1b[2J\u202egone", snippet="\x07x")))
    assert not {"\x1b", "\u202e", "\x07"} & set(written)


def test_a_gate_fails_for_what_is_grave_and_probable() -> None:
    def failures(*found: Finding) -> str:
        return ET.fromstring(report("junit").render(review(*found))).attrib["failures"]

    assert failures() == "0"
    assert failures(finding(severity="critical", confidence=0.5)) == "1"
    assert failures(finding(severity="high", confidence=0.49)) == "0"
    assert failures(finding(severity="medium", confidence=0.99)) == "0"


def test_a_pull_request_gets_one_review_whose_suggestions_stand_at_the_lines_that_they_replace() -> None:
    edit = Edit(Place("shop/app.py", 6, 8), "    new\n")
    body = json.loads(
        report("github_review").render(review(finding(edits=(edit,)), finding(edits=(), line_range=(3, 3))))
    )
    first, second = body["comments"]
    assert (first["start_line"], first["line"]) == (6, 8)
    assert first["body"].endswith("```suggestion\n    new\n```")
    assert "start_line" not in second
    assert "suggestion" not in second["body"]


def test_gitlab_takes_its_own_five_severities() -> None:
    (issue,) = json.loads(report("gitlab").render(review(finding(severity="critical"))))
    assert issue["severity"] == "blocker"
    assert issue["location"] == {"path": "shop/app.py", "lines": {"begin": 7, "end": 8}}


class TestSarif:
    @staticmethod
    def run(*found: Finding, **more: Any) -> dict[str, Any]:
        document = json.loads(report("sarif").render(review(*found, **more)))
        assert document["version"] == "2.1.0"
        (run,) = document["runs"]
        return dict(run)

    def test_rules_stand_once_and_results_point_at_them(self) -> None:
        other = finding(rule="rules/debug_enabled", cwe=(489,), type="debug_enabled")
        run = self.run(finding(), other, finding(file="b.py"))
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules) == 2
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])

    def test_what_code_hosts_read(self) -> None:
        run = self.run(finding())
        (rule,), (result,) = run["tool"]["driver"]["rules"], run["results"]
        assert rule["properties"]["security-severity"] == "8.0"
        assert rule["properties"]["tags"] == ["security", "external/cwe/cwe-089"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == finding().fingerprint
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "shop/app.py"
        steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        assert [step["location"]["physicalLocation"]["region"]["startLine"] for step in steps] == [5, 7]

    def test_a_fix_replaces_whole_lines(self) -> None:
        (result,) = self.run(finding())["results"]
        (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
        assert replacement["deletedRegion"] == {"startLine": 7, "startColumn": 1, "endLine": 9, "endColumn": 1}

    def test_paths_are_relative_uris(self) -> None:
        (result,) = self.run(finding(file="my shop/ä.py"))["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20shop/%C3%A4.py"

    def test_what_is_known_is_a_suppression_with_its_reason(self) -> None:
        (result,) = self.run(suppressed=(finding(suppressed="checked by hand"),))["results"]
        assert result["suppressions"] == [{"kind": "inSource", "justification": "checked by hand"}]

    def test_what_was_not_read_is_told(self) -> None:
        (invocation,) = self.run(unread={"a.py": "nested 400 deep"})["invocations"]
        assert "a.py was not read whole" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_precision_is_that_of_the_best_voter() -> None:
    voter = finding().evidence[0]
    weak = Evidence(
        **{name: getattr(voter, name) for name in voter.__struct_fields__ if name != "precision"}, precision=0.1
    )
    (rule,) = TestSarif.run(finding(evidence=(weak, voter)))["tool"]["driver"]["rules"]
    assert rule["properties"]["precision"] == "very-high"
