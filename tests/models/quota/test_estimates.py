"""What a request may cost, from the prices and from how long someone's answers are."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workplace import ANN, Workplace

from imperium.models.budget import affordable
from imperium.models.catalog import Catalog
from imperium.models.chat import ChatRequest, Message, Text, Usage
from imperium.models.prices import ModelCard
from imperium.models.quota.estimates import estimate
from imperium.models.quota.output_lengths import ENOUGH, GROWTH, MEMORY, UNKNOWN, OutputLengths
from imperium.models.quota.quota import Estimate
from imperium.models.tokens import estimate_request
from imperium.platform.settings import Settings
from support.waiting import until

CHEAP = ModelCard(128_000, 150_000, 600_000)
DEAR = ModelCard(128_000, 3_000_000, 15_000_000)


def test_an_estimate_is_input_and_usual_output_at_the_price() -> None:
    found = estimate(1_000, 500, CHEAP, (), None)
    assert found == Estimate(226, 488, 19_849)  # 1,250 tokens in; 64, 500 and 32,768 out


def test_the_request_bounds_the_answer() -> None:
    assert estimate(1_000, 500, CHEAP, (), 100) == Estimate(226, 248, 248)
    assert estimate(1_000, 500, CHEAP, (), 10) == Estimate(194, 194, 194)


def test_several_answers_cost_several_times() -> None:
    assert estimate(1_000, 500, CHEAP, (), 100, answers=3) == Estimate(303, 368, 368)


def test_the_dearest_fallback_is_covered_where_there_is_room() -> None:
    found = estimate(1_000, 500, ModelCard(8_000, 0, 0), (CHEAP, DEAR), 1_000)
    assert found == Estimate(0, 0, 3_750 + 15_000)


@given(
    st.integers(0, 200_000),
    st.integers(0, 200_000),
    st.integers(0, 10**8),
    st.integers(0, 10**9),
    st.none() | st.integers(1, 10**6),
)
def test_an_estimate_rises(inputs: int, outputs: int, input_price: int, output_price: int, bound: int | None) -> None:
    found = estimate(inputs, outputs, ModelCard(None, input_price, output_price), (), bound)
    assert 0 <= found.least <= found.usual <= found.most


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.none() | st.integers(1, 5_000), st.floats(0, 1))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_granted_bounds_the_answer(
    configure: Callable[..., Settings], words: int, usual: int, bound: int | None, luck: float
) -> None:
    """As a budget, the least that is ever granted suffices, and no answer within it costs more."""
    prices = {"openai:gpt": {"inputPerMillionUsd": 3, "outputPerMillionUsd": 15}}
    catalog = Catalog(configure(providers={"openai": {"apiKey": "sk-x"}}, prices=prices))
    candidates = catalog.resolve("openai:gpt")
    request = ChatRequest((Message("user", (Text("word " * words),)),), "openai:gpt", max_tokens=bound)
    tokens = estimate_request(request)
    found = estimate(
        tokens, usual, catalog.prices.card(candidates[0].connection.provider, candidates[0].ref), (), bound
    )
    granted = found.least + round(luck * (found.most - found.least))
    (asked,) = [ask.request for ask in affordable(candidates, request, catalog.prices, granted)]
    assert asked.max_tokens is not None
    assert catalog.prices.cost(candidates[0], Usage(tokens, asked.max_tokens)).micro_usd <= granted


def test_what_someone_unknown_answers() -> None:
    lengths = OutputLengths()
    assert lengths.p95("ann") == UNKNOWN
    lengths.learn("ann", [10] * (ENOUGH - 1))
    assert lengths.p95("ann") == UNKNOWN
    lengths.learn("ann", [10])
    assert 10 <= lengths.p95("ann") <= 13
    assert lengths.p95("bob") == UNKNOWN


@pytest.mark.parametrize("mean", [20, 300, 5_000])
def test_the_95th_percentile_is_too_high_by_a_quarter_at_most(mean: int) -> None:
    chance, lengths = random.Random(mean), OutputLengths()
    drawn = [max(1, round(chance.lognormvariate(0, 0.7) * mean)) for _ in range(400)]
    lengths.learn("ann", drawn)
    exact = sorted(drawn)[379]
    assert exact <= lengths.p95("ann") <= exact * 1.25 + 1


@given(st.lists(st.integers(0, 2_000_000) | st.integers(0, 60), min_size=1, max_size=MEMORY))
def test_the_percentile_is_that_of_all_answers_whatever_their_order(drawn: list[int]) -> None:
    lengths = OutputLengths()
    for one in drawn:
        lengths.learn("ann", [one])
    exact = sorted(drawn)[-(-95 * len(drawn) // 100) - 1]
    bucket = next((end for end in _ends() if end >= exact), ceil(GROWTH**63))
    assert lengths.p95("ann") == (bucket if len(drawn) >= ENOUGH else max(bucket, UNKNOWN))


def _ends() -> list[int]:
    return [ceil(GROWTH**n) for n in range(64)]


def test_old_habits_fade() -> None:
    lengths = OutputLengths()
    lengths.learn("ann", [4_000] * MEMORY)
    for _ in range(5 * MEMORY):
        lengths.learn("ann", [40])
    assert lengths.p95("ann") < 60


async def test_what_is_settled_is_learned_and_survives_a_restart(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": 1})
    assert quotas.foresee(ANN, 0, CHEAP) == estimate(0, UNKNOWN, CHEAP, (), None)
    for _ in range(ENOUGH):
        await workplace.ask(quotas, ANN, 10)
    learned = quotas.foresee(ANN, 0, CHEAP)
    assert learned == estimate(0, 23, CHEAP, (), None), "their answers had 20 tokens"
    again = await workplace.open(user={"dailyUsd": 1})
    await workplace.ask(again, ANN, 10)
    await until(lambda: again.foresee(ANN, 0, CHEAP) == learned)
