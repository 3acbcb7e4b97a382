"""What is remembered of an answered request, so that its outcome can be learned from: no text of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from imperium.models.choice import Choice
from imperium.models.foresight import model_key
from imperium.models.provider import Candidate

Source = Literal["feedback", "schema", "retry"]
"""Who judged: a person or program by feedback; the JSON schema that was asked for; the same question asked again."""

WEIGHTS: dict[Source, float] = {"feedback": 1.0, "schema": 0.5, "retry": 0.3}
"""What a verdict counts for in learning: a form that fits isn't right yet, and who asks again may want a variation."""
MOST_WEIGHT = 20.0
"""A rarely drawn model's outcome never counts for more than this many."""


class Outcome(Struct, frozen=True):
    """`model` is what it is called in learning, `features` what its prompt was like, packed. `reward` (0–1) is None
    while nobody judged. A model that only its owner can reach isn't learned of: its `features` are empty."""

    model: str
    features: bytes
    propensity: float = 1.0
    reward: float | None = None
    source: Source | None = None


def outcome_of(choice: Choice | None, answered_by: Candidate | None, fits: bool | None = None) -> Outcome | None:
    """What to remember of a request that was answered; None when learning is off. `fits` tells whether the answer has
    the schema that was asked for, if one was."""
    if choice is None or choice.features is None or answered_by is None:
        return None
    connection = answered_by.connection
    shared = not connection.owner or connection.trusted
    return Outcome(
        model=model_key(answered_by),
        features=choice.features.pack() if shared else b"",
        propensity=1.0 if choice.propensity == 1.0 or answered_by != choice.candidates[0] else choice.propensity,
        reward=None if fits is None else float(fits),
        source=None if fits is None else "schema",
    )


def weight(source: Source, propensity: float) -> float:
    """What an outcome counts for: by its source, and by how rarely such a one is drawn."""
    return min(WEIGHTS[source] / propensity, MOST_WEIGHT)
