"""What a scope may use, has used and holds, in its day and its month."""

from __future__ import annotations

from msgspec import Struct

from imperium.models.quota.limit_book import LimitBook, accounts
from imperium.models.quota.quota import Account, Measure, Scope, Standing
from imperium.models.quota.service import Quotas
from imperium.models.repository import Ledger


class Overview(Struct, frozen=True):
    """One period of a scope. `standing` has what the ledger says was spent and what the counter says is held."""

    account: Account
    standing: Standing

    def remaining(self, measure: Measure) -> int | None:
        """What is neither spent nor held; None: no limit."""
        limit = self.account.limit(measure)
        if limit is None:
            return None
        held = self.standing.held_requests if measure == "requests" else self.standing.held_micro_usd
        return max(0, limit - self.standing.spent(measure) - held)


async def overview(scope: Scope, quotas: Quotas, ledger: Ledger, at: float) -> list[Overview]:
    """The day and the month of a scope at a moment."""
    found = _accounts(scope, quotas.book, at)
    standings = await quotas.held(found)
    return [await _overview(account, held, ledger) for account, held in zip(found, standings, strict=True)]


def _accounts(scope: Scope, book: LimitBook, at: float) -> list[Account]:
    return accounts(scope, book.limits(scope), at)


async def _overview(account: Account, held: Standing | None, ledger: Ledger) -> Overview:
    scope, period = account.scope, account.period
    spent = await ledger.spent(scope.tenant, scope.principal, period.begins, period.ends)
    return Overview(account, Standing(*spent, *((held.held_micro_usd, held.held_requests) if held else (0, 0))))
