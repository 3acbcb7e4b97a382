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
    counts as free, since what it costs is never known."""
    longest = max_tokens or LONGEST_ANSWER
    return Estimate(
        least=_cost(card, input_tokens, answers * min(SHORTEST_ANSWER, longest)),
        usual=_cost(card, input_tokens, answers * min(max(output_tokens, SHORTEST_ANSWER), longest)),
        most=max(_cost(each, input_tokens, answers * longest) for each in (card, *fallbacks)),
    )


def _cost(card: ModelCard, input_tokens: int, output_tokens: int) -> int:
    """Micro-USD, rounded up. The input may be larger than estimated, by the factor that budgets allow for as well."""
    price = round(input_tokens * MARGIN) * (card.input_micro_usd or 0) + output_tokens * (card.output_micro_usd or 0)
    return -(-price // PER_MILLION)
