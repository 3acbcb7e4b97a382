"""Writes a description and lets the linter judge it: of several drafts the first without a complaint is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from imperium.intelligences.product_content import moves
from imperium.intelligences.product_content.bullets import bullets
from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.evidence import Evidence
from imperium.intelligences.product_content.keyphrases import DocumentFrequencies
from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.plan import plans
from imperium.intelligences.product_content.rule import Finding, judge
from imperium.intelligences.product_content.search import SearchTexts, search_texts
from imperium.intelligences.product_content.statement import Paragraph, Statement, text_of
from imperium.intelligences.product_content.style import StyleGuide, style_for
from imperium.intelligences.product_content.subject import Subject
from imperium.intelligences.product_content.uniqueness import Shelf
from imperium.intelligences.tone import Tone

DRAFTS = 16
"""Seeds tried before the best draft is cut, or taken with its complaints."""
PLAIN_FROM = 12
"""The draft from which on the kind of thing is named alone, when nothing else kept a text apart from the others."""
CUT = 4
"""How many of the drafts are shortened, to see which can be mended that way."""
FEWEST_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A description in one tone; `findings` is what the linter still has against it."""

    tone: Tone
    paragraphs: tuple[Paragraph, ...]
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        return text_of(self.paragraphs)

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for paragraph in self.paragraphs for statement in paragraph)


@dataclass(frozen=True)
class Copywriter:
    """Writes about one subject. `own` is the shop's style guide, `shelf` the texts of the other products."""

    subject: Subject
    seed: int = 0
    own: StyleGuide | None = None
    shelf: Shelf | None = None
    elsewhere: DocumentFrequencies | None = None

    @cached_property
    def price(self) -> str | None:
        return moves.price_of(self._draft("technical", self.seed))

    @cached_property
    def search(self) -> SearchTexts:
        return search_texts(self.subject, self.price, self.elsewhere)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.subject, self.price)

    @cached_property
    def bullets(self) -> tuple[Statement, ...]:
        """One line for each property, then the benefits."""
        return bullets(self.subject)

    def write(self, tone: Tone) -> Written:
        """The description in a tone that the linter has least against."""
        page, avoided = self.page(tone), frozenset[str]()
        tried: list[Written] = []
        for attempt in range(DRAFTS):
            draft = self._draft(tone, self.seed + attempt, avoided, is_plain=attempt >= PLAIN_FROM)
            written = self._judged(draft, page)
            if not written.findings:
                return written
            tried.append(written)
            avoided |= self._told_before(written.text, draft)
        cut = [self._cut(written, page) for written in sorted(tried, key=self._faults)[:CUT]]
        return min(cut, key=self._faults)

    def _cut(self, written: Written, page: Page) -> Written:
        """The text without the sentences that stand almost the same in another product's: the bullets tell it too."""
        while written.findings and (nearest := self.shelf.nearest(written.text) if self.shelf else None):
            alike = [s for s in written.statements[1:] if nearest.is_in(s.text)]
            if not alike or len(written.statements) <= FEWEST_SENTENCES:
                break
            kept = tuple(tuple(s for s in paragraph if s is not alike[-1]) for paragraph in written.paragraphs)
            paragraphs = tuple(paragraph for paragraph in kept if paragraph)
            written = self._judge(written.tone, paragraphs, page)
        return written

    def _faults(self, written: Written) -> tuple[int, float]:
        """How much is wrong with a text that can't be cut, then how near it comes to another product's."""
        nearest = self.shelf.nearest(written.text) if self.shelf else None
        lasting = [finding for finding in written.findings if finding.rule != "uniqueness"]
        return len(lasting), nearest.share if nearest and written.findings else 0.0

    def _told_before(self, text: str, draft: Draft) -> frozenset[str]:
        """The forms of the sentences that stand almost the same in the nearest product's text."""
        nearest = self.shelf.nearest(text) if self.shelf else None
        if nearest is None:
            return frozenset()
        alike = [sentence for sentence in draft.forms if nearest.is_in(sentence)]
        return frozenset(form for sentence in alike for form in draft.forms[sentence])

    def page(self, tone: Tone, description: str = "") -> Page:
        """What the linter judges."""
        points = tuple(point.text for point in self.bullets)
        return Page(description, points, self.search, style_for(tone, self.own), self.evidence, self.shelf)

    def _judged(self, draft: Draft, page: Page) -> Written:
        return self._judge(draft.tone, tuple(filter(None, plans()[draft.tone].write(draft))), page)

    def _judge(self, tone: Tone, paragraphs: tuple[Paragraph, ...], page: Page) -> Written:
        return Written(tone, paragraphs, tuple(judge(replace(page, description=text_of(paragraphs)))))

    def _draft(self, tone: Tone, seed: int, avoided: frozenset[str] = frozenset(), *, is_plain: bool = False) -> Draft:
        return Draft(self.subject, tone, style_for(tone, self.own), seed, avoided=avoided, is_plain=is_plain)
