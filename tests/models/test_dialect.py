"""Whatever a provider says of its usage, it is a usage that has a price."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imperium.models.dialects import anthropic_messages, gemini
from imperium.models.openai_decoding import usage as openai_usage
from imperium.models.prices import Rates
from imperium.models.responses_wire import _usage as responses_usage
from imperium.platform.settings import Price

PRICE = Price(input_per_million_usd=2, output_per_million_usd=8, cached_input_per_million_usd=1)
NUMBERS = (
    st.none() | st.booleans() | st.integers() | st.integers(0, 50) | st.floats(allow_nan=False) | st.text(max_size=3)
)
NAMES = [
    *("prompt_tokens", "completion_tokens", "cost", "input_tokens", "output_tokens", "cache_read_input_tokens"),
    *("cache_creation_input_tokens", "promptTokenCount", "cachedContentTokenCount", "candidatesTokenCount"),
]
DETAILS = ["prompt_tokens_details", "completion_tokens_details", "input_tokens_details", "output_tokens_details"]
PARTS = st.dictionaries(st.sampled_from(["cached_tokens", "cache_write_tokens", "reasoning_tokens"]), NUMBERS)
SAID = st.builds(
    lambda counts, details: counts | details,
    st.dictionaries(st.sampled_from(NAMES), NUMBERS),
    st.dictionaries(st.sampled_from(DETAILS), PARTS | NUMBERS),
)


@given(SAID)
def test_nothing_that_is_said_has_a_price_below_nothing(said: dict[str, Any]) -> None:
    for read in (openai_usage, responses_usage, anthropic_messages._usage, gemini._usage):
        told = read(said)
        counts = (told.input_tokens, told.output_tokens, told.cached_input_tokens, told.cache_write_tokens)
        assert min(*counts, told.reasoning_tokens, told.cost_micro_usd or 0) >= 0
        assert told.cached_input_tokens + told.cache_write_tokens <= told.input_tokens
        assert max(counts) < 2**63
        assert (told.cost_micro_usd or 0) < 2**63
        assert Rates.of(PRICE).cost(told) >= 0


def test_what_is_plausible_is_believed() -> None:
    told = openai_usage({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4}, "cost": 0.000_25})
    assert (told.input_tokens, told.cached_input_tokens, told.cost_micro_usd) == (9, 4, 250)
