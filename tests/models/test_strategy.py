"""Every strategy orders prospects; what can't be used now comes last, whatever the strategy says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prospects import prospect

from imperium.models.strategy import NONE_FITS, Need, Prospect, ranked, strategies, strategy_named, tier_of
from imperium.platform.errors import InvalidInput

NAMES = sorted(strategies())
WEAK = prospect("a:weak", 0.25, 0.6, cost=10, latency=1, success=0.9)
MIDDLE = prospect("b:middle", 0.5, 0.8, cost=50, latency=3, success=0.99)
STRONG = prospect("c:strong", 0.9, 0.95, cost=400, latency=9, success=0.95)
ALL = [MIDDLE, STRONG, WEAK]


def ordered(name: str, need: Need, prospects: list[Prospect] = ALL) -> list[str]:
    return [each.name.partition(":")[2] for each in strategies()[name].order(prospects, need)]


@st.composite
def some_prospects(draw: st.DrawFn) -> list[Prospect]:
    share = st.floats(0, 1)
    return [
        prospect(
            f"p{draw(st.integers(0, 3))}:{number}",
            draw(share),
            draw(share),
            cost=draw(st.integers(0, 10_000)),
            latency=draw(st.floats(0, 60)),
            success=draw(share),
            healthy=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


needs = st.builds(
    Need,
    complexity=st.floats(0, 1),
    floor=st.floats(0, 1),
    interactive=st.booleans(),
    quality=st.none() | st.floats(0.01, 1),
    second_micro_usd=st.integers(0, 1_000),
    budget_micro_usd=st.none() | st.integers(1, 10_000),
    deadline_s=st.none() | st.floats(0.1, 60),
)


@pytest.mark.parametrize("name", NAMES)
@given(prospects=some_prospects(), need=needs)
def test_nothing_is_lost_and_the_same_comes_out_again(name: str, prospects: list[Prospect], need: Need) -> None:
    once = strategies()[name].order(prospects, need)
    assert sorted(map(id, once)) == sorted(map(id, prospects))
    assert once == strategies()[name].order(prospects, need)


@pytest.mark.parametrize("name", NAMES)
@given(prospects=some_prospects(), need=needs)
def test_what_is_ill_or_does_not_fit_is_never_before_what_does(
    name: str, prospects: list[Prospect], need: Need
) -> None:
    result = ranked(strategies()[name], prospects, need, lambda provider: 1.0).prospects
    assert sorted(map(id, result)) == sorted(map(id, prospects))
    usable = [(each.healthy, each.healthy and need.is_met_by(each)) for each in result]
    assert usable == sorted(usable, reverse=True)


@pytest.mark.parametrize("name", NAMES)
@given(prospects=some_prospects(), need=needs)
def test_a_declared_quality_holds_under_every_strategy(name: str, prospects: list[Prospect], need: Need) -> None:
    first = ranked(strategies()[name], prospects, need, lambda provider: 1.0).prospects[0]
    usable = [each for each in prospects if each.healthy and need.is_met_by(each)]
    if need.quality is not None and any(each.quality >= need.floor for each in usable):
        assert first.quality >= need.floor


def test_the_documented_tiers() -> None:
    assert [tier_of(share) for share in (0, 0.29, 0.3, 0.7, 0.71, 1)] == [
        "cheap",
        "cheap",
        "balanced",
        "balanced",
        "powerful",
        "powerful",
    ]


@pytest.mark.parametrize(
    ("complexity", "order"),
    [
        (0.1, ["weak", "middle", "strong"]),
        (0.5, ["middle", "strong", "weak"]),
        (0.9, ["strong", "middle", "weak"]),
    ],
)
def test_complexity_takes_the_tier_that_fits_then_stronger_ones(complexity: float, order: list[str]) -> None:
    assert ordered("complexity", Need(complexity)) == order


def test_cost_takes_the_cheapest_that_is_good_enough() -> None:
    assert ordered("cost", Need(floor=0.0)) == ["weak", "middle", "strong"]
    assert ordered("cost", Need(floor=0.7)) == ["middle", "strong", "weak"]
    assert ordered("cost", Need(floor=0.9)) == ["strong", "middle", "weak"]


def test_latency_is_for_those_who_wait_and_price_for_batches() -> None:
    slow_and_cheap, quick_and_dear = prospect("a:cheap", cost=1, latency=9), prospect("b:quick", cost=9, latency=1)
    both = [slow_and_cheap, quick_and_dear]
    assert ordered("latency", Need(interactive=True), both) == ["quick", "cheap"]
    assert ordered("latency", Need(interactive=False), both) == ["cheap", "quick"]


def test_success_rate_takes_the_most_reliable_and_leaves_equals_as_they_stand() -> None:
    assert ordered("success_rate", Need()) == ["middle", "strong", "weak"]
    equals = [prospect("a:first", success=0.951), prospect("b:second", success=0.954)]
    assert ordered("success_rate", Need(), equals) == ["first", "second"]


def test_health_keeps_the_configured_order_past_what_is_ill() -> None:
    ill = prospect("a:ill", healthy=0)
    assert ordered("health", Need(), [ill, STRONG, WEAK]) == ["strong", "weak", "ill"]


def test_balanced_weighs_price_against_waiting_and_failures() -> None:
    assert ordered("balanced", Need(floor=0.7)) == ["middle", "strong", "weak"]
    slow_and_cheap, quick_and_dear = prospect("a:cheap", cost=100, latency=9), prospect("b:quick", cost=900, latency=1)
    both = [slow_and_cheap, quick_and_dear]
    assert ordered("balanced", Need(second_micro_usd=0), both) == ["cheap", "quick"]
    assert ordered("balanced", Need(second_micro_usd=500), both) == ["quick", "cheap"]
    shaky, sure = prospect("a:shaky", cost=100, success=0.4), prospect("b:sure", cost=200, success=1.0)
    assert ordered("balanced", Need(), [shaky, sure]) == ["sure", "shaky"]


def test_the_least_bad_is_asked_when_all_are_down() -> None:
    down = [prospect("a:x", healthy=0), prospect("b:x", healthy=0)]
    ranking = ranked(strategies()["cost"], down, Need(), {"a": 3.0, "b": 1.0}.__getitem__)
    assert [each.name for each in ranking.prospects] == ["b:x", "a:x"]
    assert ranking.reasons == ("all providers are unhealthy: the least bad is asked",)


def test_what_is_passed_over_is_said() -> None:
    ranking = ranked(strategies()["cost"], [prospect("a:x", healthy=0), STRONG], Need(), lambda provider: 1.0)
    assert ranking.reasons == ("the cheapest that is good enough", "unhealthy, asked last: a")


def test_where_no_model_fits_the_cheapest_is_asked_and_that_is_said() -> None:
    ranking = ranked(strategies()["latency"], ALL, Need(budget_micro_usd=5), lambda provider: 0.0)
    assert (ranking.prospects[0].name, ranking.reasons) == ("a:weak", (NONE_FITS,))


def test_an_unknown_strategy_names_the_nearest() -> None:
    with pytest.raises(InvalidInput, match="balancd") as caught:
        strategy_named("balancd", "x-imperium-strategy")
    assert caught.value.field == "x-imperium-strategy"
    assert "'balanced'" in (caught.value.remedy or "")
