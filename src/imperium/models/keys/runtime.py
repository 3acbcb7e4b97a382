"""All that is added at run time, over one set of masters: the platform's providers and the users' own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from imperium.models.catalog import Catalog
from imperium.models.keys.addresses import UserAddresses
from imperium.models.keys.master import Masters
from imperium.models.keys.platform_providers import PlatformProviders
from imperium.models.keys.repository import ProviderRepository, SecretRepository, UserProviderRepository
from imperium.models.keys.user_providers import UserProviders
from imperium.models.provider import NOTHING_STORED, Stored
from imperium.platform.database import Database
from imperium.platform.settings import Settings


class RuntimeProviders:
    """Keeps `catalog` up to date from `start` to `close`. `here` tells what this machine alone has."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        database: Database,
        catalog: Catalog,
        here: Callable[[], Stored] = lambda: NOTHING_STORED,
    ) -> None:
        self.secrets = SecretRepository(database)
        self.masters = Masters(settings.secrets, folder, self.secrets.in_use)
        self.platform = PlatformProviders(settings, ProviderRepository(database), self.masters, catalog, here=here)
        addresses = UserAddresses(settings.secrets.allowed_hosts)
        self.users = UserProviders(UserProviderRepository(database), self.masters, catalog, addresses)

    async def start(self) -> None:
        """Raises what the database raises."""
        await self.platform.start()
        await self.users.start()

    async def close(self) -> None:
        await self.users.close()
        await self.platform.close()
        await self.masters.close()
