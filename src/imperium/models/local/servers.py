"""Servers of one's own, kept as providers: added by their address, and looked at as they are now."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import NamedTuple

from imperium.models.catalog import Catalog
from imperium.models.keys.platform_providers import Entry, PlatformProviders
from imperium.models.keys.records import ProviderDocument
from imperium.models.local.server import RunningServer, ServedModel, identify
from imperium.models.local.service import PROVIDER
from imperium.models.provider import Connection, providers
from imperium.platform.errors import ImperiumError, InvalidInput

WIRE = "openai_chat"
_ADDRESS = re.compile(r"https?://\S+")
_HOST_AND_PORT = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}(?:/\S*)?")


class Added(NamedTuple):
    """The provider's name, and what runs there."""

    name: str
    server: RunningServer


class Seen(NamedTuple):
    """How a connected server of one's own is now: its models, or what is wrong."""

    name: str
    address: str
    models: tuple[ServedModel, ...]
    problem: str = ""


def address_of(source: str) -> str | None:
    """The address that is meant: one itself, `host:port`, or the usual one of a known kind (`ollama`); else None."""
    if _ADDRESS.fullmatch(source):
        return source
    if _HOST_AND_PORT.fullmatch(source):
        return f"http://{source}"
    known = providers().get(source)
    return known.example_url if known else None


class Servers:
    def __init__(self, platform: PlatformProviders, catalog: Catalog) -> None:
        self._platform = platform
        self._catalog = catalog

    async def add(self, address: str, name: str = "", model: str = "", key: bytearray | None = None) -> Added:
        """Finds out what runs there, and connects it under its kind's name or the one given.

        Raises:
            InvalidInput: nothing that is known runs there, or it hasn't that model.
            Conflict: the name is taken.
            ProviderRejected, NetworkError: it wants a key; it doesn't answer.
        """
        server = await identify(address, key.decode("ascii") if key else None)
        _check_model(server, model)
        document = ProviderDocument(base_url=server.base_url, dialect=WIRE, model=model)
        chosen = name or self._free_name(server)
        await self._platform.create(Entry(chosen, document, key))
        return Added(chosen, server)

    async def seen(self) -> list[Seen]:
        """Every connected server of one's own, asked now."""
        own = {name: each for name, each in self._catalog.connections.items() if _is_own(name, each)}
        return [*await asyncio.gather(*(_look(each) for each in own.values()))]

    def _free_name(self, server: RunningServer) -> str:
        """`ollama`, then `ollama-2` and so on; the same address keeps its name."""
        kind = "server" if server.kind == "openai_compatible" else server.kind
        taken = self._catalog.connections
        names = [kind, *(f"{kind}-{number}" for number in range(2, 100))]
        return next((name for name in names if _is_free(name, server, taken)), kind)


def _is_free(name: str, server: RunningServer, taken: Mapping[str, Connection]) -> bool:
    return name not in taken or taken[name].base_url == server.base_url


def _is_own(name: str, connection: Connection) -> bool:
    return connection.provider.is_local and name != PROVIDER and connection.dialect.name == WIRE


async def _look(connection: Connection) -> Seen:
    try:
        server = await identify(connection.base_url)
    except ImperiumError as error:
        known = tuple(ServedModel(model) for model in connection.models or filter(None, [connection.settings.model]))
        problem = "" if connection.secret is not None and error.field == "key" else error.detail
        return Seen(connection.name, connection.base_url, known, problem)
    return Seen(connection.name, connection.base_url, server.models)


def _check_model(server: RunningServer, model: str) -> None:
    names = [each.name for each in server.models]
    if model and names and model not in names:
        raise InvalidInput(
            f"The server has no model {model!r}. It has {', '.join(names[:40])}.", field="model", value=model
        )
