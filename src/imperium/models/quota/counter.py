"""The contract of counters: where it is counted what is spent and what is held.

A counter is a cache of the ledger. What it says of an account grew from one count of the ledger, which has a version;
whatever makes that count doubtful (a charge for a reservation that is gone, a charge while the ledger is being counted,
a cache that was emptied) only raises the version and marks the account as not loaded, and it is counted again from the
ledger before anything else is reserved. That is exact because a request's line is in the ledger before it is settled.

A reservation has a lease. One whose lease ran out is shown to whoever comes next (`Lapsed`), who looks into the ledger
whether that request ended: so nothing is lost when a process dies between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from msgspec import Struct

from imperium.models.quota.decision import Blocked
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals
from imperium.platform.database import Database
from imperium.platform.settings import Quotas as QuotaSettings


class Granted(Struct, frozen=True):
    """Reserved on all accounts. `micro_usd` as in `Hold`; versions and standings in the order of the accounts.

    The standings are empty where nothing has come to be known that a settlement would not tell.
    """

    micro_usd: int | None
    versions: tuple[int, ...]
    standings: tuple[Standing, ...] = ()


class Unloaded(Struct, frozen=True):
    """These accounts must be counted from the ledger first: their positions, and the versions to load them under."""

    accounts: tuple[tuple[int, int], ...]


class Lease(Struct, frozen=True):
    """A reservation on the account at one position."""

    account: int
    request_id: str
    micro_usd: int
    version: int


class Lapsed(Struct, frozen=True):
    """Reservations whose lease ran out; some, not always all."""

    leases: tuple[Lease, ...]


Outcome: TypeAlias = Granted | Blocked | Unloaded | Lapsed


class Charge(Struct, frozen=True):
    """What a request used; `requests` is 1 or, when no provider answered, 0."""

    micro_usd: int
    requests: int


class Counter(Protocol):
    """Each call takes effect on all its accounts at once. Raises TransientError when the counts can't be reached.

    One that `tells_late` may keep standings to itself as long as no limit has come to a percentage at which somebody
    is notified: they are to be asked for now and then.
    """

    @property
    def tells_late(self) -> bool: ...

    async def reserve(
        self, request_id: str, accounts: Sequence[Account], estimate: Estimate, lease_s: float
    ) -> Outcome: ...

    async def settle(self, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
        """Charge a reservation and end it. The standings after it; None for an account that is not loaded. An empty
        tuple from one that tells late."""
        ...

    async def release(self, hold: Hold) -> None:
        """End a reservation without a charge."""
        ...

    async def renew(self, holds: Iterable[Hold], lease_s: float) -> None:
        """Prolong leases from now. A reservation that was lost with the cache is put back."""
        ...

    async def load(self, account: Account, totals: Totals, version: int) -> bool:
        """Set what the ledger says. False when something was charged since `version`: count again."""
        ...

    async def standings(self, accounts: Sequence[Account]) -> tuple[Standing | None, ...]:
        """What stands there now; None for an account that is not loaded."""
        ...

    async def trouble(self) -> str | None:
        """Why counts can't be reached now; None when they can."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class CounterKind:
    """A kind of counter. `open` raises InvalidInput when the settings lack what it needs."""

    summary: str
    open: Callable[[QuotaSettings, Database], Counter]
