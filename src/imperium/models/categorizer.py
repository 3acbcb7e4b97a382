"""How complex a message is: 0–1, and L, M or H, decided in process within microseconds.

A message is read once, word by word, against a lexicon of what people ask for in nine languages (`lexicon.json`, one
list a kind of word). Below 0.3 is L, from 0.7 is H. What asks for several deliverables, or for media, which only a
workflow can make, is H; comparing and explaining is M; what is left is L, where `hard` marks a task or a hard question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.resources import files
from typing import Literal

import orjson
from msgspec import Struct

Category = Literal["L", "M", "H"]
MEDIUM_FROM, HIGH_FROM = 0.3, 0.7
MAX_READ = 3_000
"""Characters that are read: what someone wants stands at the beginning and at the end of a long text."""

STARTERS = frozenset({"make", "orders"})
"""Kinds of words after which it is named what is to be made."""
WEIGHTY = frozenset({"explain", "hard", "task"})
"""Kinds that count by themselves."""
HARD = frozenset({"hard", "task"})
"""Kinds that need a model which thinks."""
_SENTENCE = re.compile(r"[.!?。！？;]+")
_WORD = re.compile(r"\w[\w'-]*|:")
_WITHOUT_REST = bytes(code if chr(code).isalnum() or chr(code) in "'-:_" else 32 for code in range(128)).ljust(256)
"""Leaves what words are made of, and blanks."""
_SPACELESS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CODE = {
    "`": ("```",),
    "(": ("Traceback (most", "();"),
    "\n": ("\ndef ", "\nclass "),
    "=": ("=>", "=="),
    "<": ("</",),
    "^": ("^2",),
    "S": ("SELECT ",),
}
"""What code has in it, by a character of it: that is found sooner."""
_FORMULA = "∫∑√≤≥∀"
_LIST_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+", re.MULTILINE)


class Classification(Struct, frozen=True):
    """`hard` marks a task or a hard question; `deliverables` what is to be made; `by` who decided."""

    complexity: float
    category: Category
    hard: bool = False
    reasons: tuple[str, ...] = ()
    deliverables: tuple[str, ...] = ()
    by: str = "embedded"


class Signs(Struct):
    """What was found in a message: words by kind, what is to be made, and how it is laid out."""

    found: dict[str, set[str]] = {}
    deliverables: dict[str, None] = {}
    makes: bool = False
    words: int = 0
    pleasantries: int = 0
    questions: int = 0
    items: int = 0
    code: bool = False

    def of(self, kind: str) -> set[str]:
        return self.found.get(kind, set())


_COURTESY = re.compile(
    r"\bhow(?:'s it going|'s life| are (?:you|things)(?: doing| today| all)?| do you do| is it going)\b"
)
"""Asks nothing that wants an answer."""


def classify(message: str) -> Classification:
    """The classification of a message, without any model."""
    signs = read_signs(_shortened(message))
    weight, reasons = 0.0, []
    for more, reason in _weigh(signs):
        weight += more
        if reason:
            reasons.append(reason)
    complexity = round(min(weight, 1.0), 2)
    return Classification(
        complexity=complexity,
        category=category_of(complexity),
        hard=signs.code or signs.makes or not HARD.isdisjoint(signs.found),
        reasons=tuple(reasons),
        deliverables=tuple(signs.deliverables) if signs.makes else (),
    )


def category_of(complexity: float) -> Category:
    return "H" if complexity >= HIGH_FROM else "M" if complexity >= MEDIUM_FROM else "L"


def _shortened(message: str) -> str:
    return message if len(message) <= MAX_READ else f"{message[: MAX_READ * 2 // 3]}\n{message[-MAX_READ // 3 :]}"


def read_signs(message: str) -> Signs:
    """What stands in the message."""
    marked = [term for mark, terms in _CODE.items() if mark in message for term in terms]
    if not message.isascii():
        marked += _FORMULA
    signs = Signs(code=any(map(message.__contains__, marked)))
    if "\n" in message:
        signs.items = len(_LIST_ITEM.findall(message))
    lexicon, text = _lexicon(), message.lower()
    if "how" in text:
        text = _COURTESY.sub("hello", text)
    words = _words(text)
    signs.words = len(words)
    telling = lexicon.telling.intersection(words)
    if lexicon.starters.isdisjoint(telling):
        if telling:
            _read_statement(telling, lexicon, signs)
        if lexicon.pleasantries.issuperset(words) or not message.isascii():  # some of many tell nothing
            signs.pleasantries = sum(map(lexicon.pleasantries.__contains__, words))
    else:
        for sentence in _SENTENCE.split(text):
            _read_sentence(_WORD.findall(sentence), lexicon, signs)
    if not message.isascii() and _SPACELESS.search(message):
        present = set(text)
        terms = [term for term in lexicon.spaceless if term[0] in present and term in text]
        _read_sentence(terms, lexicon, signs)
    signs.questions = message.count("?") + message.count("？")
    return signs


def _words(text: str) -> list[str]:
    """What the pattern finds: splitting takes a fifth of the time, where no word begins with a mark."""
    if text.isascii():
        spaced = " " + text.encode("ascii").translate(_WITHOUT_REST).decode("ascii").replace(":", " : ")
        if " '" not in spaced and " -" not in spaced:
            return spaced.split()
    return _WORD.findall(text)


def _read_statement(telling: Set[str], lexicon: Lexicon, signs: Signs) -> None:
    """Of what asks for nothing to be made only some words count, wherever they stand. Most messages are such."""
    for word in telling:
        for kind in lexicon.weighty[word]:
            signs.found.setdefault(kind, set()).add(word)


def _read_sentence(words: list[str], lexicon: Lexicon, signs: Signs) -> None:
    """What is to be made stands after the verb, until a preposition tells what it is about ("a blog about videos")."""
    kinds_of, found = lexicon.kinds, signs.found
    asks = bool(words) and "question" in kinds_of.get(words[0], ())  # "how do I create …" asks, it doesn't order
    ordered = False
    for position in [position for position, word in enumerate(words) if word in kinds_of]:  # few of them are
        word = words[position]
        for kind in kinds_of[word]:
            if kind in lexicon.deliverables:
                if ordered:
                    signs.deliverables[kind] = None
            elif kind == "about":
                ordered = False
            elif kind == "pleasantry":
                signs.pleasantries += 1
            else:
                found.setdefault(kind, set()).add(word)
                ordered = ordered or (not asks and _begins(kind, words, position, lexicon, signs.makes))
                signs.makes = signs.makes or ordered


def _begins(kind: str, words: list[str], position: int, lexicon: Lexicon, makes: bool) -> bool:
    """Whether a word begins, or goes on with, naming what is to be made. "Plan" orders only where a verb stands."""
    if kind == "orders":
        return position == 0 or "order" in lexicon.kinds.get(words[position - 1], ())
    return kind == "make" or (makes and kind in ("with", "include"))


def _weigh(signs: Signs) -> Iterator[tuple[float, str]]:
    """Weights that add up to the complexity, each with its reason."""
    if signs.words and signs.pleasantries >= signs.words:
        yield 0.02, "a greeting"
        return
    yield 0.12, ""
    yield from _weigh_length(signs)
    if explains := signs.found.get("explain"):
        yield 0.2 + 0.05 * min(len(explains) - 1, 4), f"asks to explain or compare ({_few(explains)})"
    if "hard" in signs.found or signs.code:
        yield 0.1, f"hard ({_few(signs.of('hard')) or 'code or formulas'})"
    if tasks := signs.found.get("task"):
        yield 0.05, f"a task ({_few(tasks)})"
    if signs.questions > 1:
        yield 0.08 * min(signs.questions - 1, 4), f"{signs.questions} questions"
    if signs.makes:
        yield from _weigh_making(signs)


def _weigh_length(signs: Signs) -> Iterator[tuple[float, str]]:
    if signs.words > 60:
        yield min((signs.words - 60) / 2_000, 0.15), f"{signs.words} words"
    if signs.items >= 2:
        yield min(0.05 * signs.items, 0.3), f"a list of {signs.items} points"


def _weigh_making(signs: Signs) -> Iterator[tuple[float, str]]:
    kinds = list(signs.deliverables)
    yield 0.2, f"something is to be made ({_few(kinds)})" if kinds else "something is to be made"
    if len(kinds) > 1:
        yield (0.2, 0.4, 0.5)[min(len(kinds), 4) - 2], f"{len(kinds)} kinds of deliverables"
    if signs.of("whole"):
        yield 0.15, "it is to be complete"
    if signs.of("include"):
        yield 0.05, "parts are listed"
    if signs.words > 250:
        yield 0.2, "a long specification"
    if any(kind in _lexicon().media for kind in kinds):
        yield 0.5, f"pictures or video take a workflow ({_few(kinds)})"


def _few(words: set[str] | list[str]) -> str:
    shown = sorted(words)[:4]
    return ", ".join(shown)


class Lexicon(Struct, frozen=True):
    """Word to the kinds it may be; `spaceless` are the terms of scripts without spaces, found as substrings.

    Without one of the `starters` nothing is to be made; then only the `weighty` words count. `telling` are both;
    `pleasantries` count where there is nothing else.
    """

    kinds: Mapping[str, tuple[str, ...]]
    spaceless: tuple[str, ...]
    deliverables: frozenset[str]
    media: frozenset[str]
    starters: frozenset[str]
    weighty: Mapping[str, tuple[str, ...]]
    telling: frozenset[str]
    pleasantries: frozenset[str]


@cache
def _lexicon() -> Lexicon:
    content = orjson.loads((files("imperium.models") / "lexicon.json").read_bytes())
    lists = {kind: words for kind, words in content.items() if isinstance(words, str)} | content["deliverables"]
    kinds: dict[str, tuple[str, ...]] = {}
    for kind, words in lists.items():
        for word in dict.fromkeys(words.split()):
            kinds[word] = (*kinds.get(word, ()), kind)
    verbs_first = sorted(kinds, key=lambda word: "make" not in kinds[word])
    spaceless = tuple(word for word in verbs_first if _SPACELESS.search(word))
    weighty = {word: tuple(kind for kind in of if kind in WEIGHTY) for word, of in kinds.items()}
    starters = frozenset(word for word, of in kinds.items() if not STARTERS.isdisjoint(of))
    return Lexicon(
        kinds,
        spaceless,
        frozenset(content["deliverables"]),
        frozenset(content["media"]),
        starters,
        {word: of for word, of in weighty.items() if of},
        starters.union(word for word, of in weighty.items() if of),
        frozenset(word for word, of in kinds.items() if "pleasantry" in of),
    )
