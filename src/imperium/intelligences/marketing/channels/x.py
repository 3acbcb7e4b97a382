"""X: one thought a post; three points with their reasons can make a numbered thread."""

from imperium.intelligences.asset import Asset, lines, said
from imperium.intelligences.marketing import angles, limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.message import Point
from imperium.intelligences.writer import Sentence

MOST = limits.most("x", "post")
THREAD_FROM = 3
NUMBER = 10
"""Characters kept for the number of a post in its thread."""


def _one_breath(copy: Copywriter) -> angles.Paragraphs:
    """What it is, and the first points in a row, in one sentence each."""
    opening = copy.line("introduce", 120, copy.message.label)
    points = angles.news([point for point in copy.leading(3) if len(point.what) <= 50], opening)
    copy.tell(*points)
    row = Sentence(f"{copy.row(points)[:1].upper()}{copy.row(points)[1:]}.", points[0].given) if points else None
    return angles.kept([opening, row or copy.life(120)])


ANGLES = (
    ("introduce", _one_breath),
    ("duel", angles.duel),
    ("moment", angles.moment),
    ("focus", angles.focus),
    ("price", angles.price),
    ("people", angles.people),
    ("proof", angles.proof),
)


def _write(copy: Copywriter, number: int) -> Asset | None:
    if number == 1 and (thread := _thread(copy)) is not None:
        return thread
    sentences = angles.flat(angles.written(copy, "x", ANGLES))
    return _post(copy, sentences) if sentences else None


def _post(copy: Copywriter, sentences: tuple[Sentence, ...]) -> Asset:
    while len(sentences) > 1 and limits.counted("x", lines(*sentences)) > MOST:
        sentences = sentences[:-1]
    text = lines(*sentences)
    tags = [f"#{tag}" for tag in copy.tags(2)]
    with_tags = f"{text} {' '.join(tags)}"
    kept = tags if limits.counted("x", with_tags) <= MOST else []
    return Asset("x", "post", with_tags if kept else text, {"hashtags": kept}, sentences)


def _thread(copy: Copywriter) -> Asset | None:
    """An opening, a post for each point that can be explained, and what to do next."""
    before, shared = set(copy.used), copy.message.points[:5]
    told = [(point, why) for point in shared if (why := _explained(copy, point))]
    opening = copy.line("inventory", 200, count=copy.count(len(told))) if len(told) >= THREAD_FROM else None
    if opening is None:
        copy.used &= before
        return None
    copy.tell(*(point for point, _ in told))
    blocks = [opening, *(why for _, why in told), *said(copy.line("close"))]
    posts = [f"{block.text} {i}/{len(blocks)}" for i, block in enumerate(blocks, start=1)]
    return Asset("x", "thread", "\n\n".join(posts), {"posts": posts}, tuple(blocks))


def _explained(copy: Copywriter, point: Point) -> Sentence | None:
    """The point with its reason, as one post."""
    if point.why:
        line = copy.listed([point], "")[0]
        return line if limits.counted("x", line.text) <= MOST - NUMBER else None
    reason = copy.reason(point, MOST - NUMBER - len(point.what))
    return Sentence(f"{point.what}. {reason.text}", reason.source) if reason else None


X = Channel("X", "social", 2000, "casual", 3, "One thought at a time, quick to pass on.", _write)
