"""The record of a request to a model: one line of the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from imperium.models.chat import Usage

if TYPE_CHECKING:
    from imperium.models.feedback.outcome import Outcome


class UsageRecord(Struct, frozen=True):
    """One line of the ledger: one request, however many attempts it took. `status` is succeeded, failed or cancelled.

    `estimated` is True when tokens were counted here because the provider didn't say (a stream that broke). `outcome`
    is what is remembered of the answer, to learn from it.
    """

    id: str
    tenant: str
    principal: str
    role: str | None
    engine: str
    model: str
    usage: Usage
    cost_micro_usd: int
    priced: bool
    status: str
    started_at: float
    seconds: float
    first_token_seconds: float | None = None
    streamed: bool = False
    attempts: int = 1
    estimated: bool = False
    error: str | None = None
    idempotency_key: str = ""
    outcome: Outcome | None = None


Record = Callable[[UsageRecord], asyncio.Future[None]]
"""Begins to make a record durable. The future is awaited before the answer ends; cancelling it undoes nothing."""
