"""Web: the copy of a landing page: hero, three blocks, questions and answers, title and description for search engines.

Limits: meta title 60 and meta description 155 characters, what result pages show.
"""

from collections.abc import Mapping

from imperium.intelligences.asset import Asset, paragraphs, said
from imperium.intelligences.fact import Fact
from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.seo import seo
from imperium.intelligences.writer import Writer

HEADLINE = 70
BLOCKS = 3


def _write(writer: Writer, number: int) -> Asset | None:
    if number:
        return None
    headline = writer.in_tone("technical").hook(HEADLINE) or writer.hook(HEADLINE)
    blocks = [(f, s) for f in _first_known(writer)[:BLOCKS] if (s := writer.about(f))]
    extra = [s for s in (writer.something() for _ in range(BLOCKS - len(blocks))) if s]
    questions = writer.questions()[:4]
    act = writer.act()
    search = seo(writer.product, act)
    hero = headline.text.rstrip(".") if headline else writer.product.label
    price = writer.price()
    sub = " ".join([_sub_line(writer), *([price.text] if price else [])])
    parts = {
        "headline": hero,
        "sub_line": sub,
        "blocks": [{"title": f.title, "text": s.text} for f, s in blocks]
        + [{"title": "", "text": s.text} for s in extra],
        "faq": [{"question": q.text, "answer": a.text} for q, a in questions],
        "call_to_action": act,
        "meta_title": search.title,
        "meta_description": search.meta_description,
    }
    told = said(headline, *(s for _, s in blocks), *extra, *(a for _, a in questions))
    return Asset("web", "landing_page", _text(parts), parts, told, _markdown(parts))


def _first_known(writer: Writer) -> list[Fact]:
    return sorted(writer.product.facts, key=lambda fact: fact.entry is None)


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
