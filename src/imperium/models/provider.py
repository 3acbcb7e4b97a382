"""The contract of a provider: whose server it is. The wire (a dialect), the key and the address stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.models.dialect import Dialect, dialects
from imperium.models.keys.secret import Configured, Secret
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Price, ProviderSettings, Settings

ENTRY_POINT_GROUP = "imperium.providers"


@dataclass(frozen=True, slots=True)
class Provider:
    """What is the same for everyone who uses it. `way` says how it is connected where no key and no address does it.

    `base_url` is None for a server of one's own, which is connected by naming its address. `renames` are fields that it
    calls otherwise than its dialect does. `price_id` is its name in the price table; what has none costs nothing. A
    gateway serves other makers' models and names them `maker/model`. What doesn't chat makes pictures or films.
    """

    title: str
    dialect: str = "openai_chat"
    base_url: str | None = None
    example_url: str | None = None
    way: str | None = None
    key_variable: str | None = None
    price_id: str | None = None
    is_gateway: bool = False
    renames: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    chats: bool = True

    @property
    def is_local(self) -> bool:
        return self.base_url is None


@dataclass(frozen=True, slots=True)
class Connection:
    """A provider that can be asked now: it has a key, or the address of one's own server.

    `owner` is the id of the user provider whose key this is, empty for the platform's. `models` are what it may be
    asked for; none: whatever it has. Of one that isn't `trusted` the address came from a user: it is judged when it is
    connected to.
    """

    name: str
    provider: Provider
    dialect: Dialect
    base_url: str
    secret: Secret | None
    settings: ProviderSettings
    models: tuple[str, ...] = ()
    owner: str = ""
    trusted: bool = True

    plain_headers: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Headers without a key are the same for all requests."""
        plain = {**self.provider.headers, **self.settings.headers, "content-type": "application/json"}
        object.__setattr__(self, "plain_headers", plain)

    def serves(self, model: str) -> bool:
        return not self.models or model in self.models


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A provider's model, connected or not. An empty model means: what that server has loaded. Its `name` is
    `provider:model`."""

    provider: str
    model: str
    name: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.provider}:{self.model}" if self.model else self.provider)

    @classmethod
    def parse(cls, text: str) -> ModelRef:
        """`openrouter:org/model:free` has the provider `openrouter` and the model `org/model:free`."""
        provider, _, model = text.partition(":")
        return cls(provider, model)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that can be asked now. Its `name` is `provider:model`; with `@` and whose key it is where that isn't the
    platform's: its failures are its own."""

    connection: Connection
    model: str
    ref: ModelRef = field(init=False, compare=False, repr=False)
    name: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        ref, owner = ModelRef(self.connection.name, self.model), self.connection.owner
        object.__setattr__(self, "ref", ref)
        object.__setattr__(self, "name", f"{ref.name}@{owner}" if owner else ref.name)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Stored:
    """What was added to the configuration at run time, by provider. It goes before what is configured. One that was
    `moved` has another address, to which the configured key isn't sent."""

    settings: Mapping[str, ProviderSettings] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    models: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()

    def beside(self, other: Stored) -> Stored:
        """Both; where they tell of the same provider, the other one goes first."""
        return Stored(
            settings={**self.settings, **other.settings},
            secrets={**self.secrets, **other.secrets},
            models={**self.models, **other.models},
            prices={**self.prices, **other.prices},
            moved=self.moved | other.moved,
            disabled=self.disabled | other.disabled,
        )

    def over(self, settings: Settings) -> Settings:
        """The settings with these laid over them."""
        providers = {**settings.providers, **self.settings}
        return settings.model_copy(update={"providers": providers, "prices": {**settings.prices, **self.prices}})


NOTHING_STORED = Stored()


@cache
def providers() -> Mapping[str, Provider]:
    """Every provider by its name: ours, and those of other packages."""
    return discover("imperium.models.providers", Provider, ENTRY_POINT_GROUP)


def connections(settings: Settings, stored: Stored = NOTHING_STORED) -> dict[str, Connection]:
    """What is connected, by name. What is stored was laid over the settings before.

    Raises:
        InvalidInput: `providers` names one that isn't known and that doesn't say its dialect and address, or a key is
            none.
    """
    return {connection.name: connection for connection in _connections(settings, stored)}


def known_providers(settings: Settings) -> dict[str, Provider]:
    """The shipped and installed providers, and those that the configuration describes itself."""
    known = dict(providers())
    for name, own in settings.providers.items():
        if name not in known:
            known[name] = _described(name, own)
    return known


def _connections(settings: Settings, stored: Stored) -> Iterator[Connection]:
    for name, provider in known_providers(settings).items():
        own = settings.providers.get(name) or ProviderSettings()
        secret = stored.secrets.get(name) or (None if name in stored.moved else _configured(settings, name))
        base_url = own.base_url or provider.base_url
        has_access = bool(secret) if own.base_url is None else True
        if base_url and has_access and name not in stored.disabled:
            dialect = dialects()[own.dialect or provider.dialect]
            address = with_path(base_url.rstrip("/"), provider)
            yield Connection(name, provider, dialect, address, secret, own, stored.models.get(name, ()))


def _configured(settings: Settings, name: str) -> Configured | None:
    own = settings.providers.get(name)
    if own is not None and own.api_key:
        return Configured(own.api_key, f"providers.{name}.apiKey")
    key = settings.api_keys.get(name)
    return Configured(key, f"api_keys.{name}") if key else None


def with_path(base_url: str, provider: Provider) -> str:
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
    return described(name, own.dialect)


def described(name: str, dialect: str | None) -> Provider:
    """A provider of which nothing is known but how it talks."""
    return Provider(title=name, dialect=dialect or "openai_chat")
