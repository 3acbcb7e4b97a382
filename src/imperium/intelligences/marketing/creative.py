"""Creative briefs: what the image and the video capability are asked to make, ready to be run by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.figures import figures
from imperium.intelligences.marketing.limits import size
from imperium.intelligences.marketing.message import Message
from imperium.intelligences.marketing.shots import shots, the_thing

MOST_BRAND = 22
"""Characters of a name that the image capability prints on a product."""
LONGEST_FILM = 60
_COMPOSITIONS = (
    ("hero shot", "in the center, three-quarter view, plenty of empty space around it"),
    ("in its setting", "low camera, sharp in the foreground, the surroundings soft"),
    ("detail", "close up of surface and edges, raking light, shallow depth of field"),
    ("wide banner", "on the left third, calm background with room for a headline on the right"),
    ("from above", "flat lay with two or three plain things that belong to it"),
    ("evening", "warm low light, long shadows, quiet mood"),
)
_PLAIN_LOOK = "natural colors"
_PICTURED = ("instagram", "facebook", "linkedin", "x", "web")


def scenery(message: Message, seed: int) -> tuple[str, list[str]]:
    """The look of the thing and the places to show it in, those of its audience first."""
    own = figures("pictures")[message.industry.offer]
    entry = message.entry
    people = [a.texts("setting")[0] for a in message.product.audiences] if message.industry.offer == "goods" else []
    looks = entry.texts("looks") if entry else (_PLAIN_LOOK,)
    return looks[seed % len(looks)], [*people, *(entry.texts("settings") if entry else ())] or list(own["settings"])


def image_briefs(message: Message, count: int, seed: int, channels: Sequence[str]) -> list[dict[str, Any]]:
    """So many briefs, each with the `inputs` of the capability `image_generation`, sized for a channel in turns."""
    look, settings = scenery(message, seed)
    homes = [channel for channel in channels if channel in _PICTURED] or ["web"]
    return [_brief(message, i, look, settings[i % len(settings)], homes[i % len(homes)]) for i in range(count)]


def video_brief(message: Message, seconds: int, copy: Copywriter, channel: str = "video") -> dict[str, Any]:
    """The brief of one video with the `inputs` of `video_generation`, shots, voice-over and text on screen.

    The capability films at most a minute; a longer spot is cut from several films.
    """
    cuts, _ = shots(copy, seconds)
    _, settings = scenery(message, copy.seed)
    prompt = f"{_subject(message)} {settings[0]}, slow camera move, calm, product film"
    resolution, ratio = size(channel, "video")
    return {
        "capability": "video_generation",
        "prompt": prompt,
        "inputs": {
            "prompt": prompt,
            "duration": min(max(seconds, 1), LONGEST_FILM),
            "resolution": resolution,
            **_brand(message),
        },
        "aspect_ratio": ratio,
        "duration_seconds": seconds,
        "shots": [cut.as_dict() for cut in cuts],
        "voice_over": " ".join(cut.voice for cut in cuts if cut.voice),
    }


def workflow(briefs: Sequence[dict[str, Any]], film: dict[str, Any] | None) -> dict[str, Any] | None:
    """The pictures and the video as a workflow that `POST /workflow` runs; None where there are none."""
    named = [(f"picture_{i}", brief) for i, brief in enumerate(briefs, start=1)] + ([("video", film)] if film else [])
    tasks = [
        {"model": brief["capability"], "output_variable": name, "config": {"params": brief["inputs"]}}
        for name, brief in named
    ]
    return {"workflow": [{"type": "linear", "tasks": tasks}]} if tasks else None


def _brief(message: Message, index: int, look: str, setting: str, channel: str) -> dict[str, Any]:
    title, composition = _COMPOSITIONS[index % len(_COMPOSITIONS)]
    subject = _subject(message)
    dressed = f"{subject} in {look}" if message.industry.offer == "goods" else subject
    resolution, ratio = size(channel)
    prompt = f"{dressed}, {setting}, {composition}, photograph"
    return {
        "capability": "image_generation",
        "title": title,
        "prompt": prompt,
        "inputs": {"prompt": prompt, "resolution": resolution, "variation": index, **_brand(message)},
        "for": channel,
        "product": message.label,
        "colorway": look,
        "setting": setting,
        "composition": composition,
        "aspect_ratio": ratio,
        "brand": message.product.brand or message.product.name,
        "alt_text": f"{sentence_case(subject)}, {setting}",
    }


def _brand(message: Message) -> dict[str, str]:
    """The name on a product, where it is a product and the name is short enough to be printed."""
    name = message.product.brand or message.product.name or ""
    return {"brand": name} if name and len(name) <= MOST_BRAND and message.industry.offer == "goods" else {}


def _subject(message: Message) -> str:
    """What is to be seen: the thing itself, or what stands for a service or a cause."""
    if message.industry.offer != "goods":
        own = str(figures("pictures")[message.industry.offer]["subject"])
        return own.format(name=message.name, thing=the_thing(message))
    if message.product.name and message.a_kind:
        return f"{message.product.name}, {message.a_kind},"
    return message.a_kind or message.product.a_kind or message.label
