"""What a model is asked for an expert, and what its answer says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from imperium.review.changes import is_changed
from imperium.review.claim import Claim, Place, Severity
from imperium.review.expert import Expert
from imperium.review.subject import Subject

MOST_CHARACTERS = 60_000
"""Of code in one prompt: about 20,000 tokens. What is spoken of and where flows pass comes first."""
AROUND = 12
"""Lines shown before and after what changed."""
MOST_FINDINGS = 15
_FIELD = re.compile(r"\{\{(\w+)\}\}")
_TYPE = re.compile(r"[^a-z0-9]+")

SCHEMA = {
    "type": "object",
    "properties": {
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "severity": {"type": "string", "enum": ["critical", "high", "medium", "low"]},
                    "file": {"type": "string"},
                    "line_range": {"type": "array", "items": {"type": "integer"}},
                    "quote": {"type": "string"},
                    "description": {"type": "string"},
                    "recommendation": {"type": "string"},
                    "confidence": {"type": "number"},
                },
                "required": [
                    *("type", "severity", "file", "line_range", "quote", "description", "recommendation", "confidence")
                ],
                "additionalProperties": False,
            },
        },
        "summary": {"type": "string"},
    },
    "required": ["findings", "summary"],
    "additionalProperties": False,
}


class Said(Struct, frozen=True):
    """One finding of a model's answer."""

    type: str
    severity: Severity
    file: str
    line_range: tuple[int, int]
    quote: str
    description: str
    recommendation: str
    confidence: float


class Answer(Struct, frozen=True):
    findings: list[msgspec.Raw]
    summary: str = ""


def prompt_for(expert: Expert, subject: Subject, claims: Sequence[Claim], earlier: Sequence[Claim]) -> str:
    """The documented template, filled in."""
    languages = sorted({source.language for source in subject.sources})
    values = {
        "expert_type": f"{expert.name} expert",
        "language": ", ".join(languages) or "configuration",
        "framework": subject.framework or "not said",
        "code_context": _context(subject, claims, earlier),
        "specific_task": f"{expert.asks} {subject.task or ''}".strip(),
    }
    return _FIELD.sub(lambda match: values[match[1]], _template())


def claims_in(text: str, expert: Expert, subject: Subject, model: str) -> tuple[list[Claim], str]:
    """The claims of an answer and its summary. Entries that aren't as asked, or of no file, are left out.

    Raises:
        msgspec.DecodeError: the answer isn't the JSON that was asked for.
    """
    answer = msgspec.json.decode(text[text.find("{") : text.rfind("}") + 1].encode(), type=Answer)
    said = [entry for raw in answer.findings[:MOST_FINDINGS] if (entry := _said(raw)) and entry.file in subject.files]
    return [_claim(entry, expert, subject, model) for entry in said], answer.summary[:2_000]


def _said(raw: msgspec.Raw) -> Said | None:
    try:
        return msgspec.json.decode(raw, type=Said)
    except msgspec.DecodeError:
        return None


def _claim(said: Said, expert: Expert, subject: Subject, model: str) -> Claim:
    type = _TYPE.sub("_", said.type.lower()).strip("_")[:60] or "remark"
    first, last = sorted(said.line_range)
    place = _found(said.quote, Place(said.file, first, last), subject)
    return Claim(
        type=type,
        rule=f"model/{expert.name}/{type}",
        voter=f"model:{model}",
        school="model",
        expert=expert.name,
        severity=said.severity,
        place=place,
        description=said.description[:4_000],
        recommendation=said.recommendation[:4_000],
        strength=min(max(said.confidence, 0.0), 1.0),
        snippet=said.quote,
    )


def _found(quote: str, place: Place, subject: Subject) -> Place:
    """The place where the quoted line stands, if that is a few lines away: models count lines badly. What is quoted
    from nowhere is left where it was said to be, and Meta refuses it."""
    lines = subject.files[place.path].split("\n")
    wanted = quote.strip()
    near = sorted(
        (number for number, line in enumerate(lines, start=1) if wanted and line.strip() == wanted),
        key=lambda number: abs(number - place.first),
    )
    if not near:
        return place
    return Place(place.path, near[0], min(near[0] + place.last - place.first, len(lines)))


def _context(subject: Subject, claims: Sequence[Claim], earlier: Sequence[Claim]) -> str:
    parts = [*_flows(claims), *_evidence(earlier), *_code(subject, [*claims, *earlier])]
    kept: list[str] = []
    left = MOST_CHARACTERS
    for part in parts:
        if len(part) > left:
            kept.append(f"[{len(parts) - len(kept)} further parts are not shown]")
            break
        kept.append(part)
        left -= len(part)
    return "\n\n".join(kept)


def _flows(claims: Sequence[Claim]) -> Iterator[str]:
    for claim in claims:
        if claim.flow:
            steps = "\n".join(f"  {step.place.path}:{step.place.first} {step.says}" for step in claim.flow)
            yield f"Static analysis follows this flow ({claim.type}):\n{steps}"


def _evidence(earlier: Sequence[Claim]) -> Iterator[str]:
    if earlier:
        lines = (f"  {c.place.path}:{c.place.first} {c.type} ({c.voter})" for c in earlier[:60])
        yield "Found before by others:\n" + "\n".join(lines)


def _code(subject: Subject, claims: Iterable[Claim]) -> Iterator[str]:
    """Files as numbered lines: those that were spoken of first, then the shortest."""
    named = {claim.place.path for claim in claims}
    sources = sorted(subject.sources, key=lambda source: (source.path not in named, len(source.text)))
    for source in sources:
        ranges = None if subject.changed is None else subject.changed.get(source.path, ())
        if ranges is None or ranges:
            yield f"File {source.path}:\n{_numbered(source.lines, ranges)}"


def _numbered(lines: Sequence[str], ranges: tuple[tuple[int, int], ...] | None) -> str:
    return "\n".join(
        f"{number:5} {line}"
        for number, line in enumerate(lines, start=1)
        if ranges is None or is_changed(number - AROUND, number + AROUND, ranges)
    )


@cache
def _template() -> str:
    return files("imperium.review").joinpath("prompt.md").read_text(encoding="utf-8")
