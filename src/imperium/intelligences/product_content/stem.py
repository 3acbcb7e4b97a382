"""The stem of an English word, after M. F. Porter, An algorithm for suffix stripping (Program 14/3, 1980)."""

from __future__ import annotations

import re
from functools import lru_cache

_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize",
    "al", "er", "ic", "ou",
)  # fmt: skip
_CVC = re.compile(r"(?:^|.*)[^aeiou][aeiouy][^aeiouwxy]$")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem in lower case; words of two letters stay as they are."""
    word = word.lower()
    if len(word) <= 2:
        return word
    word = _past_and_plural(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = f"{word[:-1]}i"
    word = _replaced(word, _STEP_2)
    word = _replaced(word, _STEP_3)
    return _tidied(_stripped(word))


def _measure(part: str) -> int:
    """How often a run of vowels is followed by a run of consonants."""
    shape = re.sub(r"v+", "v", "".join("v" if _is_vowel(part, i) else "c" for i in range(len(part))))
    return len(re.findall(r"vc+", re.sub(r"c+", "c", shape)))


def _is_vowel(word: str, index: int) -> bool:
    letter = word[index]
    return letter in "aeiou" or (letter == "y" and index > 0 and not _is_vowel(word, index - 1))


def _has_vowel(part: str) -> bool:
    return any(_is_vowel(part, index) for index in range(len(part)))


def _past_and_plural(word: str) -> str:
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-2] if word.endswith(("sses", "ies")) else word[:-1]
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
            return _mended(word[: -len(ending)])
    return word


def _mended(part: str) -> str:
    if part.endswith(("at", "bl", "iz")):
        return f"{part}e"
    if re.search(r"([^aeioulsz])\1$", part):
        return part[:-1]
    return f"{part}e" if _measure(part) == 1 and _ends_cvc(part) else part


def _ends_cvc(part: str) -> bool:
    return _CVC.match(part) is not None


def _replaced(word: str, table: tuple[tuple[str, str], ...]) -> str:
    for ending, other in sorted(table, key=lambda pair: -len(pair[0])):
        if word.endswith(ending):
            part = word[: -len(ending)]
            return f"{part}{other}" if _measure(part) > 0 else word
    return word


def _stripped(word: str) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            part = word[: -len(ending)]
            fits = _measure(part) > 1 and (ending != "ion" or part.endswith(("s", "t")))
            return part if fits else word
    return word


def _tidied(word: str) -> str:
    if word.endswith("e"):
        part = word[:-1]
        if _measure(part) > 1 or (_measure(part) == 1 and not _ends_cvc(part)):
            word = part
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
