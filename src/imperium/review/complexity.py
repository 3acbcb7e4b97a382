"""How complex a review is, what it should cost and how long it should take: the documented formulas."""

from __future__ import annotations

from msgspec import Struct

from imperium.analysis.source import Language
from imperium.kit.money import MICRO

FULL_LENGTH = 10_000
"""Characters of code from which on length says nothing more."""
MULTIPLIERS: dict[Language, float] = {
    "python": 0.8,
    "javascript": 0.9,
    "typescript": 0.9,
    "java": 1.0,
    "rust": 1.1,
    "c": 1.2,
    "cpp": 1.2,
}
"""The documented five; TypeScript is read as JavaScript and C as C++."""


class TaskComplexity(Struct, frozen=True):
    """`score` is in 0–1.2 (the longest C++), the cost in micro-USD, the latency in milliseconds."""

    score: float
    estimated_cost_micro_usd: int
    estimated_latency_ms: int


def complexity_of(code_length: int, language: Language) -> TaskComplexity:
    """The complexity of code of so many characters.

    score = min(length / 10000, 1) · multiplier; cost = 0.01 + 0.09 · score dollars; latency = 1000 + ⌊4000 · score⌋ ms
    (source: the AI orchestration summary, "Complexity Scoring").
    """
    score = min(code_length / FULL_LENGTH, 1.0) * MULTIPLIERS[language]
    cost = round((0.01 + score * 0.09) * MICRO)
    return TaskComplexity(score, cost, 1000 + int(score * 4000))
