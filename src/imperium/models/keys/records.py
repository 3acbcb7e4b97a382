"""What is kept of a provider that was added at run time."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from imperium.models.keys.envelope import Sealed


class StoredPrice(Struct, frozen=True):
    """US dollars per million tokens."""

    input_per_million_usd: Decimal
    output_per_million_usd: Decimal
    cached_input_per_million_usd: Decimal | None = None


class ProviderDocument(Struct, frozen=True, omit_defaults=True):
    """What an administrator said of a provider. None: as it is configured or shipped."""

    base_url: str | None = None
    dialect: str | None = None
    model: str = ""
    models: tuple[str, ...] = ()
    prices: dict[str, StoredPrice] = {}
    enabled: bool = True


class StoredProvider(Struct, frozen=True):
    name: str
    document: ProviderDocument
    secret: Sealed | None
    created_at: float
    updated_at: float


class UserProviderDocument(Struct, frozen=True, omit_defaults=True):
    """What a user said of a provider. Without a base URL it is the one that everybody knows by this name, as long as
    that is where it was when the key was entered (`entered_for`)."""

    base_url: str | None = None
    entered_for: str | None = None
    dialect: str | None = None
    models: tuple[str, ...] = ()


class UserProvider(Struct, frozen=True):
    """One principal's own. There is at most one of a name."""

    id: str
    tenant: str
    principal: str
    name: str
    document: UserProviderDocument
    secret: Sealed | None
    created_at: float
    updated_at: float
