"""What is believed of a model before any outcome is known.

Measured on six public sets of outcomes: what is learned from the words of one subject misleads on the next, prompts of
several words apart in difficulty or not. Only the length carries over: where it tells anything, a longer prompt costs a
weak model more than a strong one. Of kinds of prompts that public outcomes are known of, `pretrained` tells more.
"""

from __future__ import annotations

from typing import NamedTuple

from imperium.models.gain.features import Features

STRONGEST, RANGE = 0.9, 0.45
"""Share of right answers at strength 1, and what strength 0 lacks: the span of public leaderboards' means."""
SLOPE = 0.25
"""What a weak model (strength 0) loses with each e-fold of characters; a strong one (1) nothing."""
TYPICAL = 5.5
"""Log of the characters of an everyday prompt (245)."""
BEND = RANGE / SLOPE
"""How far, in e-folds, length may tell: no prompt is so short that a weak model is held to be the better one."""
LEAST, MOST = 0.01, 0.99
UNKNOWN = 0.5
"""The strength of a model of which nothing is declared."""


class Outlook(NamedTuple):
    """Of a prompt: `hard` is what it costs a weak model (strength 0) beyond what an everyday one does, `ease` how much
    more likely any model is right than on an everyday one."""

    hard: float
    ease: float


def hardness(features: Features) -> float:
    """What a prompt of this length costs a weak model beyond what an everyday one does."""
    longer = features.log_size - TYPICAL
    return SLOPE * longer / (1 + abs(longer) / BEND)


def chance(outlook: Outlook, strength: float) -> float:
    """The chance that a model of this strength (0–1) answers such a prompt right, not yet bounded."""
    return STRONGEST + outlook.ease - (1 - strength) * (RANGE + outlook.hard)


def bounded(value: float) -> float:
    """A chance is never quite 0 or 1."""
    return min(max(value, LEAST), MOST)
