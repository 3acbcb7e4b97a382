"""The only place that reads and writes providers, users' providers and sealed keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    tuple_,
    update,
)

from imperium.models.keys.envelope import Binding, Sealed
from imperium.models.keys.master import Wrapped
from imperium.models.keys.records import ProviderDocument, StoredProvider, UserProvider, UserProviderDocument
from imperium.models.tables import providers, secrets, user_providers
from imperium.platform.database import Database

_SECRET = [column.label(f"sealed_{column.name}") for column in secrets.columns]

_LATEST = select(func.max(secrets.c.updated_at))
_LATEST_OF_PLATFORM = _LATEST.join(providers, providers.c.secret_id == secrets.c.id)


class Change(NamedTuple):
    """What differs after anything was added, changed or removed."""

    rows: int
    times: float
    latest_secret: float


class SecretRepository:
    """The sealed keys of everybody, for those who look after the master."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def in_use(self, master: str) -> bool:
        query = select(secrets.c.id).where(secrets.c.master == master).limit(1)
        return await self._database.read(lambda connection: connection.execute(query).first()) is not None

    async def by_version(self) -> list[tuple[str, str, int]]:
        """(master, version, how many)."""
        version = (secrets.c.master, secrets.c.master_version)
        query = select(*version, func.count()).group_by(*version).order_by(*version)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [(master, version, count) for master, version, count in rows]

    async def not_under(self, master: str, version: str, after: str, most: int) -> list[Sealed]:
        """The next ones, by id, that another master or version wraps."""
        current = tuple_(secrets.c.master, secrets.c.master_version)
        query = (
            select(*_SECRET)
            .where(secrets.c.id > after, current != (master, version))
            .order_by(secrets.c.id)
            .limit(most)
        )
        return [_sealed(row) for row in await self._database.read(lambda connection: connection.execute(query).all())]

    async def rewrap(self, changes: Sequence[tuple[Sealed, str, Wrapped]], now: float) -> None:
        """Put each data key under its new master. A secret that was replaced meanwhile is left alone."""
        change = (
            update(secrets)
            .where(secrets.c.id == bindparam("old_id"), secrets.c.wrapped_key == bindparam("old_key"))
            .values(master=bindparam("m"), master_version=bindparam("v"), wrapped_key=bindparam("k"), updated_at=now)
        )
        rows = [
            {"old_id": old.binding.key_id, "old_key": old.wrapped.key, "m": master, "v": new.version, "k": new.key}
            for old, master, new in changes
        ]
        await self._database.read(lambda connection: connection.execute(change, rows))


class ProviderRepository:
    """The platform's providers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[StoredProvider]:
        query = select(providers, *_SECRET).outerjoin(secrets).order_by(providers.c.name)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_provider(row) for row in rows]

    async def save(self, provider: StoredProvider, *, new: bool) -> None:
        """Raises Conflict when a new one's name is taken."""
        values = _values(provider) | {"name": provider.name}

        def write(connection: Connection) -> None:
            _put(connection, providers, providers.c.name == provider.name, values, provider.secret, new)

        await self._database.read(write)

    async def remove(self, name: str) -> bool:
        """Whether there was one."""
        return await self._database.read(lambda connection: _remove(connection, providers, providers.c.name == name))

    async def change(self) -> Change:
        return await self._database.read(lambda connection: _change(connection, providers, _LATEST_OF_PLATFORM))


