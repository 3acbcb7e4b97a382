"""Creative briefs: what an image engine and a video engine are asked to make for the campaign."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.marketing.shots import shots
from imperium.intelligences.product import Product
from imperium.intelligences.writer import Writer

_COMPOSITIONS = (
    ("hero shot", "the product in the center, three-quarter view, plenty of empty space around it", "1:1"),
    ("in its setting", "low camera, the product sharp in the foreground, the surroundings soft", "4:5"),
    ("detail", "close up of surface and edges, raking light, shallow depth of field", "1:1"),
    ("wide banner", "product on the left third, calm background with room for a headline on the right", "16:9"),
    ("from above", "flat lay, the product with two or three plain things that belong to its use", "1:1"),
    ("evening", "warm low light, long shadows, quiet mood", "4:5"),
)
_PLAIN_SETTINGS = ("on a plain light backdrop, soft studio light", "on a stone table by a window, natural light")
_PLAIN_LOOK = "natural colors"


def scenery(product: Product, seed: int) -> tuple[str, list[str]]:
    """The look of the product and the places to show it in, those of its audience first."""
    entry = product.category
    settings = [*(a.texts("setting")[0] for a in product.audiences), *(entry.texts("settings") if entry else ())]
    looks = entry.texts("looks") if entry else (_PLAIN_LOOK,)
    return looks[seed % len(looks)], settings or list(_PLAIN_SETTINGS)


def image_briefs(product: Product, count: int, seed: int) -> list[dict[str, Any]]:
    """So many briefs: `prompt` for an image engine, with name, look, setting, composition, aspect and alt text."""
    look, settings = scenery(product, seed)
    briefs = []
    for index in range(count):
        title, composition, aspect = _COMPOSITIONS[index % len(_COMPOSITIONS)]
        setting = settings[index % len(settings)]
        briefs.append(_brief(product, title, look, setting, composition, aspect))
    return briefs


def video_brief(product: Product, seconds: int, seed: int) -> dict[str, Any]:
    """The brief of one video: `prompt`, shots with seconds, voice-over and text, and the whole duration."""
    writer = Writer(product, "creative", seed)
    cuts, _ = shots(writer, seconds)
    _, settings = scenery(product, seed)
    return {
        "prompt": f"{_subject(product)} {settings[0]}, slow camera move around the product, calm, product film",
        "duration_seconds": seconds,
        "shots": [cut.as_dict() for cut in cuts],
        "voice_over": " ".join(cut.voice for cut in cuts if cut.voice),
    }


def _brief(product: Product, title: str, look: str, setting: str, composition: str, aspect: str) -> dict[str, Any]:
    marked = f", the name {product.brand or product.name} small on the product" if product.brand or product.name else ""
    subject = _subject(product)
    return {
        "title": title,
        "prompt": f"{subject} in {look}, {setting}, {composition}{marked}, product photograph",
        "product": product.label,
        "colorway": look,
        "setting": setting,
        "composition": composition,
        "aspect_ratio": aspect,
        "brand": product.brand or product.name,
        "alt_text": f"{sentence_case(product.a_kind or product.label)} {setting}",
    }


def _subject(product: Product) -> str:
    """What is to be seen: the kind of thing, with its name where it has one."""
    return f"{product.name}, {product.a_kind}," if product.name and product.noun else product.a_kind or product.label
