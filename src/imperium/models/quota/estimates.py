"""What a request may cost, from its input, the usual length of the principal's answers, and the prices."""

from __future__ import annotations

from imperium.models.budget import MARGIN, SHORTEST_ANSWER
from imperium.models.prices import ModelCard
from imperium.models.quota.quota import Estimate

LONGEST_ANSWER = 32_768
"""Tokens reserved at most for an answer that isn't bounded by its request."""
PER_MILLION = 1_000_000


def estimate(
    input_tokens: int,
    output_tokens: int,
    card: ModelCard,
    fallbacks: tuple[ModelCard, ...],
    max_tokens: int | None,
    answers: int = 1,
) -> Estimate:
    """Of the model that is asked first; `most` also covers the dearest of the others. A model without a known price
    counts as free, since what it costs is never known. Micro-USD are rounded up, and the input may be larger than
    estimated, by the factor that budgets allow for as well."""
    inputs, longest = round(input_tokens * MARGIN), max_tokens or LONGEST_ANSWER
    given, taken = inputs * (card.input_micro_usd or 0), card.output_micro_usd or 0
    most = given + answers * longest * taken
    for other in fallbacks:
        dearest = inputs * (other.input_micro_usd or 0) + answers * longest * (other.output_micro_usd or 0)
        if dearest > most:
            most = dearest
    shortest = SHORTEST_ANSWER if longest > SHORTEST_ANSWER else longest
    usual = min(max(output_tokens, shortest), longest)
    return Estimate(
        least=-(-(given + answers * shortest * taken) // PER_MILLION),
        usual=-(-(given + answers * usual * taken) // PER_MILLION),
        most=-(-most // PER_MILLION),
    )
