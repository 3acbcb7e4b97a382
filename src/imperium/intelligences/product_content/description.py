"""A description in four tones. Each has its own structure, names every fact, and says nothing that wasn't given."""

from __future__ import annotations

from collections.abc import Callable

from imperium.intelligences.asset import lines, paragraphs, said
from imperium.intelligences.fact import Fact
from imperium.intelligences.grammar import lower_first, sentence_case
from imperium.intelligences.product import Product
from imperium.intelligences.tone import Tone
from imperium.intelligences.writer import Sentence, Writer

Text = list[list[Sentence]]


def describe(writer: Writer) -> Text:
    """Paragraphs of sentences in the writer's tone."""
    return [paragraph for paragraph in _STRUCTURES[writer.tone](writer) if paragraph]


def _professional(writer: Writer) -> Text:
    """What it is, what each feature means, and for whom."""
    meanings = _meanings(writer)
    half = (len(meanings) + 1) // 2 if len(meanings) > 3 else len(meanings)
    return [
        [_what_it_is(writer.product), *_life(writer, len(meanings))],
        meanings[:half],
        meanings[half:],
        list(said(writer.price(), writer.closing())),
    ]


def _casual(writer: Writer) -> Text:
    """A sentence about the reader's life, a hello, then one short remark after the other."""
    return [
        list(said(writer.hook() or writer.opening())),
        [*said(writer.turn()), *_meanings(writer)],
        [*_life(writer, len(writer.product.facts)), *said(writer.of_use(), writer.price(), writer.closing())],
    ]


def _technical(writer: Writer) -> Text:
    """One line of definition, the use, then the properties one by one."""
    points = [_point(fact, writer.meaning(fact)) for fact in writer.product.facts]
    return [[_definition(writer.product)], list(said(writer.purpose(), writer.price())), *[[point] for point in points]]


def _creative(writer: Writer) -> Text:
    """A scene, the product in it, and the facts as part of the picture."""
    return [
        list(said(writer.hook() or writer.opening())),
        [*said(writer.turn())],
        _meanings(writer),
        [*_life(writer, len(writer.product.facts)), *said(writer.of_use() or writer.closing())],
    ]


_STRUCTURES: dict[Tone, Callable[[Writer], Text]] = {
    "professional": _professional,
    "casual": _casual,
    "technical": _technical,
    "creative": _creative,
}


def text_of(text: Text) -> str:
    """Paragraphs with an empty line between; points stand line under line."""
    blocks = [lines(*paragraph) for paragraph in text]
    prose = [block for block in blocks if not block.startswith("• ")]
    points = [block for block in blocks if block.startswith("• ")]
    return paragraphs(*prose, "\n".join(points))


def bullets(writer: Writer) -> list[Sentence]:
    """One line a fact: its words, then what they mean in short; benefits as given."""
    short = writer.in_tone("casual")
    told = [_bullet(fact) for fact in short.product.facts]
    return [*told, *(Sentence(sentence_case(benefit), benefit) for benefit in short.product.benefits)]


def _bullet(fact: Fact) -> Sentence:
    given = sentence_case(fact.given)
    short = fact.entry.texts("short")[0] if fact.entry else ""
    if not short:
        return Sentence(given, fact.source)
    if short.lower().startswith(fact.given.lower()):
        return Sentence(short, fact.source)
    return Sentence(f"{given}: {lower_first(short)}", fact.source)


def _meanings(writer: Writer) -> list[Sentence]:
    """One sentence or two for each fact, then the benefits that were given."""
    said_already = writer.product.summary() if writer.tone == "professional" else ""
    facts = [f for f in writer.product.facts if f.entry or f.phrase not in said_already]
    told = [line for fact in facts if (line := writer.about(fact)) is not None]
    benefits = iter(writer.benefit, None)
    return [*told, *benefits]


def _life(writer: Writer, facts: int) -> list[Sentence]:
    """What is true of this kind of thing, where there are few facts to tell."""
    return [line for _ in range(2 - facts) if (line := writer.of_use()) is not None]


def _what_it_is(product: Product) -> Sentence:
    summary, source = product.summary(), product.label
    if product.name and summary:
        verb = "is" if product.noun else "comes with"
        return Sentence(f"{product.name} {verb} {summary}.", source)
    return Sentence(f"{sentence_case(summary) or product.label}.", source)


def _definition(product: Product) -> Sentence:
    summary = product.summary()
    named = f"{product.name}: {summary}." if product.name and summary else f"{sentence_case(summary) or product.label}."
    return Sentence(named, product.label)


def _point(fact: Fact, meaning: str) -> Sentence:
    given = sentence_case(fact.given)
    if not meaning:
        return Sentence(f"• {given}", fact.source)
    if meaning.lower().startswith(fact.given.lower()):
        return Sentence(f"• {meaning}", fact.source)
    return Sentence(f"• {given}. {meaning}", fact.source)
