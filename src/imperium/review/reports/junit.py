"""JUnit XML as a gate: one test case a finding, failed where it is high or critical and probably right."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from imperium.review.finding import Finding, Review
from imperium.review.written import printable

FAILING = ("critical", "high")
SURE = 0.5


class Junit:
    media_type = "application/xml"

    def render(self, review: Review) -> str:
        findings = (*review.findings, *review.more)
        failures = sum(map(_fails, findings))
        cases = "".join(map(_case, findings)) or '    <testcase classname="review" name="nothing to say"/>\n'
        seconds = review.execution_time_ms / 1000
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<testsuites tests="{max(len(findings), 1)}" failures="{failures}">\n'
            f'  <testsuite name="imperium review" tests="{max(len(findings), 1)}" failures="{failures}"'
            f' time="{seconds:.3f}">\n{cases}  </testsuite>\n</testsuites>\n'
        )


def _fails(finding: Finding) -> bool:
    return finding.severity in FAILING and finding.confidence >= SURE


def _case(finding: Finding) -> str:
    name = quoteattr(printable(f"{finding.file}:{finding.line_range[0]}"))
    head = f"    <testcase classname={quoteattr(printable(finding.rule))} name={name}"
    if not _fails(finding):
        return f"{head}><system-out>{escape(printable(finding.description))}</system-out></testcase>\n"
    message = quoteattr(printable(finding.description))
    advice = escape(printable(finding.recommendation))
    return f'{head}><failure type="{finding.severity}" message={message}>{advice}</failure></testcase>\n'


REPORT = Junit()
