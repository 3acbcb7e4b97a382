"""Search: a responsive search ad, whose headlines and descriptions can stand in any order, and its path."""

from imperium.intelligences.asset import Asset, said
from imperium.intelligences.grammar import is_mass, plural, sentence_case, title_case
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.seo import slug
from imperium.intelligences.writer import Sentence

HEADLINE = limits.most("search", "headline")
DESCRIPTION = limits.most("search", "description")
PATH = limits.most("search", "path")
HEADLINES = limits.pieces("search", "headline")
DESCRIPTIONS = limits.pieces("search", "description")


def _write(copy: Copywriter, number: int) -> Asset | None:
    if number:
        return None
    headlines, descriptions = headlines_of(copy), _descriptions(copy)
    paths = [
        part for part in (slug(copy.message.kind or copy.message.name), slug(copy.message.place)) if _is_path(part)
    ]
    text = "\n".join(
        ["Headlines", *(f"• {h}" for h in headlines), "", "Descriptions", *(f"• {d.text}" for d in descriptions)]
    )
    parts = {"headlines": headlines, "descriptions": [d.text for d in descriptions], "paths": paths}
    return Asset("search", "responsive_search_ad", text, parts, tuple(descriptions), _markdown(headlines, descriptions))


def _is_path(part: str) -> bool:
    return len(part) <= PATH and part != "product"


def headlines_of(copy: Copywriter) -> list[str]:
    """Who, what, for whom, where, for how much, each point that fits, and the call."""
    message = copy.message
    kind, product = message.kind, message.product
    goods = message.industry.offer == "goods" and kind and not is_mass(kind)
    offers = [
        product.name or "",
        title_case(kind),
        title_case(plural(kind)) if goods else "",
        f"{title_case(kind)} in {message.place}" if kind and message.place else "",
        *(point.what for point in message.points),
        message.offer.rstrip("."),
        f"For {message.people}" if message.people else "",
        f"In {message.place}" if message.place else "",
        f"{message.price}" if len(message.price) >= 3 else "",
        message.act_on_it,
        f"{message.act_on_it}: {product.name}" if product.name else "",
        f"About {message.the_name}",
        "See all details",
        "Questions? Ask us",
    ]
    unique = {offer.lower(): offer for offer in reversed(offers) if 3 <= len(offer) <= HEADLINE}
    return list(reversed(unique.values()))[:HEADLINES]


def _descriptions(copy: Copywriter) -> list[Sentence]:
    """As many points as fit into each, behind what it is; the call where there is room."""
    message = copy.message
    what = sentence_case(message.kind) or message.label
    people = f" for {message.people}" if message.people else ""
    place = f" in {message.place}" if message.place else ""
    first = Sentence(_with_call(f"{what}{people}{place}.", message.act_on_it), message.label)
    rows = _rows(copy)
    extra = [Sentence(_with_call(f"{p.what}: {p.why}.", ""), p.given) for p in message.points if p.why]
    money = [Sentence(f"{message.offer.rstrip('.')}.", "offer")] if message.offer else []
    lives = said(*(copy.in_tone("casual").life(DESCRIPTION) for _ in range(2 - len(rows))))
    plain = [
        Sentence(f"All about {message.the_name}, in one place."),
        Sentence(f"{message.act_on_it}. Questions are welcome."),
        Sentence(f"{message.act_on_it}. All details are on one page."),
    ]
    fitting = [s for s in [first, *rows, *money, *extra, *lives] if len(s.text) <= DESCRIPTION]
    unique = list({s.text: s for s in fitting}.values())[:DESCRIPTIONS]
    return [*unique, *[s for s in plain if len(s.text) <= DESCRIPTION][: max(0, 2 - len(unique))]]


def _with_call(text: str, act: str) -> str:
    longer = f"{text} {act}."
    return longer if act and len(longer) <= DESCRIPTION else text


def _rows(copy: Copywriter) -> list[Sentence]:
    """The points, packed into lines."""
    rows: list[Sentence] = []
    pending: list[str] = []
    source = ""
    for point in copy.message.news:
        if pending and len(", ".join([*pending, point.inside])) + 1 > DESCRIPTION:
            rows.append(Sentence(f"{', '.join(pending)}.", source))
            pending = []
        source = source if pending else point.given
        pending.append(point.inside if pending else point.what)
    return [*rows, Sentence(f"{', '.join(pending)}.", source)] if pending else rows


def _markdown(headlines: list[str], descriptions: list[Sentence]) -> str:
    heads = "\n".join(f"- {h} ({len(h)})" for h in headlines)
    return f"**Headlines**\n\n{heads}\n\n**Descriptions**\n\n" + "\n".join(
        f"- {d.text} ({len(d.text)})" for d in descriptions
    )


SEARCH = Channel(
    "Search ads", "search", 3000, "professional", 1, "Meets people at the moment when they are looking for it.", _write
)
