"""X: one thought a post, 280 characters with hashtags; three facts or more can make a numbered thread.

Limit: 280 characters (X developer documentation, "Counting characters").
"""

from imperium.intelligences.asset import Asset, lines, said
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.writer import Sentence, Writer

MOST = 280
THREAD_FROM_FACTS = 3


def _write(writer: Writer, number: int) -> Asset | None:
    before = set(writer.used)
    if number == 1 and (thread := _thread(writer)) is not None:
        return thread
    writer.unsay(before)
    hook = writer.hook(120)
    point = writer.something(120 if hook else 220)
    if point is None and number:
        writer.unsay(before)
        return None
    turn = writer.turn() if number % 2 == 0 or hook is None else None
    closing = writer.invite("x") if point is None else None
    return _post(writer, said(hook, turn, point, closing))


def _post(writer: Writer, sentences: tuple[Sentence, ...]) -> Asset:
    text = lines(*sentences)
    while len(text) > MOST - 20 and len(sentences) > 1:
        sentences = sentences[:-1]
        text = lines(*sentences)
    tags = [f"#{tag}" for tag in writer.tags(2)]
    with_tags = f"{text} {' '.join(tags)}"
    kept = tags if len(with_tags) <= MOST else []
    return Asset("x", "post", with_tags if kept else text, {"hashtags": kept}, sentences)


def _thread(writer: Writer) -> Asset | None:
    opening = said(writer.hook(120), writer.turn())
    points = [point for fact in writer.facts()[:4] if (point := said(writer.about(fact, 240)))]
    if len(points) < THREAD_FROM_FACTS:
        return None
    blocks = [block for block in (opening, *points, said(writer.ask())) if block]
    posts = [f"{lines(*block)} {i}/{len(blocks)}" for i, block in enumerate(blocks, start=1)]
    posts = [post for post in posts if len(post) <= MOST]
    flat = tuple(sentence for block in blocks for sentence in block)
    return Asset("x", "thread", "\n\n".join(posts), {"posts": posts}, flat)


X = Channel("X", "social", 2000, "casual", 3, "One thought at a time, quick to pass on.", _write)
