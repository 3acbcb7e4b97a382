"""TikTok: a timed script with a first line that stops the thumb, text on screen, and a caption.

Limits: caption 2,200 characters (TikTok Help); 15 seconds keep a single idea.
"""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.shots import shots, spoken, table
from imperium.intelligences.writer import Writer

SECONDS = 15


def _write(writer: Writer, number: int) -> Asset | None:
    cuts, sentences = shots(writer, SECONDS)
    if not sentences and number:
        return None
    tags = [f"#{tag}" for tag in writer.tags(4)]
    ask = writer.ask()
    caption = " ".join([*([ask.text] if ask else []), *tags])
    text = paragraphs(spoken(cuts), f"Caption: {caption}")
    parts = {"shots": [cut.as_dict() for cut in cuts], "caption": caption, "duration_seconds": SECONDS}
    return Asset("tiktok", "script", text, parts, tuple(sentences), paragraphs(table(cuts), f"**Caption:** {caption}"))


TIKTOK = Channel("TikTok", "social", 2200, "casual", 1, _write)
