"""From a prompt and a seed to a scene. It never fails: what it can't draw it names, with what it drew instead."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from imperium.scene import lexicon
from imperium.scene.arrangement import Style, Wish, arrangements
from imperium.scene.scene import Move, Scene

DEVICES = ("headphones", "speaker", "watch", "phone")
# A derived seed is a multiple of this, so that variation 0 of a prompt is always its first, best setting.
DERIVED_STEP = 2520
SETTINGS_OF: dict[str, tuple[str, ...]] = {
    "natural": ("table", "podium", "outdoor"),
    "tech": ("desk", "podium", "showroom"),
    "drink": ("desk", "table", "podium"),
    "plain": ("podium", "table", "desk"),
}
NATURE_OF = {"mug": "drink", "book": "drink", "lamp": "drink", "box": "plain", "orb": "plain"}
TECHNICAL = ("watch", "phone", "laptop", "headphones", "speaker")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A word of the prompt that couldn't be drawn, and what stands in its place."""

    term: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Composition:
    scene: Scene
    setting: str
    unmatched: tuple[Unmatched, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What was found in a prompt."""

    words: list[str]
    used: set[int] = field(default_factory=set)

    def find(self, table: dict[str, Any], every: bool = False) -> list[Any]:
        """Meanings of the known phrases, in the order they stand; the longest phrase wins."""
        found: list[tuple[int, Any]] = []
        taken: set[int] = set()
        for length in (3, 2, 1):
            for start in range(len(self.words) - length + 1):
                span = range(start, start + length)
                key = _known(self.words[start : start + length], table)
                if key is not None and taken.isdisjoint(span):
                    taken.update(span)
                    found.append((start, table[key]))
        self.used |= taken
        return [meaning for _, meaning in sorted(found, key=lambda pair: pair[0])]

    def left(self) -> list[str]:
        """Words with a meaning that nothing has used."""
        silent = lexicon.SILENT | lexicon.GENERIC
        rest = [word for k, word in enumerate(self.words) if k not in self.used]
        return list(dict.fromkeys(w for w in rest if w not in silent and len(w) > 2 and not w.isdigit()))


def derived_seed(prompt: str) -> int:
    """The seed of a prompt for which none was given; the same on every machine."""
    digest = hashlib.sha256(prompt.strip().lower().encode()).digest()
    return int.from_bytes(digest[:4], "big") % 400_000 * DERIVED_STEP


def compose(
    prompt: str,
    seed: int,
    variation: int = 0,
    *,
    brand: str = "",
    style: Style | None = None,
    colour: str | None = None,
    aspect: float = 1.0,
) -> Composition:
    """The scene of a prompt. Other seeds and variations change setting, colourway and arrangement, not only details."""
    reading = _Reading(_words(prompt))
    places = reading.find(lexicon.PLACES)
    subjects = reading.find(lexicon.SUBJECTS)
    settings = reading.find(lexicon.SETTINGS)
    tags = frozenset(reading.find(lexicon.TAGS))
    named = reading.find(lexicon.COLOURS)
    parts = reading.find(lexicon.PARTS)
    styles = reading.find(lexicon.STYLES)
    numbers = reading.find(lexicon.NUMBERS)
    reading.find(lexicon.MOVES)
    generic = any(word in lexicon.GENERIC for word in reading.words)
    rng = np.random.default_rng([seed % 2**32, variation])
    label = brand or _quoted(prompt)
    place = next((p for p in places if not subjects and not (generic and p != "metropolis")), None)
    maker, unmatched = _subject(subjects, place, generic, tags, reading, label, seed)
    wish = Wish(
        title=_title(prompt, label),
        maker=maker,
        params=_params(parts, label, tags, reading, maker, unmatched),
        colours=_colours(colour, named, tags, seed, variation),
        tags=tags,
        count=max(numbers, default=1),
        style=style or cast(Style, styles[0] if styles else "realistic"),
        aspect=aspect,
    )
    setting = place or _setting(wish, settings, seed + variation)
    scene = arrangements()[setting].build(wish, rng)
    return Composition(_styled(scene, wish.style, prompt), setting, tuple(unmatched))


def _words(prompt: str) -> list[str]:
    return re.findall(r"[a-zà-öø-ÿ0-9][a-zà-öø-ÿ0-9'’-]*", prompt.lower()[:10_000])


def _known(words: list[str], table: dict[str, Any]) -> str | None:
    """The table's key for a phrase, in the singular where the plural isn't listed."""
    phrase = " ".join(words)
    for candidate in (phrase, *_singulars(phrase)):
        if candidate in table:
            return candidate
    return None


def _singulars(phrase: str) -> list[str]:
    if phrase.endswith("ies"):
        return [phrase[:-3] + "y"]
    return [phrase[:-1], phrase[:-2]] if phrase.endswith("es") else [phrase[:-1]] if phrase.endswith("s") else []


def _quoted(prompt: str) -> str:
    """A name in quotes, or after "called", "named" or "brand"."""
    found = re.search(r"[\"“”«]([^\"“”»]{1,24})[\"“”»]", prompt) or re.search(
        r"\b(?:called|named|brand(?:ed)?(?: as)?)\s+([A-Z][\w&-]{1,20})", prompt
    )
    return found.group(1).strip() if found else ""


def _title(prompt: str, label: str) -> str:
    return (label or " ".join(prompt.split()))[:200]


def _subject(
    subjects: list[str],
    place: str | None,
    generic: bool,
    tags: frozenset[str],
    reading: _Reading,
    label: str,
    seed: int,
) -> tuple[str, list[Unmatched]]:
    """The maker of what the picture is about, and the words that stay undrawn."""
    left = reading.left()
    known_brand = set(_words(label))
    left = [word for word in left if word not in known_brand]
    if subjects or place:
        drawn = "left out"
        return (subjects[0] if subjects else "orb"), [Unmatched(word, drawn) for word in left]
    if generic and {"futuristic", "tech"} & tags and not left:
        maker = DEVICES[seed // DERIVED_STEP % len(DEVICES)]
        return maker, [Unmatched("product", maker)]
    return "box", [
        Unmatched(word, "a plain box with the name on it") for word in left or ["product"] if left or generic
    ]


def _params(
    parts: list[dict[str, Any]],
    label: str,
    tags: frozenset[str],
    reading: _Reading,
    maker: str,
    unmatched: list[Unmatched],
) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for part in parts:
        params |= part
    text = label
    if maker == "box" and not label and unmatched:
        text = " ".join(item.term for item in unmatched[:2]).title()
    mark = "leaf" if "natural" in tags else "none"
    lids = {"bottle": ("wood", "steel", "coat"), "jar": ("wood", "metal", "coat")}.get(maker)
    if lids and params.get("lid", lids[0]) not in lids:
        params["lid"] = lids[1]
    return {"label": text[:22], "mark": mark if maker != "box" or not text else "none", **params}


def _colours(colour: str | None, named: list[str], tags: frozenset[str], seed: int, variation: int) -> tuple[str, ...]:
    """The asked colours first; then a palette that fits the tags, turned by seed and variation."""
    kind = next((tag for tag in lexicon.PALETTE_ORDER if tag in tags), "plain")
    palettes = lexicon.PALETTES[kind]
    index = seed // 7 + variation
    palette = palettes[index % len(palettes)]
    asked = ([colour] if colour else []) + named
    return tuple(dict.fromkeys([*asked, *palette]))


def _setting(wish: Wish, settings: list[str], turn: int) -> str:
    """The named setting, or the next of those that suit the subject."""
    if settings:
        return str(settings[0])
    if wish.style in ("studio", "minimalist"):
        return "podium"
    if "futuristic" in wish.tags and wish.maker in TECHNICAL and "tech" not in wish.tags and turn % 3 == 2:
        return "showroom"
    nature = "natural" if {"natural", "beauty", "food"} & wish.tags else NATURE_OF.get(wish.maker)
    if nature is None:
        nature = "tech" if wish.maker in TECHNICAL else "natural"
    choices = SETTINGS_OF[nature]
    return choices[turn % len(choices)]


def _styled(scene: Scene, style: Style, prompt: str) -> Scene:
    """The grade of the style, and the camera move that the prompt names."""
    grade = scene.grade
    if style == "cinematic":
        grade = grade.model_copy(
            update={"contrast": grade.contrast * 1.12, "vignette": 0.3, "warmth": 0.12, "bloom": grade.bloom + 0.04}
        )
    elif style == "minimalist":
        grade = grade.model_copy(update={"saturation": 0.85, "contrast": 0.95, "vignette": 0.0})
    moves = _Reading(_words(prompt)).find(lexicon.MOVES)
    move = scene.move
    if moves and scene.move.kind != "fly":
        kind = "push" if moves[0] == "fly" else moves[0]
        move = Move(kind=kind, amount=scene.move.amount)
    return scene.model_copy(update={"grade": grade, "move": move})
