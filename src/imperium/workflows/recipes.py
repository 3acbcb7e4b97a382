"""How each kind of deliverable is made: which capability, with which inputs, once or once for each piece."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from imperium.intelligences.brief import Brief
from imperium.intelligences.deliverables import Deliverable, Kind
from imperium.platform.errors import TooLarge
from imperium.workflows.variables import literal

LABEL_LENGTH = 22
MOST_PIECES = 24
"""The most pictures or videos that one objective starts; who wants more says so in a workflow of their own."""
LONGEST_TITLE = 120
SIZE = re.compile(r"\b\d{2,5}\s?[x×]\s?\d{2,5}\b")


@dataclass(frozen=True, slots=True)
class Draft:
    """A task to be: `first` puts it into the opening stage, whose output the others may use."""

    name: str
    model: str
    what: str
    params: dict[str, Any]
    prompt: str = ""
    first: bool = False


Recipe = Callable[[Brief, Deliverable], Iterator[Draft]]


def subject(brief: Brief) -> str:
    """What the work is about, for titles and prompts."""
    named = f"{brief.brand} " if brief.brand else ""
    return f"{named}{brief.product_plural or brief.product}".strip() or brief.text.strip().rstrip(".")


def named(brief: Brief) -> str:
    """The same as it was written, for whoever reads a plan."""
    brand = f"{brief.brand} " if brief.brand and brief.brand != brief.product else ""
    return f"{brand}{brief.product}".strip() or subject(brief)


def shortened(text: str) -> str:
    """The beginning of a text, as a title."""
    return textwrap.shorten(text.strip().rstrip("."), LONGEST_TITLE, placeholder=" …") or text[:LONGEST_TITLE]


def _campaign(brief: Brief, wanted: Deliverable) -> Iterator[Draft]:
    yield Draft(
        "strategy",
        "campaign_strategy",
        f"Campaign strategy for {named(brief)}",
        {"objective": "{objective}"},
        first=True,
    )


def _copy(name: str, capability: str, what: str) -> Recipe:
    def recipe(brief: Brief, wanted: Deliverable) -> Iterator[Draft]:
        params: dict[str, Any] = {"objective": "{objective}"}
        if wanted.kind == "social_posts":
            params["count"] = wanted.count
            if channels := wanted.details.get("channels"):
                params["channels"] = list(channels)
        yield Draft(name, capability, f"{what} for {named(brief)}", params)

    return recipe


def _image(brief: Brief, wanted: Deliverable) -> Iterator[Draft]:
    size = SIZE.search(brief.text)
    params = {**_brand(brief), **({"resolution": size[0]} if size else {})}
    for number, name in _pieces("image", wanted):
        yield Draft(
            name,
            "image_generation",
            f"{f'Picture {number + 1} of {wanted.count}' if wanted.count > 1 else 'Picture'}: {named(brief)}",
            {**params, "variation": number},
            prompt=_shown("Product image", brief),
        )


def _video(brief: Brief, wanted: Deliverable) -> Iterator[Draft]:
    seconds = wanted.details.get("duration_seconds")
    params = {**_brand(brief), **({"duration": seconds} if seconds else {})}
    for number, name in _pieces("video", wanted):
        yield Draft(
            name,
            "video_generation",
            f"Video: {named(brief)}",
            {**params, "variation": number},
            prompt=_shown("Promotional video", brief),
        )


def _pieces(kind: str, wanted: Deliverable) -> Iterator[tuple[int, str]]:
    """(number from 0, task's name) of each piece. Raises TooLarge for more than one objective may start."""
    if wanted.count > MOST_PIECES:
        raise TooLarge(
            f"objective: {wanted.count} {kind}s are asked for; an objective starts at most {MOST_PIECES}.",
            field="objective",
            limit=MOST_PIECES,
            value=wanted.count,
            remedy="Ask for fewer at once, or send a workflow with a task for each.",
        )
    for number in range(wanted.count):
        yield number, f"{kind}_{number + 1}" if wanted.count > 1 else kind


def _written(name: str, role: str, what: str) -> Recipe:
    def recipe(brief: Brief, wanted: Deliverable) -> Iterator[Draft]:
        yield Draft(name, role, f"{what} about {named(brief)}", {}, prompt=f"{what} for this objective:\n{{objective}}")

    return recipe


def _brand(brief: Brief) -> dict[str, Any]:
    """The name for the label, when it fits on one."""
    return {"brand": literal(brief.brand)} if brief.brand and len(brief.brand) <= LABEL_LENGTH else {}


def is_pictured(brief: Brief) -> bool:
    """Whether pictures and film are all that is asked for: then the person's own words say best what to show."""
    return bool(brief.deliverables) and all(wanted.kind in ("image", "video") for wanted in brief.deliverables)


def _shown(what: str, brief: Brief) -> str:
    if is_pictured(brief):
        return "{objective}"
    return f"{what} of {literal(subject(brief))}{_look(brief)}{literal(_setting(brief))}"


def _look(brief: Brief) -> str:
    """In a campaign everything wears the colours that its strategy chose."""
    return " in {strategy.strategy.concept.look}" if brief.asks_for("campaign") else ""


def _setting(brief: Brief) -> str:
    return f", for {', '.join(brief.audience)}" if brief.audience else ""


RECIPES: Mapping[Kind, Recipe] = {
    "campaign": _campaign,
    "social_posts": _copy("social_posts", "social_posts", "Social media posts"),
    "email": _copy("email", "email_campaign", "E-mail campaign"),
    "landing_page": _copy("landing_page", "landing_page_copy", "Landing page copy"),
    "ad_copy": _copy("ads", "ad_copy", "Advertisements"),
    "video_script": _copy("video_script", "video_script", "Video script"),
    "product_description": _copy("product_copy", "product_content", "Product copy"),
    "image": _image,
    "video": _video,
    "blog_post": _written("blog_post", "thinking_ai", "Write a blog post"),
    "press_release": _written("press_release", "thinking_ai", "Write a press release"),
    "research": _written("research", "research_ai", "Write a research report"),
    "code": _written("code", "code_ai", "Write the program, with its tests and documentation,"),
}
