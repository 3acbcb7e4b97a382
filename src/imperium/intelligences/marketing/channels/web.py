"""Web: the copy of a landing page: hero, points, questions and answers, title and description for search engines."""

from collections.abc import Mapping

from imperium.intelligences.asset import Asset, paragraphs, said
from imperium.intelligences.grammar import is_plural, sentence_case
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.message import Point
from imperium.intelligences.seo import cut
from imperium.intelligences.writer import Sentence

HEADLINE = 70
BLOCKS, FEWEST = 4, 3
TITLE = limits.most("web", "meta_title")
DESCRIPTION = limits.most("web", "meta_description")


def _write(copy: Copywriter, number: int) -> Asset | None:
    if number:
        return None
    explained = [(p, why) for p in copy.message.points[:6] if (why := _reason(copy, p))][:BLOCKS]
    rest = [p for p in copy.message.news if p not in [point for point, _ in explained]]
    lives = said(*(copy.life() for _ in range(FEWEST - len(explained) - bool(rest))))
    proof, opening = copy.proof(), headline_of(copy)
    parts = {
        "headline": opening,
        "sub_line": _sub_line(copy, opening),
        "blocks": [
            *({"title": p.what, "text": why.text} for p, why in explained),
            *([{"title": _heading(copy, "rest" if explained else "short"), "text": _list(rest)}] if rest else []),
            *({"title": "", "text": life.text} for life in lives),
            *([{"title": "In other words", "text": proof.text}] if proof else []),
        ],
        "faq": _faq(copy),
        "call_to_action": copy.message.act_on_it,
        "meta_title": _title(copy),
        "meta_description": _description(copy),
    }
    told = (*(why for _, why in explained), *(copy.bare(p) for p in rest), *lives, *said(proof))
    return Asset("web", "landing_page", _text(parts), parts, told, _markdown(parts))


def headlines(copy: Copywriter) -> list[str]:
    """Headlines that fit, the one that says most first."""
    message = copy.message
    what, people, place = sentence_case(message.kind), message.people, message.place
    act = f"{message.act_on_it} to {message.name}" if message.industry.offer == "cause" else ""
    offers = [
        act,
        f"{what} for {people} in {place}" if what and people and place else "",
        f"{what} for {people}" if what and people else "",
        f"{what} in {place}" if what and place else "",
        f"{message.label}: {message.a_kind}" if message.a_kind else "",
        f"{message.label}: {message.points[0].inside}" if message.points else "",
        f"{message.label}, for {people}" if people else "",
        message.label,
    ]
    return [offer for offer in dict.fromkeys(offers) if offer and len(offer) <= HEADLINE] or [
        cut(message.label, HEADLINE)
    ]


def headline_of(copy: Copywriter) -> str:
    return headlines(copy)[0]


def _reason(copy: Copywriter, point: Point) -> Sentence | None:
    if point.why:
        return Sentence(f"{sentence_case(point.why).rstrip('.')}.", point.given)
    return copy.writer.about(point.fact) if point.fact and point.fact.entry else None


def _sub_line(copy: Copywriter, above: str) -> str:
    """The name and the first points, in one line, with the offer and the price."""
    message = copy.message
    row = copy.row(copy.leading(3))
    start = "" if message.label in above else message.label
    alone = copy.life() if not row else None
    named = f"{start}: {row}." if start and row else f"{sentence_case(row)}." if row else alone.text if alone else above
    money = [f"{message.offer.rstrip('.')}." if message.offer else "", f"{message.price}." if message.price else ""]
    return " ".join([named, *(text for text in money if text)])


def _heading(copy: Copywriter, form: str) -> str:
    known = copy.line(form)
    return known.text.rstrip(":") if known else "At a glance"


def _list(points: list[Point]) -> str:
    return "\n".join(f"• {point.what}" for point in points)


def _faq(copy: Copywriter) -> list[dict[str, str]]:
    """Questions that what was given answers."""
    message = copy.message
    people, place = message.people, message.place
    asked = [
        (f"What {'are' if is_plural(message.kind) else 'is'} {message.the_name}?", message.definition),
        ("Who is it for?", f"For {people}." if people and not message.definition else ""),
        ("What does it cost?", f"{message.price}." if message.price else ""),
        ("Is there an offer at the moment?", f"{message.offer.rstrip('.')}." if message.offer else ""),
        ("Where is it?", f"In {place}." if place and not message.definition else ""),
    ]
    plain = {point.given for point in message.points if not point.why}
    known = [(q.text, a.text) for q, a in copy.writer.questions() if a.source in plain][:2]
    return [{"question": q, "answer": a} for q, a in [*asked, *known] if a][:5]


def _title(copy: Copywriter) -> str:
    message = copy.message
    offers = [f"{message.label}: {message.kind} in {message.place}" if message.place and message.a_kind else ""]
    offers += [f"{message.label}: {message.kind}" if message.a_kind else "", message.label]
    return next((offer for offer in offers if offer and len(offer) <= TITLE), cut(message.label, TITLE))


def _description(copy: Copywriter) -> str:
    message = copy.message
    start = f"{message.label}: {message.a_kind}." if message.a_kind else f"{message.label}."
    rows = [copy.row(copy.leading(count)) for count in (4, 3, 2, 1)]
    offers = [f"{start} {sentence_case(row)}. {message.act_on_it}." for row in rows if row]
    offers += [f"{start} {message.act_on_it}.", start]
    return next((o for o in offers if len(o) <= DESCRIPTION), f"{cut(message.label, DESCRIPTION - 1)}.")


def _text(parts: Mapping[str, object]) -> str:
    return _markdown(parts).replace("**", "").replace("## ", "").replace("# ", "")


def _markdown(parts: Mapping[str, object]) -> str:
    blocks, faq = parts["blocks"], parts["faq"]
    assert isinstance(blocks, list)
    assert isinstance(faq, list)
    told = [f"## {b['title']}\n\n{b['text']}" if b["title"] else b["text"] for b in blocks]
    asked = [f"**{item['question']}**\n\n{item['answer']}" for item in faq]
    return paragraphs(
        f"# {parts['headline']}",
        str(parts["sub_line"]),
        f"**{parts['call_to_action']}**",
        *told,
        *(["## Questions and answers", *asked] if asked else []),
    )


WEB = Channel(
    "Web", "web", 6000, "professional", 1, "The place where every link ends and every question is answered.", _write
)
