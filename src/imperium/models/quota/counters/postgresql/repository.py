"""The rows of the counters: each step locks the rows of all its accounts in the order of their keys, so that no two
steps wait for each other. Leases are timed by the database's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert

from imperium.models.quota.counter import Charge, Granted, Lapsed, Lease, Outcome, Unloaded
from imperium.models.quota.decision import Blocked, decide
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals
from imperium.models.tables import quota_counters as counters
from imperium.models.tables import quota_holds as holds
from imperium.platform.database import Database
from imperium.platform.errors import TransientError
from imperium.platform.resilience import CircuitBreaker

T = TypeVar("T")
LAPSED_AT_ONCE = 64
KEPT_S = 7 * 86_400.0
"""How long the rows of an ended period are kept."""
MAKE_TRIES = 3
"""A row that was made may be forgotten at once, where its period ended long ago."""
FAILURES, REST_S = 2, 1.0
"""So many failures in a row, and the database is not asked for this long."""

_NOW: ColumnElement[float] = literal_column("extract(epoch from clock_timestamp())::double precision")
_VERSION: ColumnElement[int] = literal_column("(extract(epoch from clock_timestamp()) * 1000000)::bigint")
_LOOK = select(counters).where(counters.c.key.in_(bindparam("keys", expanding=True))).order_by(counters.c.key)
_LOCK = _LOOK.with_for_update()
_HELD = (
    select(
        holds.c.key,
        func.sum(holds.c.micro_usd),
        func.count(),
        func.count().filter(holds.c.lapses_at <= _NOW),
    )
    .where(holds.c.key.in_(bindparam("keys", expanding=True)))
    .group_by(holds.c.key)
)
_LAPSED = (
    select(holds)
    .where(holds.c.key.in_(bindparam("keys", expanding=True)), holds.c.lapses_at <= _NOW)
    .limit(LAPSED_AT_ONCE)
)
_PRESENT = select(holds.c.key, holds.c.request_id).where(holds.c.key.in_(bindparam("keys", expanding=True)))
_ENDED = (
    select(counters.c.key)
    .where(counters.c.ends < _NOW - KEPT_S)
    .limit(LAPSED_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_NEW = insert(counters).values(version=_VERSION, micro_usd=0, requests=0).on_conflict_do_nothing()
_HOLD = insert(holds).values(lapses_at=_NOW + bindparam("lease_s"))
_PROLONG = _HOLD.on_conflict_do_update(
    index_elements=[holds.c.key, holds.c.request_id], set_={"lapses_at": _HOLD.excluded.lapses_at}
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The row of one account, locked. `begins` is None when it must be counted again."""

    key: str
    begins: float | None
    version: int
    micro_usd: int
    requests: int

    def stands_on(self, account: Account, version: int) -> bool:
        return self.begins == account.period.begins and self.version == version


class _Held(NamedTuple):
    """Reservations on an account: their sum, their number, and how many leases of them ran out."""

    micro_usd: int = 0
    number: int = 0
    lapsed: int = 0


