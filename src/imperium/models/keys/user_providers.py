"""Users' own providers: their keys open their own requests, and nobody else's."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import msgspec

from imperium.kit.ids import new_id
from imperium.kit.suggest import did_you_mean
from imperium.models.catalog import Catalog
from imperium.models.dialect import dialects
from imperium.models.keys.addresses import UserAddresses
from imperium.models.keys.envelope import Binding, Sealed, SealedSecret, seal
from imperium.models.keys.master import Masters
from imperium.models.keys.platform_providers import next_binding
from imperium.models.keys.records import UserProvider, UserProviderDocument
from imperium.models.keys.repository import UserProviderRepository
from imperium.models.keys.watch import Watch
from imperium.models.provider import Connection, Provider, described, with_path
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import CapacityExceeded, Conflict, InvalidInput, NotFound
from imperium.platform.settings import ProviderSettings

MOST_EACH = 50
"""Providers of one principal."""
MOST_BUILT = 1_000
"""Principals whose connections are kept ready; the others' are built from their records when they ask."""
OVERLAP_S = 10.0
"""A row is written a moment after its time was taken, so what changed a little earlier is read once more."""

Owner = tuple[str, str]
NONE: Mapping[str, Connection] = MappingProxyType({})
_packed = msgspec.msgpack.Encoder()
_unpacked = msgspec.msgpack.Decoder(list[UserProvider])


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """What a user says of a provider of their own."""

    name: str
    document: UserProviderDocument
    key: bytearray | None = field(default=None, repr=False)


