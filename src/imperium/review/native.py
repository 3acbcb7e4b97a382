"""What our own analysis of C and C++ finds, as claims. `codes/native.yaml` says what each kind of flaw is."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis.native.examination import examine
from imperium.analysis.native.flaw import Flaw
from imperium.analysis.source import Span
from imperium.review.claim import Claim, Place, Step
from imperium.review.codes import Meaning, meanings
from imperium.review.fusion.precision import Precisions, measured
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

VOTER = "native"
BELIEVED = 0.6
"""A rule is listened to if it was right this often on the benchmarks."""


def ask(subject: Subject, expert: str) -> Outcome:
    """What an expert is told of a subject's C and C++, with the files that could not be read or followed whole."""
    sources = subject.in_language("c", "cpp")
    if not sources:
        return Outcome(tool=VOTER, status="nothing_to_read")
    examined = examine(sources, subject.changed, follows=expert != "quality")
    unread = {path: f"line {faults[0].at.line}: {faults[0].reason}" for path, faults in examined.faults.items()}
    asked = (source.path for source in sources if subject.changed is None or source.path in subject.changed)
    return Outcome(
        tool=VOTER,
        status="ran",
        claims=tuple(_claims(examined.flaws, expert)),
        read=tuple(path for path in asked if path not in unread),
        unread=unread,
    )


def claims(subject: Subject, expert: str = "security") -> tuple[Claim, ...]:
    """The claims alone."""
    return ask(subject, expert).claims


def _claims(flaws: tuple[Flaw, ...], expert: str) -> Iterator[Claim]:
    """The claims that are an expert's business, of rules that were right often enough where they were measured."""
    known, precisions = meanings(VOTER), Precisions(measured())
    for flaw in flaws:
        meaning = known[flaw.kind]
        claim = _claim(flaw, meaning)
        if meaning.expert == expert and precisions.of(claim).mean >= BELIEVED:
            yield claim


def _claim(flaw: Flaw, meaning: Meaning) -> Claim:
    return Claim(
        type=meaning.type,
        rule=f"{VOTER}/{flaw.kind}",
        voter=VOTER,
        school=VOTER,
        expert=meaning.expert,
        severity=meaning.severity,
        place=_place(flaw.path, flaw.at),
        description=f"{flaw.says[:1].upper()}{flaw.says[1:]}.",
        recommendation=meaning.remedy,
        cwe=meaning.cwe,
        strength=flaw.strength,
        function=flaw.function,
        flow=_flow(flaw),
    )


def _flow(flaw: Flaw) -> tuple[Step, ...]:
    if not flaw.steps:
        return ()
    sources = [Step(_place(step.path, step.at), f"{step.says} comes in") for step in flaw.steps]
    return (*sources, Step(_place(flaw.path, flaw.at), flaw.says))


def _place(path: str, at: Span) -> Place:
    return Place(path, at.line, at.line)
