"""A fix applies, what it makes can be parsed, the rule falls silent, and nothing new is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from imperium.analysis.frontend import read
from imperium.analysis.source import SourceFile, language_of
from imperium.kit.kinds import load
from imperium.review.claim import Claim
from imperium.review.expert import Expert, Verdict
from imperium.review.repair import applied
from imperium.review.subject import Subject

MOST = 40
"""Fixes tried in one review: each is another examination of one file. The others are withheld."""


class Repair:
    name = "repair"

    def judge(self, claims: Sequence[Claim], subject: Subject) -> Iterator[Verdict]:
        fixable = [number for number, claim in enumerate(claims) if claim.edits]
        for position, number in enumerate(fixable):
            objection = _objection(claims[number], claims, subject) if position < MOST else f"more than {MOST} fixes"
            if objection:
                yield Verdict(claim=number, check=self.name, ruling="unfixed", reason=objection)


def _objection(claim: Claim, claims: Sequence[Claim], subject: Subject) -> str:
    try:
        changed = applied(subject.files, claim.edits)
    except ValueError as error:
        return str(error)
    if broken := [path for path, text in changed.items() if _faults(path, text) > _faults(path, subject.files[path])]:
        return f"with it {broken[0]} can't be parsed"
    return _spoken_of(claim, claims, subject, changed)


def _faults(path: str, text: str) -> int:
    language = language_of(path)
    return len(read(SourceFile(path, text, language)).faults) if language else 0


def _spoken_of(claim: Claim, claims: Sequence[Claim], subject: Subject, changed: dict[str, str]) -> str:
    """What the claim's expert says of the changed files that it didn't say before."""
    with TemporaryDirectory(prefix="imperium-fix-") as folder:
        tried = msgspec.structs.replace(subject, files=_written(changed, Path(folder)), root=Path(folder), changed=None)
        expert = load("imperium.review.experts", Expert, claim.expert)
        after = expert.examine(tried).claims
    before = [one for one in claims if one.expert == claim.expert and one.place.path in changed]
    if len([one for one in after if one.rule == claim.rule]) >= len([one for one in before if one.rule == claim.rule]):
        return "the rule still speaks after it"
    new = {one.rule for one in after} - {one.rule for one in before}
    return f"it brings {min(new)}" if new else ""


def _written(files: dict[str, str], folder: Path) -> dict[str, str]:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="surrogateescape")
    return files


CHECK = Repair()