class UserProviderRepository:
    """Users' own providers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pages(self, changed_since: float = 0.0, most: int = 1_000) -> AsyncIterator[list[UserProvider]]:
        """All that changed since then, by id; a page is read when the one before was taken."""
        after = ""
        latest = (user_providers.c.updated_at, secrets.c.updated_at)
        changed = or_(*(column >= changed_since for column in latest)) if changed_since else true()
        query = select(user_providers, *_SECRET).outerjoin(secrets).order_by(user_providers.c.id).limit(most)
        while page := await self._many(query.where(user_providers.c.id > after, changed)):
            yield page
            after = page[-1].id

    async def of(self, tenant: str, principal: str) -> list[UserProvider]:
        """The oldest first."""
        query = select(user_providers, *_SECRET).outerjoin(secrets).where(_mine(tenant, principal))
        return await self._many(query.order_by(user_providers.c.created_at, user_providers.c.id))

    async def save(self, provider: UserProvider, *, new: bool) -> None:
        """Raises Conflict when another request made one of the same name at the same moment."""
        own = {"id": provider.id, "tenant": provider.tenant, "principal": provider.principal, "provider": provider.name}

        def write(connection: Connection) -> None:
            where = user_providers.c.id == provider.id
            _put(connection, user_providers, where, _values(provider) | own, provider.secret, new)

        await self._database.read(write)

    async def remove(self, tenant: str, principal: str, provider_id: str) -> bool:
        """Whether there was one."""
        where = _mine(tenant, principal) & (user_providers.c.id == provider_id)
        return await self._database.read(lambda connection: _remove(connection, user_providers, where))

    async def change(self) -> Change:
        return await self._database.read(lambda connection: _change(connection, user_providers, _LATEST))

    async def _many(self, query: Select[Any]) -> list[UserProvider]:
        def rows(connection: Connection) -> list[UserProvider]:
            return [_user_provider(row) for row in connection.execute(query)]

        return await self._database.read(rows)


def _mine(tenant: str, principal: str) -> Any:
    return (user_providers.c.tenant == tenant) & (user_providers.c.principal == principal)


def _put(
    connection: Connection, table: Table, where: Any, values: dict[str, Any], sealed: Sealed | None, new: bool
) -> None:
    """Write a row and its secret; a secret that it no longer has goes."""
    old_id = connection.execute(select(table.c.secret_id).where(where)).scalar()
    if sealed is not None:
        _put_secret(connection, sealed, values["updated_at"])
    statement = insert(table) if new else update(table).where(where)
    connection.execute(statement.values(values))
    if old_id is not None and old_id != values["secret_id"]:
        connection.execute(delete(secrets).where(secrets.c.id == old_id))


def _put_secret(connection: Connection, sealed: Sealed, now: float) -> None:
    row = _secret_row(sealed) | {"updated_at": now}
    changed = connection.execute(update(secrets).where(secrets.c.id == row["id"]).values(row)).rowcount
    if not changed:
        connection.execute(insert(secrets).values(row))


def _remove(connection: Connection, table: Table, where: Any) -> bool:
    """The row first: it refers to its secret."""
    secret_ids = connection.execute(select(table.c.secret_id).where(where)).scalars().all()
    connection.execute(delete(table).where(where))
    connection.execute(delete(secrets).where(secrets.c.id.in_(_known(secret_ids))))
    return bool(secret_ids)


def _known(ids: Iterable[str | None]) -> list[str]:
    return [found for found in ids if found is not None]


def _change(connection: Connection, table: Table, rewrapped: Select[Any]) -> Change:
    """The sum of the times differs after any change, also one of a server whose clock is behind."""
    rows, times = connection.execute(select(func.count(), func.sum(table.c.updated_at))).one()
    return Change(rows, times or 0.0, connection.execute(rewrapped).scalar() or 0.0)


def _values(provider: StoredProvider | UserProvider) -> dict[str, Any]:
    return {
        "document": msgspec.json.encode(provider.document).decode(),
        "secret_id": provider.secret.binding.key_id if provider.secret else None,
        "created_at": provider.created_at,
        "updated_at": provider.updated_at,
    }


def _secret_row(sealed: Sealed) -> dict[str, Any]:
    binding = sealed.binding
    return {
        "id": binding.key_id,
        "tenant": binding.tenant,
        "principal": binding.principal,
        "provider": binding.provider,
        "version": binding.version,
        "hint": sealed.hint,
        "ciphertext": sealed.ciphertext,
        "master": sealed.master,
        "master_version": sealed.wrapped.version,
        "wrapped_key": sealed.wrapped.key,
    }


def _sealed(row: Row[Any]) -> Sealed:
    """Bound to what its own row says; who uses it binds it to who asks."""
    return Sealed(
        Binding(row.sealed_tenant, row.sealed_principal, row.sealed_provider, row.sealed_id, row.sealed_version),
        row.sealed_hint,
        bytes(row.sealed_ciphertext),
        row.sealed_master,
        Wrapped(row.sealed_master_version, bytes(row.sealed_wrapped_key)),
    )


def _bound(row: Row[Any], tenant: str, principal: str, provider: str) -> Sealed | None:
    """Bound to the one whose row refers to it: a reference that was bent to another's secret opens nothing."""
    if row.sealed_ciphertext is None:
        return None
    sealed = _sealed(row)
    binding = Binding(tenant, principal, provider, sealed.binding.key_id, sealed.binding.version)
    return msgspec.structs.replace(sealed, binding=binding)


def _provider(row: Row[Any]) -> StoredProvider:
    document = msgspec.json.decode(row.document, type=ProviderDocument)
    return StoredProvider(row.name, document, _bound(row, "", "", row.name), row.created_at, row.updated_at)


def _user_provider(row: Row[Any]) -> UserProvider:
    return UserProvider(
        row.id,
        row.tenant,
        row.principal,
        row.provider,
        msgspec.json.decode(row.document, type=UserProviderDocument),
        _bound(row, row.tenant, row.principal, row.provider),
        row.created_at,
        row.updated_at,
    )
