"""The security expert: what a stranger can make the program do. Flows, rules and the tools, each file's faults told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from imperium.analysis.catalogue import kinds as flow_kinds
from imperium.analysis.flow import FileReport
from imperium.analysis.frontend import FAMILIES
from imperium.analysis.source import SUFFIXES, SourceFile
from imperium.kit.kinds import discover
from imperium.review import flows, native, rule, toolbox
from imperium.review.claim import Claim
from imperium.review.codes import meanings
from imperium.review.expert import Examination
from imperium.review.followed import reports as followed_to
from imperium.review.fusion.precision import Precisions, measured
from imperium.review.project import Project, is_apart
from imperium.review.rule import Family
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

OWN = "imperium"
BELIEVED = 0.6
"""A tool's rule is listened to if it was right this often on the benchmarks; a rule of ours if it was half as often."""


OURS = (rule.VOTER, flows.VOTER, native.VOTER)


class Security:
    name = "security"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    asks = "Look for what a stranger could make this program do, disclose or destroy, and say on which path."

    @property
    def types(self) -> frozenset[str]:
        return _types()

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        tools = toolbox.begin(subject, self.name)
        own = _own(subject)
        outcomes = (own, native.ask(subject, self.name), *tools())
        claims = tuple(believed(toolbox.claims(outcomes), Precisions(measured())))
        return Examination(
            expert=self.name,
            claims=tuple(toolbox.quoted(claims, subject)),
            outcomes=outcomes,
            metrics=_metrics(outcomes, claims),
            summary=_summary(claims, own),
        )


EXPERT = Security()


@cache
def families() -> dict[str, Family]:
    """All rules, by the name of their file."""
    return discover("imperium.review.rules", Family)


@cache
def _types() -> frozenset[str]:
    of_rules = {each.type for family in families().values() for each in family.rules}
    of_tools = {each.type for tool in ("bandit", native.VOTER) for each in meanings(tool).values()}
    return frozenset(flow_kinds()) | of_rules | of_tools


def _own(subject: Subject) -> Outcome:
    """What our own analysis says, and what it could not read or follow."""
    project = Project(subject)
    reports = _reports(subject)
    claims = [*flows.claims((flow for report in reports for flow in report.flows), _sources(subject), EXPERT.name)]
    for family in families().values():
        claims.extend(rule.claims(family.find(project), EXPERT.name))
    unread = {report.path: reason for report in reports if (reason := _fault(report))}
    return Outcome(
        tool=OWN,
        status="ran" if subject.files else "nothing_to_read",
        claims=tuple(claims),
        read=tuple(report.path for report in reports if report.path not in unread),
        unread=unread,
    )


def _sources(subject: Subject) -> dict[str, SourceFile]:
    return {source.path: source for source in subject.sources}


def _reports(subject: Subject) -> list[FileReport]:
    followed = [
        source.path
        for source in subject.sources
        if source.language in FAMILIES
        and not is_apart(source.path, source.text)
        and (subject.changed is None or source.path in subject.changed)
    ]
    return followed_to(subject.files, followed, subject.memory)


def _fault(report: FileReport) -> str:
    """Why a file was not read whole, in words; empty if it was."""
    if report.faults:
        return f"line {report.faults[0].at.line}: {report.faults[0].reason}"
    return f"followed in part: its budget of {report.steps} steps ended first" if report.exhausted else ""


def believed(claims: Iterable[Claim], precisions: Precisions) -> Iterator[Claim]:
    """Claims whose rules were right often enough where they were measured."""
    for claim in claims:
        least = BELIEVED / 2 if claim.school in OURS else BELIEVED
        if precisions.of(claim).mean >= least:
            yield claim


def _metrics(outcomes: tuple[Outcome, ...], claims: tuple[Claim, ...]) -> dict[str, object]:
    return {
        "claims": {outcome.tool: len(outcome.claims) for outcome in outcomes},
        "believed": len(claims),
        "flows": sum(bool(claim.flow) for claim in claims),
    }


def _summary(claims: tuple[Claim, ...], own: Outcome) -> str:
    grave = sum(claim.severity in ("critical", "high") for claim in claims)
    unread = f" {len(own.unread)} files could not be read whole." if own.unread else ""
    if not claims:
        return f"Nothing was found in {len(own.read)} files.{unread}"
    return f"{len(claims)} claims, {grave} of them grave, in {len(own.read)} files.{unread}"
