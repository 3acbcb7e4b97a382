"""Video: a script in shots with voice-over and text on screen, for a spot of the length asked for."""

from imperium.intelligences.asset import Asset
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.shots import shots, spoken, table
from imperium.intelligences.writer import Writer

SECONDS = 15


def script(writer: Writer, seconds: int) -> Asset:
    """The script of a spot of so many seconds."""
    cuts, sentences = shots(writer, seconds)
    parts = {"shots": [cut.as_dict() for cut in cuts], "duration_seconds": seconds, "title": writer.product.label}
    return Asset("video", "script", spoken(cuts), parts, tuple(sentences), table(cuts))


def _write(writer: Writer, number: int) -> Asset | None:
    return script(writer, SECONDS) if number == 0 else None


VIDEO = Channel(
    "Video", "video", 5000, "creative", 1, "Makes the product seen in motion, for every other channel to use.", _write
)
