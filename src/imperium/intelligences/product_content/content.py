"""Everything there is to write about one product, judged, with the source of every sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.product import Product
from imperium.intelligences.product_content.copywriter import Copywriter, Written
from imperium.intelligences.product_content.inputs import ContentType
from imperium.intelligences.product_content.keyphrases import DocumentFrequencies
from imperium.intelligences.product_content.readability import grade, words_in
from imperium.intelligences.product_content.search import SearchTexts
from imperium.intelligences.product_content.specifications import Specification, specifications
from imperium.intelligences.product_content.statement import Statement
from imperium.intelligences.product_content.style import StyleGuide
from imperium.intelligences.product_content.subject import Subject, subject
from imperium.intelligences.product_content.uniqueness import Shelf
from imperium.intelligences.tone import TONES, Tone

_WITH_SEARCH = ("seo", "catalogue", "all")
_WITH_SPECIFICATIONS = ("specifications", "catalogue", "all")
_WITH_VARIATIONS = ("variations", "all")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`given` are the properties and benefits, `told` those that a sentence or a specification names; `unsupported`
    the claims that nothing given supports."""

    given: int
    told: int
    unsupported: int

    def as_dict(self) -> dict[str, int]:
        return {"given": self.given, "told": self.told, "unsupported": self.unsupported}


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one product. `search`, `variations` and `specifications` by content type."""

    subject: Subject
    price: str | None
    description: Written
    bullets: tuple[Statement, ...]
    search: SearchTexts
    shows_search: bool
    variations: tuple[Written, ...]
    specifications: tuple[Specification, ...]
    coverage: Coverage

    @property
    def title(self) -> str:
        """What stands above the text."""
        named = self.subject.is_named and self.subject.kind and not self.subject.names_its_kind
        return sentence_case(f"{self.subject.label}: {self.subject.kind}" if named else self.subject.label)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence that is said anywhere, once."""
        written = (self.description, *self.variations)
        said = (*(s for one in written for s in one.statements), *self.bullets)
        return tuple({statement.text: statement for statement in said}.values())

    def as_dict(self) -> dict[str, Any]:
        parts: dict[str, Any] = {
            "title": self.title,
            "description": self.description.text,
            "bullets": [point.text for point in self.bullets],
        }
        parts |= {"seo": self.search.as_dict()} if self.shows_search else {}
        parts |= {"variations": {one.tone: one.text for one in self.variations}} if self.variations else {}
        rows = [row.as_dict() for row in self.specifications]
        return parts | ({"specifications": rows} if rows else {})

    def report(self) -> dict[str, Any]:
        """What the linter says of the description and the variations, and how much of what was given is told."""
        judged = {one.tone: one for one in (self.description, *self.variations)}
        texts = {
            tone: {
                "words": words_in(one.text),
                "reading_grade": round(grade(one.text), 1),
                "findings": [finding.as_dict() for finding in one.findings],
            }
            for tone, one in judged.items()
        }
        return {"coverage": self.coverage.as_dict(), "texts": texts}


def content(
    product: Product,
    content_type: ContentType = "all",
    tone: Tone = "professional",
    seed: int = 0,
    style: StyleGuide | None = None,
    shelf: Shelf | None = None,
    elsewhere: DocumentFrequencies | None = None,
) -> Content:
    """The parts that a content type asks for. On a `shelf` the text differs from those that stand there already, and
    is put beside them; `elsewhere` says how common its words are in the catalogue."""
    writer = writer_of(product, seed, style, shelf, elsewhere)
    written = writer.write(tone)
    if shelf is not None:
        shelf.add(writer.subject.label, written.text)
    rows = specifications(writer.subject, writer.price)
    made = Content(
        subject=writer.subject,
        price=writer.price,
        description=written,
        bullets=writer.bullets,
        search=writer.search,
        shows_search=content_type in _WITH_SEARCH,
        variations=_variations(writer, written) if content_type in _WITH_VARIATIONS else (),
        specifications=rows if content_type in _WITH_SPECIFICATIONS else (),
        coverage=Coverage(0, 0, 0),
    )
    return replace(made, coverage=_coverage(made, writer))


def writer_of(
    product: Product,
    seed: int = 0,
    style: StyleGuide | None = None,
    shelf: Shelf | None = None,
    elsewhere: DocumentFrequencies | None = None,
) -> Copywriter:
    """Who writes about a product."""
    return Copywriter(subject(product), seed, style, shelf, elsewhere)


def _variations(writer: Copywriter, own: Written) -> tuple[Written, ...]:
    """A text in each tone; the one that is written already is one of them."""
    alone = replace(writer, shelf=None)
    return tuple(own if tone == own.tone else alone.write(tone) for tone in TONES)


def _coverage(made: Content, writer: Copywriter) -> Coverage:
    given = {one.source for one in made.subject.properties} | set(made.subject.product.benefits)
    told = {source for statement in made.statements for source in statement.sources}
    texts = [written.text for written in (made.description, *made.variations)]
    claims = sum(len(writer.evidence.unsupported(text)) for text in (*texts, *_texts(made.bullets)))
    return Coverage(len(given), len(given & (told | {row.source for row in made.specifications})), claims)


def _texts(statements: Iterable[Statement]) -> Iterable[str]:
    return (statement.text for statement in statements)
