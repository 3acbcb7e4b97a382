"""Email: a subject that says what is inside, a preheader that goes on, a short letter, one call to action."""

from collections.abc import Sequence

from imperium.intelligences.asset import Asset, lines, paragraphs, said
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.angles import Paragraphs, flat, is_explained, joined, kept
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.seo import cut

SUBJECT = limits.most("email", "subject")
PREHEADER = limits.most("email", "preheader")


def _write(copy: Copywriter, number: int) -> Asset | None:
    return _overview(copy) if number == 0 else _follow_up(copy, number)


def _overview(copy: Copywriter) -> Asset | None:
    """The first letter: what it is, and its points with their reasons."""
    points = copy.leading(5)
    opening = copy.line("letter")
    if opening is None:
        return None
    copy.tell(*points)
    told = copy.listed(points) if len(points) > 1 else [copy.bare(point) for point in points]
    heading = copy.line("short") if len(points) > 1 else None
    lives = said(*(copy.life() for _ in range(0 if told else 2)))
    subject = _subject(copy, _subjects(copy))
    return _letter(copy, subject, kept([opening], lives, [heading], *[[line] for line in told], [copy.proof()]))


def _follow_up(copy: Copywriter, number: int) -> Asset | None:
    """A later letter: one point that can be explained, and nothing else; none when there are no more of them."""
    reasoned = [point for point in copy.message.points if is_explained(point)][number - 1 : number]
    opening = copy.line("letter_two", source=reasoned[0].given, one=reasoned[0].inside) if reasoned else None
    if opening is None:
        return None
    copy.tell(reasoned[0])
    subject = _subject(copy, [reasoned[0].what, *_subjects(copy)])
    reason = copy.reason(reasoned[0])
    return _letter(copy, subject, kept([opening], [reason]), reasoned[0].why)


def _letter(copy: Copywriter, subject: str, told: Paragraphs, preview: str = "") -> Asset:
    money, act = said(copy.line("offer", source="offer"), copy.line("price", source="price")), copy.message.act_on_it
    reply = lines(copy.line("reply"))
    body = paragraphs("Hello,", joined(told), lines(*money), act, reply, _sender(copy))
    preheader = _preheader(copy, subject, preview)
    parts = {"subject": subject, "preheader": preheader, "body": body, "call_to_action": act}
    text = f"Subject: {subject}\nPreheader: {preheader}\n\n{body}"
    shown = f"**Subject:** {subject}  \n**Preheader:** {preheader}\n\n{_bold(body, act)}"
    return Asset("email", "email", text, parts, (*flat(told), *money), shown)


def alternative_subject(copy: Copywriter, subject: str) -> str:
    """Another subject for the first letter, to be tested against it: for whom instead of what."""
    people = copy.message.people
    return _fitting([f"For {people}: {copy.message.label}" if people else "", *_subjects(copy)[::-1]], {subject})


def _subjects(copy: Copywriter) -> list[str]:
    """Subjects of a first letter, those that say most first."""
    message = copy.message
    row, one = copy.row(copy.leading(2)), copy.row(copy.leading(1))
    return [
        message.offer.rstrip("."),
        f"{message.label}: {row}" if row else "",
        f"{message.label}: {one}" if one else "",
        f"{one[:1].upper()}{one[1:]}",
        f"{message.label}, for {message.people}" if message.people else "",
        f"{message.act_on_it}: {message.label}",
        f"About {message.the_name}",
        f"A letter about {message.the_name}",
        message.label,
    ]


def _subject(copy: Copywriter, offers: Sequence[str]) -> str:
    chosen = _fitting(offers, copy.used) or cut(copy.message.label, SUBJECT)
    copy.used.add(chosen)
    return chosen


def _fitting(offers: Sequence[str], taken: set[str]) -> str:
    return next((o for o in offers if o and len(o) <= SUBJECT and o not in taken), "")


def _preheader(copy: Copywriter, subject: str, preview: str) -> str:
    """What the subject had no room for."""
    message = copy.message
    people = f" for {message.people}" if message.people else ""
    rows = [copy.row(copy.leading(count)) for count in (3, 2, 1)]
    offers = [
        preview.rstrip("."),
        f"{message.a_kind}{people}" if message.a_kind else "",
        *rows,
        message.act_on_it,
        message.label,
    ]
    news = (o for o in offers if o and len(o) < PREHEADER and o.lower() not in subject.lower())
    chosen = next(news, message.act_on_it)
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
    2,
    "Reaches people who asked to hear from us; the one channel that is ours.",
    _write,
)
