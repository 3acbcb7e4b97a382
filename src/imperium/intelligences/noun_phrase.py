"""The phrase that names a product, taken apart: who owns it, what kind it is, and the thing itself."""

import re
from collections.abc import Callable

from imperium.intelligences import knowledge
from imperium.intelligences.words import words

_DETERMINERS = re.compile(
    r"^(?:(?:a|an|the|our|my|your|their|his|her|its|this|these|those|some|any|new|brand[\s-]new|latest"
    r"|upcoming|own|all|more"
    r"|(?:[a-z]+ )?(?:line|range|collection|series|set) of|launch of|pair of|kind of|type of|(?:small"
    r"|local)(?=\s+[\w-]+['’]s))\s+)+",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^(?P<owner>[\w&-]+(?:\s[\w&-]+)?)['’]s?\s+(?=\w)")
_LOOSE_END = re.compile(
    r"(?:\s+(?:launch|promotion|and|or|with|for|of|in|on|a|an|the|to|please|asap|today|now))+\s*$", re.IGNORECASE
)
_COMPARED = re.compile(r"\s+(?:more|less)\s+[a-z]+$", re.IGNORECASE)
_EMPTY_NOUNS = words("empty_nouns")
ADJECTIVE = re.compile(
    r"(?:\w+(?:able|ible|less|proof|free|friendly|resistant|ful|based|made|powered|roast|roasted|grade|size"
    r"|sized|fit|scented"
    r"|baked|woven|style|weight|ic|al|ous|ish|ive)|[a-z]+-[a-z]+(?:-[a-z]+)?|B2B|B2C)$",
    re.IGNORECASE,
)
PLAIN_ADJECTIVES = words("adjectives")


def bare(phrase: str) -> str:
    """The phrase without articles, owners in lower case (`a bakery's`) and loose ends; empty for `product` and such."""
    text = _LOOSE_END.sub("", _DETERMINERS.sub("", phrase.strip(" ,;:-–—'’\"&/.")))
    owner = _OWNER.match(text)
    if owner and not owner["owner"][:1].isupper():
        text = _DETERMINERS.sub("", text[owner.end() :])
    text = _COMPARED.sub("", text.strip(" ,;:-–—&/."))
    return "" if text.lower() in _EMPTY_NOUNS or not re.search(r"[^\W\d_]{2}", text) else text


def is_name(phrase: str) -> bool:
    """Whether it is a proper name: every word has a capital, and it isn't just a known kind of thing."""
    words = phrase.split()
    if not words or not all(w[0].isupper() or w[0].isdigit() or w.lower() in ("of", "the", "and", "&") for w in words):
        return False
    return len(words) > 1 or knowledge.categories().pattern.fullmatch(phrase) is None


def split(phrase: str) -> tuple[tuple[str, ...], str]:
    """Attributes and the thing: `organic dark-roast coffee` gives (organic, dark-roast) and coffee."""
    if is_name(phrase):
        return (), phrase
    rest, found = phrase, []
    while (attribute := _leading_attribute(rest)) is not None:
        found.append(attribute)
        rest = rest[len(attribute) :].lstrip(" ,&")
        rest = re.sub(r"^and\s+", "", rest)
    return tuple(found), rest


def maker_of(phrase: str, *, at_start: bool) -> tuple[str | None, str]:
    """The name in front of a kind of thing: `Luna vegan face cream` gives Luna. A first word of a text has a capital
    anyway, so there the next one must describe."""
    owner = _OWNER.match(phrase)
    if owner and not is_name(phrase):
        return owner["owner"], phrase[owner.end() :]
    first, _, rest = phrase.partition(" ")
    known = is_attribute(first) or knowledge.categories().pattern.match(phrase) is not None
    if is_name(phrase) or not rest or known or not first.istitle() or first.lower() in words("proper_adjectives"):
        return None, phrase
    if at_start and not knowledge.attributes().pattern.match(rest):
        return None, phrase
    return first, rest


def counted(attributes: tuple[str, ...], noun: str, number: Callable[[str], str]) -> str:
    """The whole phrase with its noun put into a number by `singular` or `plural`."""
    return " ".join([*attributes, noun if is_name(noun) else number(noun)]) if noun else ""


def is_audience(phrase: str) -> bool:
    """Whether it names people rather than a thing."""
    people = list(knowledge.audiences().pattern.finditer(phrase))
    thing = list(knowledge.categories().pattern.finditer(phrase))
    return bool(people) and people[-1].end() == len(phrase) and not (thing and thing[-1].end() == len(phrase))


def is_attribute(phrase: str) -> bool:
    """Whether it only describes: `reusable`, `stainless steel`, `baked daily`."""
    if knowledge.attributes().pattern.fullmatch(phrase):
        return True
    return " " not in phrase and (phrase.lower() in PLAIN_ADJECTIVES or ADJECTIVE.match(phrase) is not None)


def _leading_attribute(phrase: str) -> str | None:
    """The first word or known pair of words, when it describes what follows rather than names it."""
    category = knowledge.categories().pattern.match(phrase)
    if category and category.end() == len(phrase):
        return None
    known = knowledge.attributes().pattern.match(phrase)
    if known and known.end() < len(phrase) and phrase[known.end()] in " ,":
        return known[0]
    word, _, rest = phrase.partition(" ")
    word = word.rstrip(",")
    if not rest or category:
        return None
    return word if word.lower() in PLAIN_ADJECTIVES or ADJECTIVE.match(word) else None
