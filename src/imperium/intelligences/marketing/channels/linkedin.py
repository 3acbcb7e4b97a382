"""LinkedIn: what it is, point by point, and a question to colleagues."""

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing import angles, limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter

TAGS = 3


def _overview(copy: Copywriter) -> angles.Paragraphs:
    """What it is, every point with its reason, then a question."""
    points = copy.leading(6)
    opening = copy.line("introduce", limits.shown("linkedin", "post"), copy.message.label)
    if len(points) < 2 or opening is None:
        return []
    copy.tell(*points)
    listed = [[line] for line in copy.listed(points, "– ")]
    return angles.kept([opening], [copy.line("short")], *listed, [copy.line("vote")])


ANGLES = (
    ("overview", _overview),
    ("focus", angles.focus),
    ("proof", angles.proof),
    ("duel", angles.duel),
    ("price", angles.price),
    ("moment", angles.moment),
    ("people", angles.people),
    ("introduce", angles.introduce),
)


def _write(copy: Copywriter, number: int) -> Asset | None:
    planned = angles.written(copy, "linkedin", ANGLES)
    if not planned:
        return None
    asks = planned[-1][-1].text.endswith("?")
    close = None if asks else copy.line("close")
    tags = [f"#{tag}" for tag in copy.tags(TAGS)]
    text = paragraphs(angles.joined(planned), close.text if close else "", " ".join(tags))
    return Asset("linkedin", "post", text, {"hashtags": tags}, angles.flat(planned))


LINKEDIN = Channel(
    "LinkedIn",
    "social",
    limits.most("linkedin", "post"),
    "professional",
    2,
    "Makes the case to people who decide at work, and listens to what they say.",
    _write,
)
