"""Instagram: a first line that stands before the fold, short paragraphs, hashtags at the end."""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing import angles, limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter

ANGLES = (
    ("introduce", angles.introduce),
    ("duel", angles.duel),
    ("moment", angles.moment),
    ("focus", angles.focus),
    ("price", angles.price),
    ("vote", angles.vote),
    ("people", angles.people),
    ("proof", angles.proof),
)


def _write(copy: Copywriter, number: int) -> Asset | None:
    planned = angles.written(copy, "instagram", ANGLES)
    if not planned:
        return None
    close = copy.line("close")
    tags = [f"#{tag}" for tag in copy.tags(limits.most("instagram", "hashtags"))]
    text = paragraphs(angles.joined(planned), close.text if close else "", " ".join(tags))
    return Asset("instagram", "post", text, {"hook": planned[0][0].text, "hashtags": tags}, angles.flat(planned))


INSTAGRAM = Channel(
    "Instagram",
    "social",
    limits.most("instagram", "caption"),
    "casual",
    3,
    "Shows it where it belongs; pictures are saved and shared.",
    _write,
)
