"""TikTok: a timed script with a first line that stops the thumb, text on screen, and a caption.

Limits: caption 2,200 characters (TikTok Help); 15 seconds keep a single idea.
"""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.shots import shots, spoken, table
from imperium.intelligences.writer import Writer

SECONDS = 15
_HANDHELD = (
    (
        "straight into the camera, {the_thing} in hand",
        "from your own point of view, no cut",
        "close up, one finger points at the detail",
        "back to the face, one raised eyebrow",
        "{the_thing} put down in front of the camera, cut",
    ),
    (
        "camera at floor level, somebody walks in with {the_thing}",
        "quick cuts: hands, {the_thing}, hands",
        "over the shoulder, quite close",
        "wide, two seconds of nothing but the place",
        "{the_thing} held up to the lens until it goes dark",
    ),
)


def _write(writer: Writer, number: int) -> Asset | None:
    if number >= len(_HANDHELD):
        return None
    cuts, sentences = shots(writer, SECONDS, _HANDHELD[number])
    if not sentences and number:
        return None
    tags = [f"#{tag}" for tag in writer.tags(4)]
    ask = writer.ask()
    caption = " ".join([*([ask.text] if ask else []), *tags])
    text = paragraphs(spoken(cuts), f"Caption: {caption}")
    parts = {"shots": [cut.as_dict() for cut in cuts], "caption": caption, "duration_seconds": SECONDS}
    return Asset("tiktok", "script", text, parts, tuple(sentences), paragraphs(table(cuts), f"**Caption:** {caption}"))


TIKTOK = Channel(
    "TikTok", "social", 2200, "casual", 1, "Shows the thing in use, unpolished, in the first two seconds.", _write
)
