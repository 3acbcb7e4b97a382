"""Instagram: a hook that stands before the fold, short paragraphs, hashtags at the end.

Limits: caption 2,200 characters, 30 hashtags; about 125 characters show before "more" (Instagram Help Center).
"""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.plans import body, flat, joined
from imperium.intelligences.writer import Writer

TAGS = 8


def _write(writer: Writer, number: int) -> Asset | None:
    planned = body(writer, number, 0)
    if not planned:
        return None
    invite = writer.invite("instagram")
    tags = [f"#{tag}" for tag in writer.tags(TAGS)]
    text = paragraphs(joined(planned), invite.text if invite else "", " ".join(tags))
    return Asset("instagram", "post", text, {"hook": planned[0][0].text, "hashtags": tags}, flat(planned))


INSTAGRAM = Channel(
    "Instagram",
    "social",
    2200,
    "casual",
    3,
    "Shows the moments that the product belongs to; pictures are saved and shared.",
    _write,
)
