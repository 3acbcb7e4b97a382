"""Email: a subject that says what is inside, a preheader that goes on, a short letter, one call to action."""

from imperium.intelligences.asset import Asset, lines, paragraphs, said
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.angles import joined, kept
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.seo import cut

SUBJECT = limits.most("email", "subject")
PREHEADER = limits.most("email", "preheader")


def _write(copy: Copywriter, number: int) -> Asset | None:
    points = copy.leading(5) if number == 0 else copy.points(1)
    if number and (not points or number > len(copy.message.points)):
        return None
    copy.tell(*points)
    one = points[0].inside if points else ""
    opening = copy.line("letter" if number == 0 else "letter_two", one=one)
    if opening is None:
        return None
    subject, preheader = _subject(copy, number, one), _preheader(copy, one)
    told = copy.listed(points) if number == 0 and len(points) > 1 else []
    reason = copy.reason(points[0]) if points and not told else None
    alone = copy.bare(points[0]) if points and not told and number == 0 else None
    money = said(copy.line("offer", source="offer"), copy.line("price", source="price"))
    act = copy.message.act_on_it
    middle = kept([copy.line("short")] if told else [], *[[line] for line in told], [alone, reason], [copy.proof()])
    body = paragraphs(
        "Hello,", opening.text, joined(middle), lines(*money), act, lines(copy.line("reply")), _sender(copy)
    )
    parts = {"subject": subject, "preheader": preheader, "body": body, "call_to_action": act}
    text = f"Subject: {subject}\nPreheader: {preheader}\n\n{body}"
    shown = f"**Subject:** {subject}  \n**Preheader:** {preheader}\n\n{_bold(body, act)}"
    sentences = (opening, *told, *said(alone, reason), *money)
    return Asset("email", "email", text, parts, sentences, shown)


def alternative_subject(copy: Copywriter, subject: str) -> str:
    """Another subject for the first letter, to be tested against it."""
    return _subject(copy, 1, copy.message.points[0].inside if copy.message.points else "", avoid=subject)


def _subject(copy: Copywriter, number: int, one: str, avoid: str = "") -> str:
    message = copy.message
    row = copy.row(copy.leading(2))
    offers = [
        message.offer.rstrip("."),
        f"{message.label}: {row}" if row else "",
        f"{message.label}: {one}" if one else "",
        f"{message.label}, for {message.product.people}" if message.product.people else "",
        f"{message.act_on_it}: {message.label}",
        f"About {message.the_name}",
        f"A letter about {message.the_name}",
        message.label,
    ]
    fitting = [o for o in offers if o and len(o) <= SUBJECT and o not in copy.used and o != avoid]
    chosen = fitting[number % len(fitting)] if fitting else cut(message.label, SUBJECT)
    if not avoid:
        copy.used.add(chosen)
    return chosen


def _preheader(copy: Copywriter, one: str) -> str:
    """What the subject had no room for."""
    message = copy.message
    rest = copy.row(copy.points(3))
    offers = [
        f"{message.a_kind} for {message.product.people}" if message.a_kind and message.product.people else "",
        rest,
    ]
    offers += [one, message.a_kind, message.act_on_it]
    chosen = next(offer for offer in offers if offer and len(offer) < PREHEADER)
    return f"{chosen[:1].upper()}{chosen[1:]}."


def _sender(copy: Copywriter) -> str:
    sender = copy.message.product.brand or copy.message.product.name
    return f"The {sender} team" if sender else "Thank you for reading"


def _bold(body: str, act: str) -> str:
    return "\n\n".join(f"**{block}**" if block == act else block for block in body.split("\n\n"))


EMAIL = Channel(
    "Email",
    "email",
    4000,
    "professional",
    1,
    "Reaches people who asked to hear from us; the one channel that is ours.",
    _write,
)
