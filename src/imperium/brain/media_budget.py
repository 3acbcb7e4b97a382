"""What of a budget is left for a campaign to spend, after the work itself is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from imperium.brain.piece import Piece
from imperium.kit.money import MICRO

CAMPAIGNS = ("campaign_strategy", "marketing")
"""The capabilities that share a budget out to channels; their input `budget` is in dollars."""


def with_media_budget(pieces: Sequence[Piece], budget_micro_usd: int | None) -> tuple[tuple[Piece, ...], int | None]:
    """The pieces, the campaign's told what it may share out, and that amount: the budget less what the work may cost.

    None where there is no campaign, no budget, or one that says its own.
    """
    spends = [p.id for p in pieces if p.capability in CAMPAIGNS and "budget" not in p.task.config.params]
    if budget_micro_usd is None or not spends:
        return tuple(pieces), None
    left = budget_micro_usd - sum(piece.cost.pessimistic for piece in pieces)
    if left <= 0:
        return tuple(pieces), None
    return tuple(_told(piece, left) if piece.id in spends else piece for piece in pieces), left


def _told(piece: Piece, micro_usd: int) -> Piece:
    params = {**piece.task.config.params, "budget": float(Decimal(micro_usd) / MICRO)}
    config = piece.task.config.model_copy(update={"params": params})
    return replace(piece, task=piece.task.model_copy(update={"config": config}))
