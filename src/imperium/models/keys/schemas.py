"""What is sent to `/providers` and `/user-providers`, and what is shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from imperium.platform.settings import Dialect

NAME = r"^[a-z][a-z0-9_-]{0,62}$"
Name = Annotated[str, Field(pattern=NAME, description="As it stands before the colon of `provider:model`.")]
Address = Annotated[str, Field(max_length=2_000, pattern=r"^https?://[^\s?#]+$")]
Model = Annotated[str, Field(min_length=1, max_length=200)]
Usd = Annotated[Decimal, Field(ge=0, le=1_000_000)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class PriceBody(Body):
    """US dollars per million tokens."""

    input_per_million_usd: Usd
    output_per_million_usd: Usd
    cached_input_per_million_usd: Usd | None = None


class ProviderChange(Body):
    """What to say of a platform's provider. What isn't sent is as it is configured, or as it was."""

    api_key: SecretStr | None = Field(None, min_length=4, max_length=4_096, description="Sealed, and never shown.")
    base_url: Address | None = Field(None, description="Where it is; needed for one that isn't known.")
    dialect: Dialect | None = Field(None, description="How it talks.")
    model: str = Field("", max_length=200, description="What it serves for every role.")
    models: list[Model] = Field(default_factory=list, max_length=500, description="All it may be asked for; none: any.")
    prices: dict[Model, PriceBody] = Field(default_factory=dict, max_length=500, description="By model.")
    enabled: bool = Field(True, description="Whether it is asked at all.")


class NewProvider(ProviderChange):
    name: Name


class OwnProvider(Body):
    """A provider of your own: a known one with your key, or any address that speaks one of the dialects."""

    provider_name: Name
    api_key: SecretStr | None = Field(None, min_length=8, max_length=4_096, description="Sealed, and never shown.")
    base_url: Address | None = Field(None, description="A public https address; leave it out for a known provider.")
    dialect: Dialect | None = Field(None, description="How an address of your own talks.")
    models: list[Model] = Field(default_factory=list, max_length=500, description="All it is asked for; none: any.")


class ModelView(BaseModel):
    """Prices in micro-USD; null where they aren't known."""

    id: str
    roles: list[str]
    context_window: int | None
    input_micro_usd_per_million: int | None
    output_micro_usd_per_million: int | None


class ProviderView(BaseModel):
    name: str
    title: str
    dialect: str
    connected: bool
    enabled: bool = Field(description="False where an administrator switched it off.")
    own: bool = Field(description="Whether your own key or server is asked first.")
    stored: bool = Field(description="Whether it was added or changed at run time.")
    base_url: str | None = Field(description="For operators.")
    last_four: str | None = Field(description="Of the platform's key, for administrators.")
    models: list[ModelView]


class ProviderList(BaseModel):
    providers: list[ProviderView]


class OwnProviderView(BaseModel):
    id: str
    provider_name: str
    last_four: str | None
    base_url: str | None
    dialect: str | None
    models: list[str]
    connected: bool = Field(description="False when the provider has moved since: enter the key again.")
    created_at: datetime
    updated_at: datetime


class KeyCheckView(BaseModel):
    """What came of asking a provider for its list of models, which costs nothing."""

    reachable: bool
    key_accepted: bool | None = Field(description="Null: it can't be told, for example because the list is public.")
    models: list[str]
    problem: str | None = Field(description="What went wrong.")
    response_time_ms: float | None


class OwnProviderList(BaseModel):
    user_providers: list[OwnProviderView]
