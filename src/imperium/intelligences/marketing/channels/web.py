"""Web: the copy of a landing page: hero, three blocks, questions and answers, title and description for search engines.

Limits: meta title 60 and meta description 155 characters, what result pages show.
"""

from collections.abc import Mapping

from imperium.intelligences.asset import Asset, paragraphs, said
from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.seo import seo
from imperium.intelligences.writer import Sentence, Writer

HEADLINE = 70
BLOCKS = 3


def _write(writer: Writer, number: int) -> Asset | None:
    if number:
        return None
    headline = writer.in_tone("technical").hook(HEADLINE) or writer.hook(HEADLINE)
    known = [fact for fact in writer.product.facts if fact.entry]
    blocks = [(fact, s) for fact in known[:BLOCKS] if (s := writer.about(fact))]
    rest = _rest(writer)
    extra = [s for _ in range(BLOCKS - len(blocks)) if (s := writer.of_use() if rest else writer.something())]
    questions = writer.questions()[:4]
    act = writer.act()
    search = seo(writer.product, act)
    hero = headline.text.rstrip(".") if headline else writer.product.label
    price = writer.price()
    sub = " ".join([_sub_line(writer), *([price.text] if price else [])])
    parts = {
        "headline": hero,
        "sub_line": sub,
        "blocks": [
            *({"title": fact.title, "text": line.text} for fact, line in blocks),
            *({"title": "", "text": line.text} for line in extra),
            *({"title": "Also part of it", "text": line.text} for line in rest),
        ],
        "faq": [{"question": q.text, "answer": a.text} for q, a in questions],
        "call_to_action": act,
        "meta_title": search.title,
        "meta_description": search.meta_description,
    }
    told = said(headline, *(s for _, s in blocks), *extra, *rest, *(a for _, a in questions))
    return Asset("web", "landing_page", _text(parts), parts, told, _markdown(parts))


def _rest(writer: Writer) -> list[Sentence]:
    """The facts that speak for themselves, in one line."""
    plain = [fact for fact in writer.product.facts if not fact.entry]
    told = [plain[0].given, *(fact.phrase for fact in plain[1:])] if plain else []
    return [Sentence(f"{sentence_case(', '.join(told))}.", plain[0].source)] if plain else []


def _sub_line(writer: Writer) -> str:
    product = writer.product
    summary = product.summary()
    named = f"{product.name}: {summary}." if product.name and summary else f"{sentence_case(summary)}."
    return named if summary else writer.product.label


def _text(parts: Mapping[str, object]) -> str:
    return _markdown(parts).replace("**", "").replace("## ", "").replace("# ", "")


def _markdown(parts: Mapping[str, object]) -> str:
    blocks = parts["blocks"]
    faq = parts["faq"]
    assert isinstance(blocks, list)
    assert isinstance(faq, list)
    told = [f"## {b['title']}\n\n{b['text']}" if b["title"] else b["text"] for b in blocks]
    asked = [f"**{item['question']}**\n\n{item['answer']}" for item in faq]
    return paragraphs(
        f"# {parts['headline']}",
        str(parts["sub_line"]),
        f"**{parts['call_to_action']}**",
        *told,
        *(["## Questions and answers", *asked] if asked else []),
    )


WEB = Channel(
    "Web", "web", 6000, "professional", 1, "The place where every link ends and every question is answered.", _write
)
