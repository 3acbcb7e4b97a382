"""Everything there is to write about one product, assembled by kind of content."""

from __future__ import annotations

from typing import Any, Literal

from imperium.intelligences.asset import paragraphs, sources
from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.linter import check
from imperium.intelligences.product import Product
from imperium.intelligences.product_content.description import bullets, describe, text_of
from imperium.intelligences.seo import seo, title
from imperium.intelligences.tone import TONES, Tone
from imperium.intelligences.writer import Sentence, Writer
from imperium.kit.money import format_usd

ContentType = Literal["description", "catalogue", "seo", "variations", "specifications", "all"]


def content(product: Product, content_type: ContentType, tone: Tone, seed: int) -> dict[str, Any]:
    """The parts that a content type asks for, with `sources` and `markdown`.

    Returns: `title`, `description`, `bullets` always; `seo`, `variations`, `specifications` by type. Every text has
    passed the linter; every claiming sentence stands under `sources` with the attribute that it rests on.
    """
    writer = Writer(product, tone, seed)
    told = describe(writer)
    points = bullets(writer)
    parts: dict[str, Any] = {
        "title": title(product, 80),
        "description": text_of(told),
        "bullets": [point.text for point in points],
    }
    sentences = [*(s for paragraph in told for s in paragraph), *points]
    if content_type in ("seo", "catalogue", "all"):
        parts["seo"] = seo(product, writer.act()).as_dict()
    if content_type in ("variations", "all"):
        parts["variations"], more = _variations(writer, parts["description"])
        sentences += more
    if content_type in ("specifications", "all"):
        parts["specifications"] = specifications(product)
    _edit(parts, product)
    return {"content": parts, "sources": sources(_without_marks(sentences)), "markdown": markdown(parts)}


def specifications(product: Product) -> list[dict[str, str]]:
    """Name and value of everything that was given, in a fixed order."""
    shelf = product.category.data["shelf"] if product.category else ""
    features = [f for f in product.facts if f.form != "material"]
    rows = [
        ("Product", product.label),
        ("Brand", product.brand or ""),
        ("Category", shelf),
        *(("Material", f.given) for f in product.facts if f.form == "material"),
        *(("Feature" if f.form == "noun" else "Property", sentence_case(f.given)) for f in features),
        ("Made for", product.people or ""),
        ("Price", format_usd(product.price_micro_usd) if product.price_micro_usd is not None else ""),
    ]
    return [{"name": name, "value": value} for name, value in rows if value]


def markdown(parts: dict[str, Any]) -> str:
    """The content as a person would read it."""
    points = "\n".join(f"- {point}" for point in parts["bullets"])
    return paragraphs(
        f"## {parts['title']}",
        parts["description"],
        points,
        *(_seo_markdown(parts["seo"]) if "seo" in parts else []),
        *(f"### {name.capitalize()}\n\n{text}" for name, text in parts.get("variations", {}).items()),
        _table(parts["specifications"]) if "specifications" in parts else "",
    )


def _variations(writer: Writer, own: str) -> tuple[dict[str, str], list[Sentence]]:
    """A text in each tone; the writer's own is there already, and the others repeat nothing of it."""
    texts: dict[str, str] = {}
    sentences: list[Sentence] = []
    for tone in TONES:
        told = describe(writer.in_tone(tone)) if tone != writer.tone else []
        texts[tone] = text_of(told) or own
        sentences += [s for paragraph in told for s in paragraph]
    return texts, sentences


def _edit(parts: dict[str, Any], product: Product) -> None:
    texts = [parts["title"], parts["description"], *parts["bullets"], *parts.get("variations", {}).values()]
    for text in texts:
        check(text, given=product.given)
    if "seo" in parts:
        check(parts["seo"]["title"], max_characters=60, given=product.given)
        check(parts["seo"]["meta_description"], max_characters=155, given=product.given)


def _without_marks(sentences: list[Sentence]) -> list[Sentence]:
    return [Sentence(s.text.removeprefix("• "), s.source) for s in sentences]


def _seo_markdown(texts: dict[str, Any]) -> list[str]:
    return [
        "### For search engines",
        f"**Title:** {texts['title']}  \n**Description:** {texts['meta_description']}  \n"
        f"**Keywords:** {', '.join(texts['keywords'])}  \n**Address:** /{texts['slug']}",
    ]


def _table(rows: list[dict[str, str]]) -> str:
    body = "\n".join(f"| {row['name']} | {row['value']} |" for row in rows)
    return f"| Specification | Value |\n| --- | --- |\n{body}"