class UserProviders:
    """Answers from memory, where the records lie sealed and packed (about half a kilobyte each)."""

    def __init__(
        self,
        repository: UserProviderRepository,
        masters: Masters,
        catalog: Catalog,
        addresses: UserAddresses,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._repository = repository
        self._masters = masters
        self._catalog = catalog
        self._addresses = addresses
        self._clock = clock
        self._watch = Watch(repository.change, self._reload)
        self._records: dict[Owner, bytes] = {}
        self._rows = 0
        self._read_at: float | None = None
        self._built: OrderedDict[Owner, tuple[object, Mapping[str, Connection]]] = OrderedDict()

    async def start(self) -> None:
        await self._watch.start()

    async def close(self) -> None:
        await self._watch.close()

    def connections(self, principal: Principal) -> Mapping[str, Connection]:
        """The principal's own, by provider; the same mapping until something changes. No secret is in it."""
        owner = (principal.tenant, principal.id)
        if owner not in self._records:
            return NONE
        state, built = self._built.get(owner, (None, NONE))
        if state is not self._catalog.connections:
            built = self._build(owner)
        return built

    async def of(self, principal: Principal) -> list[UserProvider]:
        """The oldest first."""
        return await self._repository.of(principal.tenant, principal.id)

    async def connection(self, principal: Principal, provider_id: str) -> Connection:
        """Raises NotFound when the principal has none of this id, Conflict when the provider has moved since."""
        ready = (each for each in self.connections(principal).values() if each.owner == provider_id)
        if (found := next(ready, None)) is not None:
            return found
        if provider_id in {own.id for own in await self.of(principal)}:
            raise Conflict("The provider isn't any more where your key was entered for.", remedy="Enter the key again.")
        raise _unknown(provider_id)

    async def save(self, principal: Principal, entry: OwnEntry) -> tuple[UserProvider, bool]:
        """What is kept, and whether it is new: a second one of the same name replaces the first.

        Raises:
            InvalidInput: the address isn't public, or the provider isn't known and has none.
            CapacityExceeded: too many.
            ImperiumError: what the master raises.
        """
        await self._check_entry(entry)
        existing = await self.of(principal)
        before = next((one for one in existing if one.name == entry.name), None)
        if before is None and len(existing) >= MOST_EACH:
            raise CapacityExceeded(f"At most {MOST_EACH} providers are kept for one user.", remedy="Remove one.")
        saved = await self._saved(principal, entry, before)
        await self._repository.save(saved, new=before is None)
        await self._refresh(principal)
        return saved, before is None

    async def remove(self, principal: Principal, provider_id: str) -> None:
        """Raises NotFound when the principal has none of this id."""
        if not await self._repository.remove(principal.tenant, principal.id, provider_id):
            raise _unknown(provider_id)
        await self._refresh(principal)

    async def _saved(self, principal: Principal, entry: OwnEntry, before: UserProvider | None) -> UserProvider:
        now, owner = self._clock(), Binding(principal.tenant, principal.id, entry.name, "", 0)
        secret: Sealed | None = None
        if entry.key is not None:
            secret = await seal(entry.key, next_binding(owner, before.secret if before else None), self._masters)
        return UserProvider(
            id=before.id if before else new_id("uprov"),
            tenant=principal.tenant,
            principal=principal.id,
            name=entry.name,
            document=self._entered(entry),
            secret=secret,
            created_at=before.created_at if before else now,
            updated_at=now,
        )

    def _entered(self, entry: OwnEntry) -> UserProviderDocument:
        address = _shared_address(self._catalog, entry.name) if entry.document.base_url is None else None
        return msgspec.structs.replace(entry.document, entered_for=address)

    async def _check_entry(self, entry: OwnEntry) -> None:
        if entry.document.base_url is not None:
            await self._addresses.check(entry.document.base_url)
        elif _shared_address(self._catalog, entry.name) is None:
            raise InvalidInput(
                f"There is no provider {entry.name!r} with an address that all share.",
                field="base_url",
                remedy=f"{did_you_mean(entry.name, self._catalog.providers)} One of your own needs a base_url.",
            )
        elif entry.key is None:
            raise InvalidInput(f"{entry.name} needs your key.", field="api_key", remedy="Send it as api_key.")

    async def _reload(self) -> None:
        """What changed since the last look; everything when rows are gone."""
        started, change = self._clock(), await self._repository.change()
        if self._read_at is None or not await self._take_changes(self._read_at - OVERLAP_S, change.rows):
            await self._take_all()
        self._read_at = started

    async def _refresh(self, principal: Principal) -> None:
        """What this process itself has changed needs no look at all the others."""
        owner, theirs = (principal.tenant, principal.id), await self.of(principal)
        self._rows += len(theirs) - len(self._unpack(owner))
        self._pack(owner, theirs)

    async def _take_changes(self, since: float, rows: int) -> bool:
        """Whether that led to as many rows as there are."""
        async for page in self._repository.pages(since):
            self._take(page)
        return self._rows == rows

    async def _take_all(self) -> None:
        """What is there no more is found by its absence; until then everybody keeps what they have."""
        there: set[str] = set()
        async for page in self._repository.pages():
            there.update(one.id for one in page)
            self._take(page)
        for owner in list(self._records) if len(there) != self._rows else ():
            kept = [one for one in self._unpack(owner) if one.id in there]
            self._rows += len(kept) - len(self._unpack(owner))
            self._pack(owner, kept)

    def _take(self, page: list[UserProvider]) -> None:
        for owner, theirs in _by_owner(page).items():
            before = self._unpack(owner)
            kept = {one.id: one for one in before} | {one.id: one for one in theirs}
            self._rows += len(kept) - len(before)
            self._pack(owner, list(kept.values()))

    def _pack(self, owner: Owner, theirs: list[UserProvider]) -> None:
        self._built.pop(owner, None)
        if theirs:
            self._records[owner] = _packed.encode(theirs)
        else:
            self._records.pop(owner, None)

    def _unpack(self, owner: Owner) -> list[UserProvider]:
        packed = self._records.get(owner)
        return _unpacked.decode(packed) if packed else []

    def _build(self, owner: Owner) -> Mapping[str, Connection]:
        """Ready as long as the catalog stays as it is: what everybody shares comes from there."""
        built = {one.name: made for one in self._unpack(owner) if (made := self._connection(one))}
        self._built[owner] = (self._catalog.connections, built)
        if len(self._built) > MOST_BUILT:
            self._built.popitem(last=False)
        return built

    def _connection(self, own: UserProvider) -> Connection | None:
        """None where the provider isn't any more where the key was entered for: who may move it can't have the key.
        None of the platform's own headers are sent."""
        document, provider = own.document, _provider(self._catalog, own)
        address = document.base_url or document.entered_for
        if address is None or (document.base_url is None and address != _shared_address(self._catalog, own.name)):
            return None
        model = document.models[0] if document.models and provider.is_local else ""
        return Connection(
            name=own.name,
            provider=provider,
            dialect=dialects()[document.dialect or provider.dialect],
            base_url=with_path(address.rstrip("/"), provider),
            secret=SealedSecret(own.secret, self._masters) if own.secret else None,
            settings=ProviderSettings(model=model),
            models=document.models,
            owner=own.id,
            trusted=document.base_url is None or self._addresses.allows(document.base_url),
        )


def _unknown(provider_id: str) -> NotFound:
    return NotFound(f"You have no provider {provider_id[:64]!r}.", field="id")


def _provider(catalog: Catalog, own: UserProvider) -> Provider:
    return catalog.providers.get(own.name) or described(own.name, own.document.dialect)


def _shared_address(catalog: Catalog, name: str) -> str | None:
    """Where the platform reaches it, or where everybody does."""
    if name in catalog.connections:
        return catalog.connections[name].base_url
    return catalog.providers[name].base_url if name in catalog.providers else None


def _by_owner(many: Iterable[UserProvider]) -> dict[Owner, list[UserProvider]]:
    found: dict[Owner, list[UserProvider]] = {}
    for one in many:
        found.setdefault((one.tenant, one.principal), []).append(one)
    return found
