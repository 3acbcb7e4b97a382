"""Keeps a call within a budget: what can't be afforded isn't asked, and an answer ends before it costs too much."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from imperium.kit.money import format_usd
from imperium.models.chat import ChatRequest
from imperium.models.prices import ModelCard, Prices
from imperium.models.provider import Candidate
from imperium.models.tokens import estimate_request
from imperium.platform.errors import BudgetExceeded

SHORTEST_ANSWER = 64
"""Tokens; an answer that the budget would end earlier isn't worth asking for."""
MARGIN = 1.25
"""The estimate of the prompt's tokens may be too low by this factor."""


class Ask(Struct, frozen=True):
    """A candidate, and the request as it is put to it."""

    candidate: Candidate
    request: ChatRequest


class Priced(Ask, frozen=True):
    """An ask, and what is known of its price."""

    card: ModelCard


def affordable(
    candidates: Sequence[Candidate],
    request: ChatRequest,
    prices: Prices,
    budget_micro_usd: int | None,
    input_tokens: int | None = None,
) -> Sequence[Ask]:
    """The candidates within the budget, each with its answer bounded by what is left of it after the prompt. That has
    `input_tokens`, if they are counted already.

    Raises:
        BudgetExceeded: none is.
    """
    if budget_micro_usd is None:
        return [Ask(candidate, request) for candidate in candidates]
    tokens = estimate_request(request) if input_tokens is None else input_tokens
    return within(priced(candidates, request, prices), budget_micro_usd, tokens)


def priced(candidates: Sequence[Candidate], request: ChatRequest, prices: Prices) -> list[Priced]:
    """Each candidate with its card, which is looked up once for all that is decided by it."""
    return [Priced(c, request, prices.card(c.connection.provider, c.ref)) for c in candidates]


def within(asks: list[Priced], budget_micro_usd: int | None, input_tokens: int) -> list[Priced]:
    """As `affordable`, of what is priced."""
    if budget_micro_usd is None:
        return asks
    tokens = round(input_tokens * MARGIN)
    bounded = [found for ask in asks if (found := _bounded(ask, tokens, budget_micro_usd))]
    if not bounded:
        raise BudgetExceeded(
            f"The budget of {format_usd(budget_micro_usd)} is too small for any model that could answer.",
            field="budget",
            value=format_usd(budget_micro_usd),
            remedy="Raise the budget, send less text, or connect a cheaper model.",
        )
    return bounded


def with_known_price(asks: list[Priced]) -> list[Priced]:
    """Where money is limited, what costs nobody knows how much isn't asked; what its owner pays is.

    Raises:
        BudgetExceeded: nothing is left.
    """
    known = [ask for ask in asks if ask.card.output_micro_usd is not None or ask.candidate.connection.owner]
    if not known:
        names = ", ".join(str(ask.candidate) for ask in asks)
        raise BudgetExceeded(
            f"What {names} costs isn't known, and what you may spend is limited.",
            field="model",
            value=names,
            remedy="Choose a model with a known price, or have this one's set under `prices`.",
        )
    return known


def _bounded(ask: Priced, tokens: int, budget: int) -> Priced | None:
    """A model without a known price passes: its cost can't be foreseen, and it is recorded as unpriced.

    Of several answers each is paid with its prompt: that of a wire which gives one at a time is sent for each.
    """
    request, card = ask.request, ask.card
    if not card.output_micro_usd:
        return ask
    left = budget / request.n - tokens * (card.input_micro_usd or 0) / 1_000_000
    longest = int(left * 1_000_000 / card.output_micro_usd)
    wanted = request.max_tokens
    if longest < min(SHORTEST_ANSWER, wanted or SHORTEST_ANSWER):
        return None
    if wanted is not None and wanted <= longest:
        return ask
    return Priced(ask.candidate, replace(request, max_tokens=longest), card)
