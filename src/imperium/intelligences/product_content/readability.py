"""How hard a text is to read: the Flesch-Kincaid grade (Kincaid et al., 1975)."""

from __future__ import annotations

import re

from imperium.intelligences.linter import sentences

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*")
_GROUP = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$")


def grade(text: str) -> float:
    """0.39 · words a sentence + 11.8 · syllables a word − 15.59; 0 for a text without words."""
    lines = sentences(text)
    words = [word for line in lines for word in _WORD.findall(line)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(lines) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """By groups of vowels, without a silent ending; a figure counts as one."""
    if word[0].isdigit():
        return 1
    parts = re.split(r"[-'’]", word.lower())
    return max(1, sum(_groups(part) for part in parts if part))


def _groups(part: str) -> int:
    found = len(_GROUP.findall(part))
    return max(1, found - 1) if _SILENT.search(part) else max(1, found) if found else 0


def words_in(text: str) -> int:
    """Words and figures."""
    return len(_WORD.findall(text))
