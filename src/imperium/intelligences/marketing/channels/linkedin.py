"""LinkedIn: an observation, what follows from it at work, points, and a question to colleagues.

Limit: 3,000 characters; about 210 show before "see more" (LinkedIn Help).
"""

from imperium.intelligences.asset import Asset, lines, paragraphs, said
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.writer import Writer

TAGS = 3


def _write(writer: Writer, number: int) -> Asset | None:
    before = set(writer.used)
    hook, point, turn = writer.hook(200), writer.something(), writer.turn()
    if point is None and number:
        writer.unsay(before)
        return None
    facts = [s for f in writer.facts()[:3] if (s := writer.about(f, 200))] if len(writer.product.facts) > 1 else []
    bullets = [f"– {s.text}" for s in facts] if len(facts) > 1 else []
    practice = writer.in_practice() if bullets else None
    closing = writer.ask() if number % 2 == 0 else writer.invite("linkedin")
    tags = [f"#{tag}" for tag in writer.tags(TAGS)]
    more = lines(*facts) if not bullets else ""
    text = paragraphs(
        lines(hook),
        lines(turn, point),
        more,
        "\n".join([lines(practice), *bullets]) if bullets else "",
        lines(closing),
        " ".join(tags),
    )
    return Asset("linkedin", "post", text, {"hashtags": tags}, said(hook, turn, point, *facts))


LINKEDIN = Channel(
    "LinkedIn",
    "social",
    3000,
    "professional",
    2,
    "Makes the case to people who decide at work, and listens to what they say.",
    _write,
)
