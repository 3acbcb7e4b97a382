"""Facebook: a few connected sentences, as one would write to people one knows.

Limit: 63,206 characters for a post; what works is a fraction of it, so a piece stays under 600.
"""

from imperium.intelligences.asset import Asset, lines, paragraphs
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.plans import body, flat
from imperium.intelligences.writer import Writer


def _write(writer: Writer, number: int) -> Asset | None:
    planned = body(writer, number, 1)
    if not planned:
        return None
    invite = writer.invite("facebook")
    first, rest = planned[0], [lines(*paragraph) for paragraph in planned[1:]]
    bullets = [block for block in rest if block.startswith("•")]
    prose = " ".join(block for block in rest if not block.startswith("•"))
    text = paragraphs(lines(*first), prose, "\n".join(bullets), invite.text if invite else "")
    return Asset("facebook", "post", text, {}, flat(planned))


FACEBOOK = Channel(
    "Facebook",
    "social",
    600,
    "casual",
    2,
    "Talks with people who know us already, and answers questions in public.",
    _write,
)
