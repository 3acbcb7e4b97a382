"""TikTok: a timed script that begins with the thing itself, text on screen, and a caption."""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.shots import shots, spoken, table

SECONDS = 15
_HANDHELD = (
    (
        "straight into the camera, {thing} in view",
        "from your own point of view, no cut",
        "close up, one finger points at the detail",
        "back to the face, one raised eyebrow",
        "{thing} held up in front of the camera, cut",
    ),
    (
        "camera at floor level, somebody walks in",
        "quick cuts: hands, {thing}, hands",
        "over the shoulder, quite close",
        "wide, two seconds of nothing but the place",
        "the lens goes dark, the name stays",
    ),
)


def _write(copy: Copywriter, number: int) -> Asset | None:
    if number >= len(_HANDHELD):
        return None
    cuts, sentences = shots(copy, SECONDS, _HANDHELD[number])
    if not sentences and number:
        return None
    tags = [f"#{tag}" for tag in copy.tags(4)]
    ask = copy.line("vote") if copy.message.points else None
    caption = " ".join([ask.text.rstrip(":") if ask else f"{copy.message.label}.", *tags])
    text = paragraphs(spoken(cuts), f"Caption: {caption}")
    parts = {"shots": [cut.as_dict() for cut in cuts], "caption": caption, "duration_seconds": SECONDS}
    return Asset("tiktok", "script", text, parts, tuple(sentences), paragraphs(table(cuts), f"**Caption:** {caption}"))


TIKTOK = Channel(
    "TikTok",
    "social",
    limits.most("tiktok", "caption"),
    "casual",
    1,
    "Shows the thing in use, unpolished, in the first two seconds.",
    _write,
)
