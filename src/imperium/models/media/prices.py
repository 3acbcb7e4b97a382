"""What pictures and films cost at their makers, in micro-USD.

Of OpenAI, Google and Runway (at a cent a credit) as known in October 2026, some at second hand: to be checked against
the makers' pages. `media.prices` in the configuration goes before. A model that isn't listed has no known price.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from imperium.kit.money import usd_to_micro
from imperium.platform.media_settings import MediaPrice

AS_OF = "2026-10"


class TokenRates(NamedTuple):
    """Micro-USD for a million tokens of words read, pictures read, words written and pictures written; and the tokens
    that a picture of a million pixels is foreseen to have."""

    words: int
    pictures: int
    written: int
    drawn: int
    tokens_a_megapixel: int = 6_300

    def cost(self, words: int, pictures: int, written: int, drawn: int) -> int:
        """Rounded up."""
        total = words * self.words + pictures * self.pictures + written * self.written + drawn * self.drawn
        return -(-total // 1_000_000)

    def foreseen(self, pixels: int) -> int:
        """The most that a picture is expected to cost: its tokens, and a long prompt."""
        drawn = -(-pixels * self.tokens_a_megapixel // 1_000_000)
        return self.cost(2_500, 0, 0, drawn)


GPT_IMAGE_2 = TokenRates(5_000_000, 8_000_000, 30_000_000, 30_000_000)
TOKENS: Mapping[str, TokenRates] = {
    "openai:gpt-image-2": GPT_IMAGE_2,
    "openai:gpt-image-2.5-sunburst": GPT_IMAGE_2,
    "openai:gpt-image-2.5-flare": GPT_IMAGE_2,
    "gemini:gemini-2.5-flash-image": TokenRates(300_000, 300_000, 2_500_000, 30_000_000, 1_300),
    "gemini:gemini-3.1-flash-lite-image": TokenRates(250_000, 250_000, 1_500_000, 30_000_000, 1_300),
    "gemini:gemini-3.1-flash-image-preview": TokenRates(500_000, 500_000, 3_000_000, 60_000_000, 1_200),
    "gemini:gemini-3-pro-image-preview": TokenRates(2_000_000, 2_000_000, 12_000_000, 120_000_000, 1_200),
}
PICTURES: Mapping[str, int] = {
    "imagen:imagen-4.0-fast-generate-001": 20_000,
    "imagen:imagen-4.0-generate-001": 40_000,
    "imagen:imagen-4.0-ultra-generate-001": 60_000,
}
SECONDS: Mapping[str, Mapping[int, int]] = {
    "veo:veo-3.1-generate-preview": {720: 400_000, 1080: 400_000, 2160: 600_000},
    "veo:veo-3.1-fast-generate-preview": {720: 100_000, 1080: 120_000, 2160: 300_000},
    "veo:veo-3.1-lite-generate-preview": {720: 50_000, 1080: 80_000},
    "runway:gen4.5": {720: 120_000},
    "runway:gen4_turbo": {720: 50_000},
    "runway:veo3.1": {720: 400_000, 1080: 400_000},
    "runway:veo3.1_fast": {720: 150_000, 1080: 150_000},
}
"""A second of film, by the lines of its shorter side."""


class MediaPrices:
    """Prices as configured, else as shipped; None where none is known. `name` is `engine:model`."""

    def __init__(self, own: Mapping[str, MediaPrice]) -> None:
        self._own = own

    def token_rates(self, name: str) -> TokenRates | None:
        return None if self._own_picture(name) is not None else TOKENS.get(name)

    def picture(self, name: str, pixels: int) -> int | None:
        """At most, for a picture of so many pixels."""
        own = self._own_picture(name)
        if own is not None:
            return own
        rates = TOKENS.get(name)
        return rates.foreseen(pixels) if rates else PICTURES.get(name)

    def film(self, name: str, seconds: int, lines: int) -> int | None:
        own = self._own.get(name)
        if own is not None and own.second_usd is not None:
            return usd_to_micro(own.second_usd) * seconds
        rate = SECONDS.get(name, {}).get(lines)
        return None if rate is None else rate * seconds

    def _own_picture(self, name: str) -> int | None:
        own = self._own.get(name)
        return usd_to_micro(own.picture_usd) if own is not None and own.picture_usd is not None else None
