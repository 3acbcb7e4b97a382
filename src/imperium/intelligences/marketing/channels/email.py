"""Email: a subject that says what is inside, a preheader that goes on, a short letter, one call to action.

Limits: subject 50 and preheader 90 characters, what common mail programs show.
"""

from imperium.intelligences.asset import Asset, lines, paragraphs, said
from imperium.intelligences.grammar import lower_first, sentence_case
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.writer import Sentence, Writer

SUBJECT = 50
PREHEADER = 90


def _write(writer: Writer, number: int) -> Asset | None:
    subject = _subject(writer, number)
    hook, turn = writer.hook(), writer.turn()
    points = [s for fact in writer.facts()[:3] if (s := writer.about(fact))]
    points += [s for _ in range(2 - len(points)) if (s := writer.something())]
    if not points and number:
        return None
    preheader = _preheader(writer)
    price, close = writer.price(), writer.invite("email")
    act = writer.act()
    sender = writer.product.brand or writer.product.name
    body = paragraphs(
        "Hello,",
        lines(hook),
        lines(turn),
        *_told(points),
        lines(price, close),
        act,
        f"The {sender} team" if sender else "See you soon",
    )
    parts = {"subject": subject, "preheader": preheader, "body": body, "call_to_action": act}
    text = f"Subject: {subject}\nPreheader: {preheader}\n\n{body}"
    shown = f"**Subject:** {subject}  \n**Preheader:** {preheader}\n\n{body.replace(act, f'**{act}**')}"
    return Asset("email", "email", text, parts, said(hook, turn, *points), shown)


def _told(points: list[Sentence]) -> list[str]:
    """One point is a paragraph, two are one, three are a list."""
    return [lines(*points)] if len(points) < 3 else ["\n".join(f"• {point.text}" for point in points)]


def _subject(writer: Writer, number: int) -> str:
    product = writer.product
    titles = [f.entry.texts("title")[0] for f in product.facts if f.entry]
    label = product.name or product.a_kind
    offers = [
        *([f"{product.label}: {lower_first(titles[0])}"] if titles else []),
        *(f"{sentence_case(product.noun)}: {lower_first(title)}" for title in titles if product.noun),
        *titles,
        f"A closer look at {label}",
        f"A word about {label}",
        f"News: {product.label}",
    ]
    fitting = [offer for offer in offers if len(offer) <= SUBJECT and offer not in writer.used]
    chosen = fitting[number % len(fitting)] if fitting else sentence_case(product.noun or "News")[:SUBJECT]
    writer.used.add(chosen)
    return chosen


def _preheader(writer: Writer) -> str:
    point = writer.something(PREHEADER)
    return point.text if point else f"{writer.act()}."[:PREHEADER]


EMAIL = Channel(
    "Email",
    "email",
    4000,
    "professional",
    1,
    "Reaches people who asked to hear from us; the one channel that is ours.",
    _write,
)
