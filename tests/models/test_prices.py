"""What calls cost, in integer micro-dollars."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.catalog import Catalog
from imperium.models.chat import Usage
from imperium.models.prices import Cost, Prices, Rates
from imperium.models.provider import Candidate
from imperium.platform.settings import Price, Settings

Configure = Callable[..., Settings]
KEYS = {"openrouter": "k", "openai": "k", "anthropic": "k", "google_ai": "k", "huggingface": "k"}


def candidate(settings: Settings, name: str) -> Candidate:
    return Catalog(settings).resolve(name)[0]


@pytest.mark.parametrize(
    ("name", "usage", "micro_usd"),
    [
        ("openai:gpt-4o-mini", Usage(1_000_000, 0), 150_000),
        ("openai:gpt-4o-mini", Usage(0, 1_000_000), 600_000),
        ("openai:gpt-4o-mini", Usage(1_000_000, 0, cached_input_tokens=1_000_000), 75_000),
        ("openai:gpt-4o-mini", Usage(1, 0), 1),
        ("anthropic:claude-haiku-4-5", Usage(1_000, 1_000), 6_000),
        ("huggingface:moonshotai/Kimi-K2-Thinking:novita", Usage(0, 0), 0),
    ],
)
def test_list_prices(configure: Configure, name: str, usage: Usage, micro_usd: int) -> None:
    settings = configure(api_keys=KEYS)
    assert Prices(settings).cost(candidate(settings, name), usage) == Cost(micro_usd)


def test_a_model_without_a_price_says_so(configure: Configure) -> None:
    settings = configure(api_keys=KEYS)
    assert Prices(settings).cost(candidate(settings, "openai:unheard-of"), Usage(5, 5)) == Cost(0, priced=False)


def test_the_providers_own_word_counts(configure: Configure) -> None:
    settings = configure(api_keys=KEYS)
    usage = Usage(1_000, 1_000, cost_micro_usd=42)
    assert Prices(settings).cost(candidate(settings, "openai:gpt-4o-mini"), usage) == Cost(42)


def test_ones_own_prices_and_ones_own_server(configure: Configure) -> None:
    own = {"inputPerMillionUsd": 1, "outputPerMillionUsd": 2, "cachedInputPerMillionUsd": 0.5}
    settings = configure(
        providers={"vllm": {"baseUrl": "http://127.0.0.1:9/v1"}}, prices={"vllm:dear": own}, api_keys=KEYS
    )
    prices = Prices(settings)
    assert prices.cost(candidate(settings, "vllm:free"), Usage(10, 10)) == Cost(0)
    assert prices.cost(candidate(settings, "vllm:dear"), Usage(10, 10, cached_input_tokens=4)) == Cost(6 + 2 + 20)
    dear = candidate(settings, "vllm:dear")
    card = prices.card(dear.connection.provider, dear.ref)
    assert (card.input_micro_usd, card.output_micro_usd) == (1_000_000, 2_000_000)


_tokens = st.integers(0, 10_000_000)
_usd = st.decimals(0, 1000, places=6)


@given(_tokens, _tokens, _usd, _usd)
def test_a_cost_is_never_less_than_the_exact_amount(
    read: int, written: int, price_in: object, price_out: object
) -> None:
    price = Price.model_validate({"inputPerMillionUsd": price_in, "outputPerMillionUsd": price_out})
    exact = read * price.input_per_million_usd + written * price.output_per_million_usd
    cost = Rates.of(price).cost(Usage(read, written))
    assert isinstance(cost, int)
    assert exact <= cost < exact + 1
