"""What a call costs.

Prices come with the package genai-prices, so no network is needed; `prices` in the configuration overrides them; a
server of one's own costs nothing; a provider that says what it charged is believed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from math import lcm
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from imperium.kit.money import usd_to_micro
from imperium.models.chat import Usage
from imperium.models.provider import Candidate, ModelRef, Provider
from imperium.platform.settings import Price, Settings

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo as PricedModel
    from genai_prices.types import Provider as PriceList
    from genai_prices.types import TieredPrices

CARD_S = 60.0
MOST_CARDS = 4_000
"""Cards that are kept: clients may name any model."""


class Cost(Struct, frozen=True):
    """Micro-USD. `priced` is False when no price is known: then the amount is 0 and means nothing."""

    micro_usd: int = 0
    priced: bool = True


class ModelCard(Struct, frozen=True):
    """What is known about a model beforehand. Prices in micro-USD per million tokens; None: not known."""

    context_window: int | None = None
    input_micro_usd: int | None = None
    output_micro_usd: int | None = None


class Rates(Struct, frozen=True):
    """A configured price in whole numbers: micro-USD for `unit` tokens of each kind."""

    input: int
    cached: int
    output: int
    unit: int

    @classmethod
    def of(cls, price: Price) -> Self:
        """USD per million tokens is micro-USD per token."""
        cached = price.cached_input_per_million_usd
        dollars = (
            price.input_per_million_usd,
            price.input_per_million_usd if cached is None else cached,
            price.output_per_million_usd,
        )
        unit = lcm(*(amount.as_integer_ratio()[1] for amount in dollars))
        of_input, of_cached, of_output = (int(amount * unit) for amount in dollars)
        return cls(of_input, of_cached, of_output, unit)

    def cost(self, usage: Usage) -> int:
        """Micro-USD, rounded up."""
        paid = (usage.input_tokens - usage.cached_input_tokens) * self.input
        return -(-(paid + usage.cached_input_tokens * self.cached + usage.output_tokens * self.output) // self.unit)


class Prices:
    """Prices by candidate."""

    def __init__(self, settings: Settings) -> None:
        self._own = settings.prices
        self._found: dict[tuple[str, str], tuple[PriceList, PricedModel] | None] = {}
        self._cards: dict[tuple[str | None, str | None, str], tuple[float, ModelCard]] = {}
        self._rates = _rates(settings.prices)

    def become(self, other: Prices) -> None:
        """Take over another one's prices."""
        self._own, self._rates, self._cards = other._own, other._rates, {}

    def cost(self, candidate: Candidate, usage: Usage) -> Cost:
        """What the call cost, rounded up to a micro-USD."""
        if usage.cost_micro_usd is not None:
            return Cost(usage.cost_micro_usd)
        provider, ref = candidate.connection.provider, candidate.ref
        if rates := self._rates.get(candidate.ref.name) or self._rates.get(ref.model):
            return Cost(rates.cost(usage))
        if provider.is_local:
            return Cost()
        listed = self._listed(provider, ref)
        return Cost(_listed_cost(*listed, usage)) if listed else Cost(priced=False)

    def card(self, provider: Provider, ref: ModelRef) -> ModelCard:
        """What is known of a model, connected or not. A price that changes by the hour is known within a minute."""
        key, now = (provider.price_id, provider.base_url, ref.name), time.monotonic()
        kept = self._cards.get(key)
        if kept is None or now >= kept[0]:
            if len(self._cards) >= MOST_CARDS:
                self._cards.clear()
            kept = self._cards[key] = (now + CARD_S, self._card(provider, ref))
        return kept[1]

    def _card(self, provider: Provider, ref: ModelRef) -> ModelCard:
        listed = self._listed(provider, ref)
        window = listed[1].context_window if listed else None
        if own := self._override(ref):
            return ModelCard(window, usd_to_micro(own.input_per_million_usd), usd_to_micro(own.output_per_million_usd))
        if provider.is_local:
            return ModelCard(window, 0, 0)
        if listed is None:
            return ModelCard()
        price = listed[1].get_prices(datetime.now(UTC))
        return ModelCard(window, _base(price.input_mtok), _base(price.output_mtok))

    def knows(self, provider: str, model: str) -> bool:
        """Whether the price list of a provider has a model of this name."""
        return self._find(provider, model) is not None

    def _override(self, ref: ModelRef) -> Price | None:
        return self._own.get(str(ref)) or self._own.get(ref.model)

    def _listed(self, provider: Provider, ref: ModelRef) -> tuple[PriceList, PricedModel] | None:
        return self._find(provider.price_id, ref.model) if provider.price_id else None

    def _find(self, price_id: str, model: str) -> tuple[PriceList, PricedModel] | None:
        key = (price_id, model)
        if key not in self._found:
            self._found[key] = _look_up(*_hosted_by(price_id, model))
        return self._found[key]


def _rates(prices: Mapping[str, Price]) -> dict[str, Rates]:
    return {name: Rates.of(price) for name, price in prices.items()}


def _hosted_by(price_id: str, model: str) -> tuple[str, str]:
    """Behind Hugging Face's router the part after the colon names who serves the model, and so the price."""
    name, _, host = model.rpartition(":")
    return (f"huggingface_{host}", name) if price_id == "huggingface" and name else (price_id, model)


def _look_up(price_id: str, model: str) -> tuple[PriceList, PricedModel] | None:
    from genai_prices.data_snapshot import get_snapshot  # 20 MB with its list: nothing to who asks own servers alone

    try:
        return get_snapshot().find_provider_model(model, None, price_id, None)
    except LookupError:
        return None


def _listed_cost(price_list: PriceList, model: PricedModel, usage: Usage) -> int:
    from genai_prices import Usage as PricedUsage

    counted = PricedUsage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cached_input_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
    return usd_to_micro(model.calc_price(counted, price_list).total_price)


def _base(price: Decimal | TieredPrices | None) -> int | None:
    if price is None:
        return None
    return usd_to_micro(price if isinstance(price, Decimal) else price.base)
