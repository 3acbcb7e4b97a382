"""English word forms: articles, number, possessives, case and lists. Pure functions on phrases."""

import re
from collections.abc import Callable, Sequence

from imperium.intelligences.words import words

_IRREGULAR = {
    "child": "children",
    "foot": "feet",
    "goose": "geese",
    "half": "halves",
    "knife": "knives",
    "leaf": "leaves",
    "life": "lives",
    "loaf": "loaves",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "scarf": "scarves",
    "shelf": "shelves",
    "tooth": "teeth",
    "wife": "wives",
    "wolf": "wolves",
    "woman": "women",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "quiz": "quizzes",
}
_SINGULAR_OF = {many: one for one, many in _IRREGULAR.items()} | {
    "headphones": "headphones",
    "glasses": "glasses",
    "sunglasses": "sunglasses",
    "jeans": "jeans",
    "leggings": "leggings",
    "pants": "pants",
    "pyjamas": "pyjamas",
    "scissors": "scissors",
    "shorts": "shorts",
    "tights": "tights",
    "trousers": "trousers",
    "movies": "movie",
    "cookies": "cookie",
    "smoothies": "smoothie",
    "brownies": "brownie",
    "hoodies": "hoodie",
    "shoes": "shoe",
    "caches": "cache",
    "toothbrushes": "toothbrush",
}
_ENDS_IN_S = words("singular_in_s")
MASS_NOUNS = words("mass_nouns")
PAIRS = words("pairs")
_SOUNDED_AS_CONSONANT = re.compile(r"(?:uni|use|usu|usa|uti|ura|ukr|eu|ewe|one\b|once|ubi)", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hour|honest|honour|honor|heir)", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]*(?:[-/]|$)")
_VOWEL_SOUND_NUMBER = re.compile(r"(?:8\d*|11|18)(?!\d)|8")
_SMALL_WORDS = words("small_in_titles")
_NUMBER_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def article(phrase: str) -> str:
    """`a` or `an`, by the sound that the phrase starts with (`an hour`, `a USB cable`, `an 8-hour battery`)."""
    word = re.split(r"\s", phrase.lstrip("\"'“‘("), maxsplit=1)[0]
    if not word:
        return "a"
    if word[0].isdigit():
        return "an" if _VOWEL_SOUND_NUMBER.match(word) else "a"
    if _ACRONYM.match(word) and (len(word) == 1 or word[:2].isupper() or not word[1].isalpha()):
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    if _SILENT_H.match(word):
        return "an"
    return "an" if word[0].lower() in "aeiou" and not _SOUNDED_AS_CONSONANT.match(word) else "a"


def with_article(phrase: str) -> str:
    return f"{article(phrase)} {phrase}"


def is_plural(noun: str) -> bool:
    """Whether the last word of a noun phrase is a plural, judged by its form."""
    word = _last(noun).lower()
    if word in _SINGULAR_OF:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in _ENDS_IN_S


def is_mass(noun: str) -> bool:
    """Whether the last word names a stuff that isn't counted (bread, coffee, software)."""
    return _last(noun).lower() in MASS_NOUNS


def is_pair(noun: str) -> bool:
    """Whether the thing is spoken of as `they` even when it is one (shoes, headphones)."""
    word = _last(noun).lower()
    return word in PAIRS


def plural(noun: str) -> str:
    """The phrase with its last word in the plural; a mass noun or a plural stays as it is."""
    if is_mass(noun) or is_plural(noun):
        return noun
    return _replace_last(noun, _pluralise)


def singular(noun: str) -> str:
    """The phrase with its last word in the singular; what has no singular stays as it is."""
    return _replace_last(noun, _singularise) if is_plural(noun) else noun


def join(items: Sequence[str], conjunction: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def sentence_case(text: str) -> str:
    """The first letter as a capital, the rest untouched (`GPS` and names keep their form)."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """For use inside a sentence: `Water resistant` becomes `water resistant`, `GPS` and `iPhone case` stay."""
    first = re.split(r"[\s-]", text, maxsplit=1)[0]
    keeps = (
        any(c.isupper() or c.isdigit() for c in first[1:])
        or first == "I"
        or first.startswith("I'")
        or first.lower() in words("proper_adjectives")
    )
    return text if keeps or (len(first) == 1 and first != "A") else text[:1].lower() + text[1:]


def title_case(text: str) -> str:
    """Headline capitals: small words stay small inside, words with capitals of their own stay as they are."""
    words = text.split()
    last = len(words) - 1
    return " ".join(_title_word(word, inside=0 < index < last) for index, word in enumerate(words))


def number_word(number: int) -> str:
    """`three` up to twelve, then figures."""
    return _NUMBER_WORDS[number] if 0 <= number < len(_NUMBER_WORDS) else f"{number:,}"


def _title_word(word: str, *, inside: bool) -> str:
    if any(c.isupper() for c in word[1:]) or (inside and word.lower() in _SMALL_WORDS):
        return word
    first, *rest = word.split("-")
    return "-".join([sentence_case(first), *(r if r in _SMALL_WORDS else sentence_case(r) for r in rest)])


def _last(phrase: str) -> str:
    return re.split(r"[\s-]", phrase.strip())[-1] if phrase.strip() else ""


def _replace_last(phrase: str, change: Callable[[str], str]) -> str:
    match = re.search(r"[^\s-]+$", phrase.strip())
    if match is None:
        return phrase
    word = match[0]
    changed = change(word.lower())
    kept_case = changed if word.islower() else _like(word, changed)
    return phrase.strip()[: match.start()] + kept_case


def _like(model: str, word: str) -> str:
    """`word` in the letter case of `model`."""
    if word.startswith(model.lower()):
        return model + word[len(model) :]
    if model.lower().startswith(word):
        return model[: len(word)]
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _pluralise(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}s"


def _singularise(word: str) -> str:
    if word in _SINGULAR_OF:
        return _SINGULAR_OF[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(?:ss|x|z|ch|sh)es$", word):
        return word[:-2]
    return word[:-1]
