"""The contract of a provider: whose server it is. The wire (a dialect), the key and the address stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from pydantic import SecretStr

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.models.dialect import Dialect, dialects
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import ProviderSettings, Settings

ENTRY_POINT_GROUP = "imperium.providers"


@dataclass(frozen=True, slots=True)
class Provider:
    """What is the same for everyone who uses it.

    `base_url` is None for a server of one's own, which is connected by naming its address. `renames` are fields that it
    calls otherwise than its dialect does. `price_id` is its name in the price table; what has none costs nothing. A
    gateway serves other makers' models and names them `maker/model`.
    """

    title: str
    dialect: str = "openai_chat"
    base_url: str | None = None
    example_url: str | None = None
    key_variable: str | None = None
    price_id: str | None = None
    is_gateway: bool = False
    renames: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        return self.base_url is None


@dataclass(frozen=True, slots=True)
class Connection:
    """A provider that can be asked now: it has a key, or the address of one's own server."""

    name: str
    provider: Provider
    dialect: Dialect
    base_url: str
    api_key: SecretStr | None
    settings: ProviderSettings

    @property
    def headers(self) -> dict[str, str]:
        key = self.dialect.headers(self.api_key.get_secret_value()) if self.api_key else {}
        return {**self.provider.headers, **self.settings.headers, **key}


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A provider's model, connected or not. An empty model means: what that server has loaded."""

    provider: str
    model: str

    @classmethod
    def parse(cls, text: str) -> ModelRef:
        """`openrouter:org/model:free` has the provider `openrouter` and the model `org/model:free`."""
        provider, _, model = text.partition(":")
        return cls(provider, model)

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}" if self.model else self.provider


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that can be asked now."""

    connection: Connection
    model: str

    @property
    def ref(self) -> ModelRef:
        return ModelRef(self.connection.name, self.model)

    def __str__(self) -> str:
        return str(self.ref)


@cache
def providers() -> Mapping[str, Provider]:
    """Every provider by its name: ours, and those of other packages."""
    return discover("imperium.models.providers", Provider, ENTRY_POINT_GROUP)


def connections(settings: Settings) -> dict[str, Connection]:
    """What is connected, by name.

    Raises:
        InvalidInput: `providers` names one that isn't known and that doesn't say its dialect and address.
    """
    return {connection.name: connection for connection in _connections(settings)}


def known_providers(settings: Settings) -> dict[str, Provider]:
    """The shipped and installed providers, and those that the configuration describes itself."""
    known = dict(providers())
    for name, own in settings.providers.items():
        if name not in known:
            known[name] = _described(name, own)
    return known


def _connections(settings: Settings) -> Iterator[Connection]:
    for name, provider in known_providers(settings).items():
        own = settings.providers.get(name) or ProviderSettings()
        key = own.api_key or settings.api_keys.get(name)
        base_url = own.base_url or provider.base_url
        has_access = bool(key) if own.base_url is None else True
        if base_url and has_access:
            dialect = dialects()[own.dialect or provider.dialect]
            yield Connection(name, provider, dialect, _with_path(base_url.rstrip("/"), provider), key, own)


def _with_path(base_url: str, provider: Provider) -> str:
    """Servers of one's own keep the OpenAI wire under /v1; an address without a path means that."""
    bare = base_url.count("/") == 2
    return f"{base_url}/v1" if bare and provider.is_local and provider.dialect == "openai_chat" else base_url


def _described(name: str, own: ProviderSettings) -> Provider:
    if own.base_url is None:
        raise InvalidInput(
            f"providers.{name}: there is no provider {name!r}.",
            field=f"providers.{name}",
            remedy=f"{did_you_mean(name, providers())} One of your own needs a baseUrl.",
        )
    return Provider(title=name, dialect=own.dialect or "openai_chat")
