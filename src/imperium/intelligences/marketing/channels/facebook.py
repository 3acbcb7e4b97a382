"""Facebook: a few connected sentences, as one would write to people one knows."""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing import angles, limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter

ANGLES = (
    ("introduce", angles.introduce),
    ("vote", angles.vote),
    ("moment", angles.moment),
    ("price", angles.price),
    ("focus", angles.focus),
    ("proof", angles.proof),
    ("people", angles.people),
)


def _write(copy: Copywriter, number: int) -> Asset | None:
    planned = angles.written(copy, "facebook", ANGLES)
    if not planned:
        return None
    close = copy.line("close")
    text = paragraphs(angles.joined(planned), close.text if close else "")
    return Asset("facebook", "post", text, {}, angles.flat(planned))


FACEBOOK = Channel(
    "Facebook",
    "social",
    limits.most("facebook", "post"),
    "casual",
    2,
    "Talks with people who know us already, and answers questions in public.",
    _write,
)
