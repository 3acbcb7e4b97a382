"""The nouns: whose use is limited, to how much, what is reserved of it, and what stands on a counter."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from imperium.models.quota.period import Period

ScopeKind = Literal["user", "organisation", "key"]
Measure = Literal["requests", "micro_usd"]
KEY_PREFIX = "key_"
"""A principal that is an API key: this, and the key's id."""


class Scope(Struct, frozen=True):
    """Whose use is meant. `subject` is a principal's id, a tenant's id, or an API key's id."""

    kind: ScopeKind
    tenant: str
    subject: str

    @property
    def principal(self) -> str | None:
        """As the ledger names it; None: everybody of the tenant."""
        if self.kind == "organisation":
            return None
        return self.subject if self.kind == "user" else KEY_PREFIX + self.subject

    def counter(self, period: Period) -> str:
        """`quota:{user}:{date}`; the other kinds stand before their id."""
        name = self.subject if self.kind == "user" else f"{self.kind}:{self.subject}"
        return f"quota:{name}:{period.name}"


class Limits(Struct, frozen=True):
    """What a scope may use in a day and a month of its time zone; None: any amount."""

    time_zone: str
    daily_requests: int | None = None
    monthly_requests: int | None = None
    daily_micro_usd: int | None = None
    monthly_micro_usd: int | None = None

    def of(self, period: Period) -> tuple[int | None, int | None]:
        """Requests and micro-USD of a day or a month."""
        if period.kind == "day":
            return self.daily_requests, self.daily_micro_usd
        return self.monthly_requests, self.monthly_micro_usd


class Account(Struct, frozen=True):
    """A scope's limits in one period; `key` names its counter."""

    key: str
    scope: Scope
    period: Period
    max_requests: int | None
    max_micro_usd: int | None

    def limit(self, measure: Measure) -> int | None:
        return self.max_requests if measure == "requests" else self.max_micro_usd


class Estimate(Struct, frozen=True, gc=False):
    """What a request may cost, in micro-USD: below `least` it isn't worth asking, `usual` is foreseen, `most` is
    welcome where there is room."""

    least: int
    usual: int
    most: int

    @classmethod
    def exactly(cls, micro_usd: int) -> Estimate:
        """For work whose price is known beforehand."""
        return cls(micro_usd, micro_usd, micro_usd)


class Totals(Struct, frozen=True):
    """What the ledger says was used."""

    micro_usd: int = 0
    requests: int = 0


class Standing(Struct, frozen=True, gc=False):
    """What stands on a counter: spent, and held by requests that run."""

    micro_usd: int
    requests: int
    held_micro_usd: int = 0
    held_requests: int = 0

    def spent(self, measure: Measure) -> int:
        return self.requests if measure == "requests" else self.micro_usd

    def share(self, account: Account) -> float:
        """How much of the tighter limit is spent, from 0 to 1."""
        share, most_requests, most_money = 0.0, account.max_requests, account.max_micro_usd
        if most_requests is not None:
            share = self.requests / most_requests if most_requests else 1.0
        if most_money is not None:
            of_money = self.micro_usd / most_money if most_money else 1.0
            if of_money > share:
                share = of_money
        return share if share < 1.0 else 1.0


class Hold(Struct, frozen=True, gc=False):
    """A reservation. The request may cost `granted_micro_usd` and no more; None: money isn't limited.

    `versions` tell for each account on which count of the ledger the reservation stands (see `counter.py`).
    """

    request_id: str
    principal: str
    accounts: tuple[Account, ...]
    versions: tuple[int, ...]
    granted_micro_usd: int | None

    @property
    def reserved(self) -> int:
        """What stands as held on the counters, in micro-USD."""
        return self.granted_micro_usd or 0
