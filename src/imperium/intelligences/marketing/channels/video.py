"""Video: a script in shots with voice-over and text on screen, with the title and description that YouTube asks for."""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.shots import shots, spoken, table
from imperium.intelligences.seo import cut

SECONDS = 15


def script(copy: Copywriter, seconds: int) -> Asset:
    """The script of a spot of so many seconds."""
    cuts, sentences = shots(copy, seconds)
    title, description = _title(copy), _description(copy)
    parts = {
        "shots": [cut.as_dict() for cut in cuts],
        "duration_seconds": seconds,
        "title": title,
        "description": description,
    }
    about = f"**Title:** {title}  \n**Description:** {description}"
    return Asset("video", "script", spoken(cuts), parts, tuple(sentences), paragraphs(table(cuts), about))


def _title(copy: Copywriter) -> str:
    message = copy.message
    offers = [f"{message.label}: {message.a_kind}" if message.a_kind else "", message.label]
    most = limits.shown("video", "title")
    return next((offer for offer in offers if offer and len(offer) <= most), cut(message.label, most))


def _description(copy: Copywriter) -> str:
    """What it is and its points, then the call; its beginning stands in the results."""
    message = copy.message
    points = copy.row(copy.leading(4))
    return " ".join(
        [f"{_title(copy)}.", *([f"{points[:1].upper()}{points[1:]}."] if points else []), f"{message.act_on_it}."]
    )


def _write(copy: Copywriter, number: int) -> Asset | None:
    return script(copy, SECONDS) if number == 0 else None


VIDEO = Channel(
    "Video",
    "video",
    limits.most("video", "description"),
    "creative",
    1,
    "Makes it seen in motion, for every other channel to use.",
    _write,
)
