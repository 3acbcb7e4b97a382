"""The documentation expert: whether what others use is described, and whether the description is true."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis.source import SUFFIXES, SourceFile
from imperium.review import codes, toolbox
from imperium.review.claim import Claim
from imperium.review.documentation.disagreement import missing, parts, wrong
from imperium.review.documentation.grouping import grouped
from imperium.review.documentation.part import Part
from imperium.review.expert import Examination
from imperium.review.project import is_apart
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

OWN = frozenset({"missing_docstring", "documented_parameters", "documented_return"})
"""Types of what our own analysis claims; tools have theirs in `codes/`."""


class Documentation:
    name = "documentation"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    asks = "Look for public parts without a description, and for descriptions that are no longer true."

    @property
    def types(self) -> frozenset[str]:
        return OWN | codes.types_of(self.name)

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        tools = toolbox.begin(subject, self.name)
        sources = [source for source in subject.sources if not is_apart(source.path, source.text)]
        found = {source.path: parts(source) for source in sources}
        own = Outcome(
            tool="imperium",
            status="ran" if sources else "nothing_to_read",
            claims=tuple(_claims(sources, found)),
            read=tuple(source.path for source in sources),
        )
        outcomes = (own, *tools())
        claims = grouped(toolbox.of_the_product(toolbox.claims(outcomes)))
        public = [part for each in found.values() for part in each if part.public]
        described = sum(part.comment is not None for part in public)
        return Examination(
            expert=self.name,
            claims=tuple(toolbox.quoted(claims, subject)),
            outcomes=outcomes,
            metrics={"public_parts": len(public), "described_parts": described},
            summary=f"{described} of {len(public)} public parts outside of Python are described.",
        )


EXPERT = Documentation()


def _claims(sources: list[SourceFile], found: dict[str, list[Part]]) -> Iterator[Claim]:
    for source in sources:
        yield from missing(source, found[source.path])
        yield from wrong(source, found[source.path])
