"""What a review tells: which findings first, what each expert and tool did, and all of it in a sentence."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from imperium.analysis.source import Language
from imperium.review.claim import SEVERITIES
from imperium.review.complexity import TaskComplexity, complexity_of
from imperium.review.feedback import Verdicts
from imperium.review.finding import ExpertResult, Finding, Review, ToolResult
from imperium.review.fusion.judgement import Judged
from imperium.review.panel import Examined, Panel
from imperium.review.request import ReviewInputs
from imperium.review.subject import Subject

PER_RULE, PER_TYPE = 3, 5
"""Of what is shown first; the same mistake a sixth time tells less than another one once."""


def complexity_of_subject(subject: Subject) -> TaskComplexity:
    """Of all code together, in the language that most of it is written in."""
    lengths: Counter[Language] = Counter()
    for source in subject.sources:
        lengths[source.language] += len(source.text)
    language = lengths.most_common(1)[0][0] if lengths else "python"
    return complexity_of(lengths.total(), language)


def told(inputs: ReviewInputs, panel: Panel, judged: Judged, verdicts: Verdicts, started: float) -> Review:
    subject = panel.subject
    shown, more, suppressed = _divided(inputs, judged.findings, verdicts)
    languages = sorted({source.language for source in subject.sources})
    return Review(
        language=languages[0] if len(languages) == 1 else None,
        mode=inputs.mode,
        complexity=complexity_of_subject(subject),
        findings=shown,
        more=more,
        suppressed=suppressed,
        experts=tuple(_expert(panel.examined[name], judged) for name in panel.names if name in panel.examined),
        tools=_tools(panel),
        summary=_summary(shown, more, panel),
        consistency=_mean([finding.consistency for finding in (*shown, *more)]),
        agreement=judged.agreement,
        rejected=judged.rejected,
        files=len(subject.files),
        lines=sum(len(source.lines) for source in subject.sources),
        unread=_unread(panel),
        execution_time_ms=round((time.perf_counter() - started) * 1000),
        cost_micro_usd=sum(examined.asked.cost_micro_usd for examined in panel.examined.values()),
    )


def _divided(
    inputs: ReviewInputs, findings: Sequence[Finding], verdicts: Verdicts
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """What is shown, what there is beside it, and what is known: by a comment, a verdict or the baseline."""
    known = set(inputs.baseline)
    shown: list[Finding] = []
    more: list[Finding] = []
    suppressed: list[Finding] = []
    rules: Counter[str] = Counter()
    types: Counter[str] = Counter()
    for finding in findings:
        reason = finding.suppressed or verdicts.dismissed.get(finding.fingerprint)
        if reason is not None:
            suppressed.append(replace(finding, suppressed=reason))
        elif finding.fingerprint in known or finding.confidence < inputs.min_confidence:
            continue
        elif len(shown) < inputs.max_findings and rules[finding.rule] < PER_RULE and types[finding.type] < PER_TYPE:
            shown.append(finding)
            rules[finding.rule] += 1
            types[finding.type] += 1
        else:
            more.append(finding)
    return tuple(shown), tuple(more), tuple(suppressed)


def _expert(examined: Examined, judged: Judged) -> ExpertResult:
    found = sum(examined.expert in finding.experts for finding in judged.findings)
    asked = examined.asked
    return ExpertResult(
        expert=examined.expert,
        status=examined.status,
        findings=found,
        execution_time_ms=round(examined.seconds * 1000),
        summary=" ".join(filter(None, (examined.examination.summary, asked.summary))),
        reason=examined.reason or asked.note,
        rounds=examined.attempt + 1,
        cost_micro_usd=asked.cost_micro_usd,
        model=asked.model,
        metrics=examined.examination.metrics,
    )


def _tools(panel: Panel) -> tuple[ToolResult, ...]:
    """Each tool once: experts share some."""
    found: dict[str, ToolResult] = {}
    for examined in panel.examined.values():
        for outcome in examined.examination.outcomes:
            before = found.get(outcome.tool)
            if before is not None and (before.status != "ran" or outcome.status == "ran"):
                continue
            found[outcome.tool] = ToolResult(
                tool=outcome.tool,
                status=outcome.status,
                version=outcome.version,
                reason=outcome.reason,
                remedy=outcome.remedy,
                files=len(outcome.read),
                unread=outcome.unread,
                seconds=round(outcome.seconds, 4),
            )
    return tuple(found.values())


def _unread(panel: Panel) -> dict[str, str]:
    """Files that our own analysis could not read whole, with the reason."""
    return {
        path: reason
        for examined in panel.examined.values()
        for outcome in examined.examination.outcomes
        if outcome.tool == "imperium"
        for path, reason in outcome.unread.items()
    }


def _summary(shown: Sequence[Finding], more: Sequence[Finding], panel: Panel) -> str:
    failed = [name for name, examined in panel.examined.items() if examined.status != "ran"]
    silent = f" Not heard: {', '.join(failed)}." if failed else ""
    if unread := _unread(panel):
        silent += f" Not read whole: {len(unread)} {'file' if len(unread) == 1 else 'files'}."
    if not shown and not more:
        return f"Nothing to say.{silent}"
    worst = ", ".join(f"{count} {severity}" for severity, count in _by_severity((*shown, *more)).items() if count)
    count = len(shown) + len(more)
    return f"{count} {'finding' if count == 1 else 'findings'}: {worst}.{silent}"


def _by_severity(findings: Sequence[Finding]) -> dict[str, int]:
    return {severity: sum(finding.severity == severity for finding in findings) for severity in SEVERITIES}


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
