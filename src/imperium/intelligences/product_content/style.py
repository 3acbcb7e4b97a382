"""Style guides as data: banned words, length, emphasis, reading grade and voice. Each tone has one that ships."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from imperium.intelligences.product_content.lexicon import folded
from imperium.intelligences.product_content.property import Property
from imperium.intelligences.strict import Strict
from imperium.intelligences.tone import Tone

Voice = Literal["it", "you", "we"]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
_YOU = re.compile(r"(?i)\b(?:you|your|yours|you're|you'll)\b")


class StyleGuide(Strict):
    """How a shop wants to sound. `voice`: `it` speaks of the product alone, `you` may speak to the reader, `we` says
    `our` of the product. `emphasis` names the attributes that come first."""

    banned_words: list[Word] = Field(default_factory=list, max_length=200)
    max_words: int = Field(120, ge=20, le=400, description="of a description")
    max_sentence_words: int = Field(26, ge=8, le=36)
    reading_grade: float = Field(12.0, ge=3, le=18, description="Flesch-Kincaid grade, at most")
    emphasis: list[Word] = Field(default_factory=list, max_length=20)
    voice: Voice = "it"

    def allows(self, line: str) -> bool:
        """Whether a line may be used: no banned word, and nobody addressed whom the voice doesn't address."""
        return not (self.voice == "it" and _YOU.search(line)) and not self.banned_in(line)

    def banned_in(self, text: str) -> list[str]:
        """The banned words that stand in a text, whole words in any case."""
        return [word for word in self.banned_words if re.search(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", text)]

    def emphasis_on(self, one: Property) -> int:
        """How far in front an emphasized property stands; 0 for the others."""
        names = {folded(one.label), folded(one.value), folded(one.source), one.kind.key if one.kind else ""}
        wanted = [folded(word) for word in self.emphasis]
        return max((len(wanted) - place for place, word in enumerate(wanted) if word in names), default=0)

    def owned(self, full: str) -> str:
        """The product's name as the voice says it: `our Lumen desk lamp` where `we` speak."""
        return re.sub(r"^(?:the|this|these) ", "our ", full) if self.voice == "we" else full


@cache
def shipped() -> dict[Tone, StyleGuide]:
    """The style guide of each tone."""
    raw = tomllib.loads(files("imperium.intelligences").joinpath("knowledge", "styles.toml").read_text("utf-8"))
    return {tone: StyleGuide.model_validate(data) for tone, data in raw.items()}  # type: ignore[misc]


def style_for(tone: Tone, own: StyleGuide | None) -> StyleGuide:
    """The tone's guide, with what a shop's own says in its place."""
    changes = {name: getattr(own, name) for name in own.model_fields_set} if own else {}
    return shipped()[tone].model_copy(update=changes)
