"""The four tones of copy. They differ in structure and diction, not in a word."""

from typing import Literal

Tone = Literal["professional", "casual", "technical", "creative"]
TONES: tuple[Tone, ...] = ("professional", "casual", "technical", "creative")
VOICES: dict[Tone, str] = {
    "professional": "Whole sentences, plain words, one thought each. No exclamation marks.",
    "casual": "As one would write to a friend: short, direct, a question now and then.",
    "technical": "Definitions first, then properties. Nothing that can't be checked.",
    "creative": "Scenes before statements. What is seen, heard and smelled, then the product.",
}