class _RowsMissing(Exception):
    """Some of these rows are to be made first."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__()
        self.rows = rows


class RowCounter:
    """Every public call is one transaction, of tables that PostgreSQL empties when it crashed: that is no more than a
    reason to count again."""

    tells_late = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._breaker = CircuitBreaker("PostgreSQL", FAILURES, REST_S)

    async def reserve(
        self, request_id: str, accounts: Sequence[Account], estimate: Estimate, lease_s: float
    ) -> Outcome:
        return await self._run(lambda connection: _reserve(connection, request_id, accounts, estimate, lease_s))

    async def settle(self, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
        return await self._run(lambda connection: _settle(connection, hold, charge))

    async def release(self, hold: Hold) -> None:
        await self._run(lambda connection: _release(connection, hold))

    async def renew(self, holds: Iterable[Hold], lease_s: float) -> None:
        held = list(holds)
        await self._run(lambda connection: _renew(connection, held, lease_s))

    async def load(self, account: Account, totals: Totals, version: int) -> bool:
        return await self._run(lambda connection: _load(connection, account, totals, version))

    async def standings(self, accounts: Sequence[Account]) -> tuple[Standing | None, ...]:
        return await self._run(lambda connection: _standings(connection, accounts))

    async def trouble(self) -> str | None:
        try:
            await self._run(lambda connection: connection.execute(text("SELECT 1")).scalar())
        except TransientError as error:
            return error.detail
        return None

    async def close(self) -> None:
        """The database is closed by who opened it."""

    async def _run(self, step: Callable[[Connection], T]) -> T:
        """Rows that are missing are made in a transaction of their own: whoever waits for another's new row must hold
        no lock meanwhile, or locks would not be taken in one order."""
        with self._breaker.guard():
            for _ in range(MAKE_TRIES):
                try:
                    return await self._database.read(step)
                except _RowsMissing as missing:
                    await self._make(missing.rows)
            return await self._database.read(step)

    async def _make(self, rows: list[dict[str, Any]]) -> None:
        await self._database.read(lambda connection: connection.execute(_NEW, rows))


def _reserve(
    connection: Connection, request_id: str, accounts: Sequence[Account], estimate: Estimate, lease_s: float
) -> Outcome:
    sheets, held = _locked(connection, accounts), _held(connection, accounts)
    if any(each.lapsed for each in held.values()):
        return Lapsed(_lapsed(connection, accounts))
    if unloaded := tuple(
        (n, sheets[account.key].version)
        for n, account in enumerate(accounts)
        if sheets[account.key].begins != account.period.begins
    ):
        return Unloaded(unloaded)
    decision = decide(accounts, _standing(accounts, sheets, held), estimate)
    if isinstance(decision, Blocked):
        return decision
    versions = tuple([sheets[account.key].version for account in accounts])
    hold = Hold(request_id, "", tuple(accounts), versions, decision.micro_usd)
    connection.execute(_HOLD, _rows([hold], lease_s))
    more = {key: _Held(each.micro_usd + hold.reserved, each.number + 1) for key, each in held.items()}
    return Granted(decision.micro_usd, versions, tuple(_standing(accounts, sheets, more)))


def _settle(connection: Connection, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
    sheets, dropped = _locked(connection, hold.accounts), _drop(connection, hold)
    charged: list[Account] = []
    for account, version in zip(hold.accounts, hold.versions, strict=True):
        if account.key in dropped and sheets[account.key].stands_on(account, version):
            charged.append(account)
        else:
            _doubt(connection, sheets[account.key])
    after = _add(connection, charged, charge)
    standings = dict(zip(charged, _standing(charged, after, _held(connection, charged)), strict=True))
    return tuple(standings.get(account) for account in hold.accounts)


def _release(connection: Connection, hold: Hold) -> None:
    _locked(connection, hold.accounts)
    _drop(connection, hold)


def _add(connection: Connection, accounts: Sequence[Account], charge: Charge) -> Mapping[str, _Sheet]:
    """The rows afterwards."""
    change = {"micro_usd": counters.c.micro_usd + charge.micro_usd, "requests": counters.c.requests + charge.requests}
    charged = counters.c.key.in_([account.key for account in accounts])
    rows = connection.execute(update(counters).where(charged).values(**change).returning(counters))
    return {row.key: _sheet(row) for row in rows}


def _doubt(connection: Connection, sheet: _Sheet) -> None:
    """To be counted again, under a version that no count begun before now has."""
    version = func.greatest(_VERSION, sheet.version + 1)
    connection.execute(update(counters).where(counters.c.key == sheet.key).values(begins=None, version=version))


def _renew(connection: Connection, held: Sequence[Hold], lease_s: float) -> None:
    """What is gone though its account's count is the same was settled or released, and stays so."""
    accounts = {account.key: account for hold in held for account in hold.accounts}
    sheets = _locked(connection, list(accounts.values()))
    present = {(row.key, row.request_id) for row in connection.execute(_PRESENT, {"keys": list(accounts)})}
    rows = [
        row
        for row in _rows(held, lease_s)
        if (row["key"], row["request_id"]) in present or sheets[row["key"]].version != row["version"]
    ]
    if rows:
        connection.execute(_PROLONG, rows)


