"""For whom a model is asked, and within which bounds."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from imperium.platform.auth.principal import LOCAL_ADMIN, Principal


class Caller(Protocol):
    """Who asks, what it may cost (micro-USD) and how long it may take (seconds). A capability's Context is one.

    `idempotency_key` is kept in the ledger, so that the attempts at one task can be told apart from new work.
    """

    @property
    def principal(self) -> Principal: ...
    @property
    def budget_micro_usd(self) -> int | None: ...
    @property
    def deadline_s(self) -> float | None: ...
    @property
    def idempotency_key(self) -> str: ...


class Call(Struct, frozen=True):
    """A caller outside a run, such as an HTTP request."""

    principal: Principal = LOCAL_ADMIN
    budget_micro_usd: int | None = None
    deadline_s: float | None = None
    idempotency_key: str = ""


ANYONE = Call()
"""The local administrator, unbounded."""
