"""The platform's providers that administrators add at run time, beside those of the configuration."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from imperium.kit.ids import new_id
from imperium.kit.suggest import did_you_mean
from imperium.models.catalog import Catalog
from imperium.models.keys.envelope import Binding, Sealed, SealedSecret, seal
from imperium.models.keys.master import Masters
from imperium.models.keys.records import ProviderDocument, StoredProvider
from imperium.models.keys.repository import ProviderRepository
from imperium.models.keys.watch import Watch
from imperium.models.provider import NOTHING_STORED, Stored, providers
from imperium.platform.errors import Conflict, InvalidInput, NotFound
from imperium.platform.settings import Price, ProviderSettings, Settings

_log = structlog.get_logger("imperium.models.keys")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be kept of a provider. Without a key the one before stays."""

    name: str
    document: ProviderDocument
    key: bytearray | None = field(default=None, repr=False)


class PlatformProviders:
    """Keeps `catalog` as the configuration and the database say, and as `here` tells of this machine alone."""

    def __init__(
        self,
        settings: Settings,
        repository: ProviderRepository,
        masters: Masters,
        catalog: Catalog,
        clock: Callable[[], float] = time.time,
        here: Callable[[], Stored] = lambda: NOTHING_STORED,
    ) -> None:
        self._settings = settings
        self._here = here
        self._repository = repository
        self._masters = masters
        self._catalog = catalog
        self._clock = clock
        self._watch = Watch(repository.change, self._reload)
        self._stored: Mapping[str, StoredProvider] = {}

    async def start(self) -> None:
        await self._watch.start()

    async def close(self) -> None:
        await self._watch.close()

    @property
    def stored(self) -> Mapping[str, StoredProvider]:
        """Those of the database, by name."""
        return self._stored

    async def create(self, entry: Entry) -> StoredProvider:
        """Raises Conflict when the name is taken in the database, InvalidInput, and what the master raises."""
        if entry.name in self._stored:
            raise Conflict(
                f"The provider {entry.name} exists.", field="name", remedy=f"Change it: PATCH /providers/{entry.name}."
            )
        return await self._save(entry, None)

    async def put(self, entry: Entry) -> StoredProvider:
        """As it is given here and nowhere else; a key that isn't given stays. Raises like `create`."""
        return await self._save(entry, self._stored.get(entry.name))

    async def get(self, name: str) -> StoredProvider:
        """Raises NotFound."""
        if name not in self._stored:
            raise NotFound(
                f"No provider {name[:64]!r} was added at run time.",
                field="name",
                remedy=f"{did_you_mean(name, self._stored)} What the configuration names is changed there, or by PUT.",
            )
        return self._stored[name]

    async def remove(self, name: str) -> None:
        """What the configuration says of it is in force again. Raises NotFound."""
        await self.get(name)
        await self._repository.remove(name)
        await self._watch.look()

    async def _save(self, entry: Entry, before: StoredProvider | None) -> StoredProvider:
        _check(entry, self._settings)
        _check_key_stays(entry, before)
        now, old = self._clock(), before.secret if before else None
        secret = await self._sealed(entry.name, entry.key, old) if entry.key is not None else old
        saved = StoredProvider(entry.name, entry.document, secret, before.created_at if before else now, now)
        self._check_fits(saved)
        await self._repository.save(saved, new=before is None)
        await self._watch.look()
        return saved

    async def _sealed(self, name: str, key: bytearray, old: Sealed | None) -> Sealed:
        return await seal(key, next_binding(Binding("", "", name, "", 0), old), self._masters)

    def _check_fits(self, saved: StoredProvider) -> None:
        """Raises InvalidInput when no catalog can be made with it."""
        self._made({saved.name: saved})

    async def renew(self) -> None:
        """Call when `here` tells something else."""
        self._catalog.become(self._made(self._stored))

    async def _reload(self) -> None:
        stored = {provider.name: provider for provider in await self._repository.all()}
        self._catalog.become(self._made({name: one for name, one in stored.items() if self._has_address(one)}))
        self._stored = stored

    def _has_address(self, stored: StoredProvider) -> bool:
        """One that the configuration knew when it was stored, and knows no more, must not keep a server from
        starting."""
        if _is_known(stored.name, self._settings) or stored.document.base_url:
            return True
        _log.warning("a stored provider is left out: nobody knows its address", provider=stored.name)
        return False

    def _made(self, stored: Mapping[str, StoredProvider]) -> Catalog:
        each = stored.values()
        kept = Stored(
            settings={one.name: _settings(one, self._settings) for one in each},
            secrets={one.name: SealedSecret(one.secret, self._masters) for one in each if one.secret},
            models={one.name: one.document.models for one in each},
            prices=dict(price for one in each for price in _prices(one)),
            moved=frozenset(one.name for one in each if _is_moved(one, self._settings)),
            disabled=frozenset(one.name for one in each if not one.document.enabled),
        )
        return Catalog(self._settings, kept.beside(self._here()))


def next_binding(owner: Binding, old: Sealed | None) -> Binding:
    """The same key id with the next version for a key that is replaced, a new id for the first."""
    key_id, version = (old.binding.key_id, old.binding.version) if old else (new_id("key"), 0)
    return Binding(owner.tenant, owner.principal, owner.provider, key_id, version + 1)


def _check(entry: Entry, settings: Settings) -> None:
    if not _is_known(entry.name, settings) and entry.document.base_url is None:
        known = {*providers(), *settings.providers}
        raise InvalidInput(
            f"There is no provider {entry.name!r}, so it needs an address.",
            field="base_url",
            remedy=f"{did_you_mean(entry.name, known)} One of your own needs a base_url.",
        )


def _is_known(name: str, settings: Settings) -> bool:
    return name in providers() or name in settings.providers


def _check_key_stays(entry: Entry, before: StoredProvider | None) -> None:
    """Who may change an address can't read a key, so a key doesn't follow to another address by itself."""
    if before and before.secret and entry.key is None and entry.document.base_url != before.document.base_url:
        raise InvalidInput(
            "The key was entered for another address.", field="api_key", remedy="Send the key along with the address."
        )


def _is_moved(stored: StoredProvider, settings: Settings) -> bool:
    """Whether it has another address than the configuration's: then neither its key nor its headers go there."""
    below = settings.providers.get(stored.name)
    return stored.document.base_url not in (None, below.base_url if below else None)


def _settings(stored: StoredProvider, settings: Settings) -> ProviderSettings:
    """What is stored, over what is configured for the same name."""
    document, below = stored.document, settings.providers.get(stored.name) or ProviderSettings()
    given = {"base_url": document.base_url, "dialect": document.dialect, "model": document.model}
    over: dict[str, object] = {name: value for name, value in given.items() if value}
    return below.model_copy(update=({"headers": {}} if _is_moved(stored, settings) else {}) | over)


def _prices(stored: StoredProvider) -> list[tuple[str, Price]]:
    return [
        (
            f"{stored.name}:{model}",
            Price(
                input_per_million_usd=price.input_per_million_usd,
                output_per_million_usd=price.output_per_million_usd,
                cached_input_per_million_usd=price.cached_input_per_million_usd,
            ),
        )
        for model, price in stored.document.prices.items()
    ]
