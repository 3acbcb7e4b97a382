"""What a product is called: its name, the word for its kind, and what kinds of thing the lexicon knows it as."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from imperium.intelligences import knowledge
from imperium.intelligences.grammar import is_pair, is_plural, lower_first, singular
from imperium.intelligences.noun_phrase import is_name
from imperium.intelligences.product import Product

_DIVIDERS = re.compile(r"\s*(?:>|/|\||»|,)\s*")


def called(product: Product) -> tuple[str, str, bool]:
    """Name, kind of thing, and whether the name is a proper one."""
    raw, brand = product.called or product.name or "", product.brand or ""
    noun = _noun(raw, product)
    if raw and (is_name(raw) or (re.match(r"[A-Z0-9]", raw) and len(raw.split()) > 1 and not _is_common(raw))):
        return raw, noun, True
    if brand and raw and brand.lower() not in raw.lower():
        return f"{brand} {raw}", noun or lower_first(singular(raw)), True
    return raw or noun, noun or lower_first(raw), False


def _is_common(raw: str) -> bool:
    """Whether a capital is only that of a heading: `Bamboo toothbrush`, `Gooseneck kettle`."""
    first, *rest = raw.split()
    lower = all(word.islower() for word in rest)
    return lower and (first.lower() in _describing() or _known(raw) is not None)


def _describing() -> frozenset[str]:
    return frozenset(word for phrase in knowledge.attributes().by_phrase for word in phrase.split())


def _noun(raw: str, product: Product) -> str:
    """The word for its kind: at the end of its name, else in its category, else what the knowledge calls it."""
    if (known := _known(raw, whole=raw.islower())) is not None:
        return known
    if knowledge.categories().find(raw) is product.category is not None and product.noun:
        return product.noun
    leaf = _DIVIDERS.split(product.shelf or "")[-1]
    if (known := _known(leaf, whole=True)) is not None:
        return known
    tail = re.search(r"(?:\s[a-z][\w'’-]*)+$", raw)
    if tail and raw[:1].isupper() and not is_name(raw):
        return tail[0].strip()
    return product.noun or (lower_first(singular(leaf)) if is_plural(leaf) else "")


def _known(text: str, *, whole: bool = False) -> str | None:
    """The known kind of thing that a text ends with; the `whole` text, where it ends with one."""
    phrases = _phrases()
    words = lower_first(text.strip()).split()
    for start in range(len(words)):
        tail = " ".join(words[start:]).lower()
        if tail in phrases or singular(tail) in phrases:
            found = " ".join(words if whole else words[start:]).lower()
            return found if is_pair(found) else singular(found)
    return None


@cache
def _phrases() -> frozenset[str]:
    own = (phrase for thing in _raw_things().values() for phrase in thing["match"])
    return frozenset(phrase.lower() for phrase in (*own, *knowledge.categories().by_phrase))


@cache
def _raw_things() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("imperium.intelligences").joinpath("knowledge", "things.toml").read_text("utf-8"))


@cache
def things_known() -> dict[str, bool]:
    """Each kind of thing of the lexicon, and whether it is a work."""
    return {key: bool(data.get("work")) for key, data in _raw_things().items()}


def things(noun: str, product: Product) -> frozenset[str]:
    """The kinds of thing that it is, as the lexicon calls them."""
    words = re.split(r"[\s-]", singular(noun).lower())
    own = {
        key
        for key, data in _raw_things().items()
        for phrase in data["match"]
        if singular(phrase).lower().split() == words[-len(phrase.split()) :] or phrase.lower() == noun.lower()
    }
    return frozenset(own or ({product.category.key} if product.category else set()))
