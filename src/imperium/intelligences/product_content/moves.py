"""The moves of a text: say what it is, tell a group of properties, name the price and the people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from imperium.intelligences.grammar import lower_first, sentence_case
from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.lexicon import THEMES
from imperium.intelligences.product_content.phrasing import Phrasing, Shape
from imperium.intelligences.product_content.statement import Statement
from imperium.kit.money import format_usd

LIST_LENGTH = 3
_PARTICIPLE = re.compile(r"(?:written|illustrated|made|pressed|harvested)\b")
LEADING = 6
"""The weight from which a property may stand in the first sentence."""


def what_it_is(draft: Draft, extra: int) -> list[Statement]:
    """The first sentence: name, kind, what stands before and after the kind, and up to `extra` things that it has."""
    subject = draft.subject
    front = _front(draft)
    if not subject.is_named and subject.noun:
        return _unnamed(draft, front, extra)
    if subject.names_its_kind or not subject.noun:
        return _without_kind(draft, extra)
    rest = [p for p in draft.phrasings if p not in front]
    after = _with_shape(draft, rest, "post")[: 2 - draft.coin("after", 3)]
    leading = [p for p in _with_shape(draft, rest, "np") if p.of.weight >= LEADING and p not in after]
    leads = [p for p in leading if extra == 1 or not _is_compound(draft, p)][:extra]
    a_kind = f"{subject.a_kind_with(p.of for p in front)}{_after(draft, after)}"
    doing = [p for p in _with_shape(draft, rest, "vp") if p.of.weight >= LEADING and p not in after][:1]
    if doing and draft.coin("that", 3) == 0:
        vps = draft.listed(doing, "vp")
        named = subject.a_kind_with(p.of for p in front)
        return _some(draft.tell("what_it_is_that", [*front, *doing], _sources(draft), a_kind=named, vps=vps))
    if leads and not after:
        nps = draft.listed(leads, "np")
        return _some(draft.tell("what_it_is_with", [*front, *leads], _sources(draft), a_kind=a_kind, nps=nps))
    return _some(draft.tell("what_it_is", [*front, *after], _sources(draft), open_to=not after, a_kind=a_kind))


def and_is(draft: Draft) -> list[Statement]:
    """What kind of thing it is, where it has been named already; nothing where its name says so."""
    subject = draft.subject
    if not subject.is_named or subject.names_its_kind or not subject.noun:
        return []
    front = _front(draft)
    after = _with_shape(draft, [p for p in draft.phrasings if p not in front], "post")[:1]
    a_kind = f"{subject.a_kind_with(p.of for p in front)}{_after(draft, after)}"
    return _some(draft.tell("and_is", [*front, *after], _sources(draft), a_kind=a_kind))


def _front(draft: Draft) -> list[Phrasing]:
    """What stands in front of the kind of thing, in its order, unless it was told; nothing in a plain draft."""
    if draft.is_plain:
        return []
    left = draft.phrasings
    return [p for one in draft.subject.before_noun for p in left if p.of is one]


def _unnamed(draft: Draft, front: Sequence[Phrasing], extra: int) -> list[Statement]:
    having = [p for p in _with_shape(draft, draft.phrasings, "np") if p not in front][: max(extra, 1)]
    draft.named = True
    if having:
        return _some(draft.tell("unnamed_with", [*front, *having], _sources(draft), nps=draft.listed(having, "np")))
    return _some(draft.tell("unnamed", front, _sources(draft)))


def _after(draft: Draft, after: Sequence[Phrasing]) -> str:
    """What stands behind the kind of thing: ` from Crete`, ` written by Mara Lind and illustrated by Tove Aakre`."""
    said = [text for one in after if (text := draft.shape(one, "post"))]
    alike = all(_PARTICIPLE.match(text) for text in said) and not any("," in text for text in said)
    return f" {(' and ' if alike else ', ').join(said)}" if said else ""


def _without_kind(draft: Draft, extra: int) -> list[Statement]:
    """Where the name says what it is, the first sentence says what it has or does."""
    leading = [p for p in draft.phrasings if p.of.weight >= LEADING]
    doing = _with_shape(draft, leading, "vp")[:2]
    having = [p for p in _with_shape(draft, leading, "np") if p not in doing][: max(extra, 1)]
    if doing and (not having or draft.coin("does")):
        return _some(draft.tell("what_it_does", doing, _sources(draft), vps=draft.listed(doing, "vp")))
    having = having or _with_shape(draft, draft.phrasings, "np")[:2]
    if having:
        return _some(draft.tell("a_kind_with", having, _sources(draft), nps=draft.listed(having, "np")))
    return _some(draft.tell("by_name", (), _sources(draft)))


def themed(draft: Draft, phrasings: Iterable[Phrasing]) -> list[list[Phrasing]]:
    """Groups by theme in the order of the themes; by seed, the middle ones change places."""
    groups: dict[str, list[Phrasing]] = {theme: [] for theme in THEMES}
    for phrasing in phrasings:
        groups[phrasing.of.theme].append(phrasing)
    found = [group for group in groups.values() if group]
    turn = draft.coin("order", max(len(found) - 1, 1)) if len(found) > 2 else 0
    return [*found[:1], *found[1 + turn :], *found[1 : 1 + turn]]


def tell(draft: Draft, group: Sequence[Phrasing], lines: int) -> Iterator[Statement]:
    """A group of properties: up to `lines` of them in a sentence of their own, the others drawn together."""
    with_line = [p for p in group if draft.shape(p, draft.tone) or p.of.form == "sentence"]
    alone = with_line[:lines]
    together = [p for p in group if p not in alone]
    if draft.coin(f"first {group[0].of.source}"):
        yield from drawn_together(draft, together)
        together = []
    for one in alone:
        yield from own_line(draft, one)
    yield from drawn_together(draft, together)


def own_line(draft: Draft, one: Phrasing) -> list[Statement]:
    """A sentence about one property alone."""
    if one.of.form == "sentence":
        return [draft.say(one.of.value, [one])]
    line = draft.shape(one, draft.tone)
    return [draft.say(line, [one])] if line else list(drawn_together(draft, [one]))


def drawn_together(draft: Draft, group: Sequence[Phrasing]) -> Iterator[Statement]:
    """Several properties in few sentences: what it does, what it has, what it is; then whatever has only a label."""
    for one in (p for p in group if p.of.form == "sentence"):
        yield from own_line(draft, one)
    doing, rest = _split(draft, [p for p in group if p.of.form != "sentence"], "vp")
    for one in [p for p in doing if ", " in (draft.shape(p, "vp") or "")]:
        doing.remove(one)
        yield from _some(draft.tell("does", [one], vps=draft.listed([one], "vp")))
    for one in [p for p in doing if draft.shape(p, "tail") and draft.coin(f"tail {p.of.source}")]:
        doing.remove(one)
        yield from _tailed(draft, draft.tell("does", [one], vps=draft.listed([one], "vp")), [one])
    having, rest = _split(draft, rest, "np")
    for one in [p for p in having if _is_compound(draft, p)]:
        having.remove(one)
        yield from _some(draft.tell("has", [one], nps=draft.listed([one], "np")))
    being, rest = _split(draft, rest, "adj")
    if 0 < len(doing) <= 2 and 0 < len(having) <= 2:
        yield from _both(draft, doing, having)
        doing, having = [], []
    for few in _by(LIST_LENGTH, doing):
        yield from _tailed(draft, draft.tell("does", few, vps=draft.listed(few, "vp")), few)
    for few in _by(LIST_LENGTH, having):
        frame = "has_several" if len(few) > 1 and draft.coin(f"several {few[0].of.source}") else "has"
        yield from _some(draft.tell(frame, few, nps=draft.listed(few, "np")))
    for few in _by(LIST_LENGTH, being):
        yield from _some(draft.tell("is", few, adjs=draft.listed(few, "adj")))
    yield from _by_name(draft, rest)


def price(draft: Draft) -> list[Statement]:
    """What it costs, with what the terms add."""
    amount = price_of(draft)
    if amount is None:
        return []
    terms = _with_shape(draft, [p for p in draft.phrasings if p.of.theme == "terms"], "np")[:1]
    source, billing = f"price: {amount}", [p for p in draft.phrasings if p.of.kind and p.of.kind.key == "billing"]
    if billing:
        return _some(draft.tell("price", billing, [source], price=f"{amount}, billed {billing[0].of.spoken}"))
    if terms and draft.coin("terms"):
        return _some(draft.tell("price_and_has", terms, [source], price=amount, nps=draft.listed(terms, "np")))
    return _some(draft.tell("price", (), [source], price=amount))


def price_of(draft: Draft) -> str | None:
    """The price as it is said: `$640`, `EUR 18.90`."""
    details, micro = draft.subject.product.details, draft.subject.product.price_micro_usd
    if micro is not None:
        return format_usd(micro).removesuffix(".00")
    if details is None or details.price is None:
        return None
    return f"{details.currency} {details.price:,.2f}".removesuffix(".00")


def people(draft: Draft) -> list[Statement]:
    """For whom it is, unless that has been said."""
    product = draft.subject.product
    source = f"audience: {product.people}"
    if not product.people or source in draft.told:
        return []
    draft.told.add(source)
    return _some(draft.tell("for_people", (), [source], people=product.people))


def benefits(draft: Draft) -> list[Statement]:
    """The benefits as they were given."""
    return [
        draft.say(_full_stop(sentence_case(b)), (), [b]) for b in draft.subject.product.benefits if b not in draft.told
    ]


def _both(draft: Draft, doing: Sequence[Phrasing], having: Sequence[Phrasing]) -> list[Statement]:
    told = draft.tell("does_and_has", [*doing, *having], vps=draft.listed(doing, "vp"), nps=draft.listed(having, "np"))
    return _some(told)


def _tailed(draft: Draft, said: Statement | None, few: Sequence[Phrasing]) -> list[Statement]:
    """The sentence, with what follows from its only property after a comma."""
    if said is None:
        return []
    tail = draft.shape(few[0], "tail") if len(few) == 1 else None
    if tail is None:
        return [said]
    text = f"{said.text.removesuffix('.')}, {tail}."
    draft.forms[text] = (*draft.forms[said.text], tail)
    return [Statement(text, said.sources, few[0].used_slots(text))]


def _by_name(draft: Draft, rest: Sequence[Phrasing]) -> Iterator[Statement]:
    """What has a line of its own, then what has only a name and a value: two of them in a sentence."""
    with_line = [p for p in rest if draft.shape(p, draft.tone)]
    for one in with_line:
        yield from own_line(draft, one)
    for few in _by(2, [p for p in rest if p not in with_line and p.of.label]):
        label, value = _inside(few[0]), few[0].of.spoken
        if len(few) == 1:
            yield from _some(draft.tell("attribute", few, label=label, value=value))
        else:
            second, other = _inside(few[1]), few[1].of.spoken
            yield from _some(draft.tell("attributes", few, label=label, value=value, label_2=second, value_2=other))


def _inside(one: Phrasing) -> str:
    """Its name inside a sentence."""
    return lower_first(one.of.label)


def _is_compound(draft: Draft, one: Phrasing) -> bool:
    """Whether it is a list itself, which inside another list would be hard to read."""
    said = draft.shape(one, "np") or ""
    return " and " in said or "," in said


def _sources(draft: Draft) -> list[str]:
    """What the first sentence rests on beside the properties: the name, the kind, the people."""
    product = draft.subject.product
    shelf = [f"category: {product.shelf}"] if product.shelf else []
    return [f"name: {draft.subject.label}", *shelf]


def _with_shape(draft: Draft, group: Iterable[Phrasing], shape: Shape) -> list[Phrasing]:
    return [p for p in group if draft.shape(p, shape)]


def _split(draft: Draft, group: Sequence[Phrasing], shape: Shape) -> tuple[list[Phrasing], list[Phrasing]]:
    fitting = _with_shape(draft, group, shape)
    return fitting, [p for p in group if p not in fitting]


def _by(count: int, items: Sequence[Phrasing]) -> Iterator[Sequence[Phrasing]]:
    yield from (items[i : i + count] for i in range(0, len(items), count))


def _some(said: Statement | None) -> list[Statement]:
    return [said] if said else []


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