def _load(connection: Connection, account: Account, totals: Totals, version: int) -> bool:
    sheet = _locked(connection, [account])[account.key]
    if sheet.begins == account.period.begins:
        return True
    if sheet.version != version:
        return False
    change = {"begins": account.period.begins, "ends": account.period.ends}
    connection.execute(
        update(counters)
        .where(counters.c.key == account.key)
        .values(**change, micro_usd=totals.micro_usd, requests=totals.requests)
    )
    _forget_ended(connection)
    return True


def _forget_ended(connection: Connection) -> None:
    ended = list(connection.execute(_ENDED).scalars())
    connection.execute(delete(counters).where(counters.c.key.in_(ended)))
    connection.execute(delete(holds).where(holds.c.key.in_(ended)))


def _standings(connection: Connection, accounts: Sequence[Account]) -> tuple[Standing | None, ...]:
    """Looked at without a lock."""
    sheets = {row.key: _sheet(row) for row in connection.execute(_LOOK, _keys(accounts))}
    loaded = [a for a in accounts if (sheet := sheets.get(a.key)) and sheet.begins == a.period.begins]
    found = dict(zip(loaded, _standing(loaded, sheets, _held(connection, loaded)), strict=True))
    return tuple(found.get(account) for account in accounts)


def _locked(connection: Connection, accounts: Sequence[Account]) -> Mapping[str, _Sheet]:
    """The rows of the accounts, locked in the order of their keys. Raises _RowsMissing."""
    keys = sorted(account.key for account in accounts)
    rows = connection.execute(_LOCK, {"keys": keys}).all()
    if len(rows) < len(keys):
        ends = {account.key: account.period.ends for account in accounts}
        raise _RowsMissing([{"key": key, "ends": ends[key]} for key in keys])
    return {row.key: _sheet(row) for row in rows}


def _sheet(row: Row[Any]) -> _Sheet:
    return _Sheet(row.key, row.begins, row.version, row.micro_usd, row.requests)


def _held(connection: Connection, accounts: Sequence[Account]) -> dict[str, _Held]:
    """What is held on each account, by key."""
    rows = connection.execute(_HELD, _keys(accounts))
    found = {key: _Held(int(micro_usd), number, lapsed) for key, micro_usd, number, lapsed in rows}
    return {account.key: found.get(account.key, _Held()) for account in accounts}


def _standing(accounts: Sequence[Account], sheets: Mapping[str, _Sheet], held: Mapping[str, _Held]) -> list[Standing]:
    return [
        Standing(sheets[key].micro_usd, sheets[key].requests, held[key].micro_usd, held[key].number)
        for key in (account.key for account in accounts)
    ]


def _lapsed(connection: Connection, accounts: Sequence[Account]) -> tuple[Lease, ...]:
    positions = {account.key: n for n, account in enumerate(accounts)}
    rows = connection.execute(_LAPSED, _keys(accounts))
    return tuple(Lease(positions[row.key], row.request_id, row.micro_usd, row.version) for row in rows)


def _drop(connection: Connection, hold: Hold) -> set[str]:
    """The keys of the accounts on which the reservation still stood."""
    keys = [account.key for account in hold.accounts]
    gone = delete(holds).where(holds.c.request_id == hold.request_id, holds.c.key.in_(keys)).returning(holds.c.key)
    return set(connection.execute(gone).scalars())


def _rows(held: Sequence[Hold], lease_s: float) -> list[dict[str, Any]]:
    return [
        {"key": a.key, "request_id": h.request_id, "micro_usd": h.reserved, "version": version, "lease_s": lease_s}
        for h in held
        for a, version in zip(h.accounts, h.versions, strict=True)
    ]


def _keys(accounts: Sequence[Account]) -> dict[str, list[str]]:
    return {"keys": [account.key for account in accounts]}
