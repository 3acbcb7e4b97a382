"""Who gets what: never more than there is, priority first, fairly, then improved."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.allocation import Claim, allocate
from imperium.brain.allocation_demand import Amount, Demand, check_limits
from imperium.brain.allocation_improvement import improve
from imperium.brain.prioritization import LEVELS, Level
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Limits

amounts = st.builds(Amount, st.integers(0, 8_000), st.integers(0, 64), st.integers(0, 3))
claims = st.builds(Claim, st.sampled_from([*LEVELS]), st.sampled_from(["a", "b", "c"]), amounts)
available = st.builds(Amount, st.integers(0, 32_000), st.integers(0, 256), st.integers(0, 8))


def total(asked: list[Claim], admitted: list[int]) -> Amount:
    taken = Amount()
    for place in admitted:
        taken = taken.plus(asked[place].needs)
    return taken


def claim(priority: Level = "normal", tenant: str = "a", cpu: int = 0, memory_mb: int = 0, gpu: int = 0) -> Claim:
    return Claim(priority, tenant, Amount(cpu * 1_000, memory_mb, gpu))


def check_sound(asked: list[Claim], admitted: list[int], there: Amount, free: Amount) -> None:
    """Nobody twice, never more than there is, and nobody waits who would fit beside what goes before it."""
    assert len(set(admitted)) == len(admitted)
    assert there - total(asked, admitted) == free
    assert min(free) >= 0
    for place in set(range(len(asked))) - set(admitted):
        urgent = [i for i in admitted if LEVELS[asked[i].priority] >= LEVELS[asked[place].priority]]
        assert not asked[place].needs.fits(there - total(asked, urgent))


@given(st.lists(claims, max_size=25), available)
def test_an_allocation_is_sound(asked: list[Claim], there: Amount):
    found = allocate(asked, there)
    check_sound(asked, found.admitted, there, found.free)


def test_the_example_of_the_paper():
    """Ghodsi et al. 2011, section 4.1: 9 CPUs and 18 GB; A's tasks need 1 CPU and 4 GB, B's 3 CPUs and 1 GB."""
    asked = [claim(tenant="A", cpu=1, memory_mb=4_000)] * 9 + [claim(tenant="B", cpu=3, memory_mb=1_000)] * 9
    found = allocate(asked, Amount(9_000, 18_000))
    assert Counter(asked[place].tenant for place in found.admitted) == {"A": 3, "B": 2}


def test_priority_comes_before_fairness():
    asked = [claim("low", "b", cpu=4), claim("critical", "a", cpu=6), claim("high", "a", cpu=4)]
    assert allocate(asked, Amount(10_000)).admitted == [1, 2]


def test_what_is_held_with_a_higher_priority_counts_in_fairness():
    asked = [claim("critical", "a", cpu=4), claim("low", "a", cpu=2), claim("low", "b", cpu=2)]
    assert allocate(asked, Amount(6_000)).admitted == [0, 2]


def test_what_does_not_fit_lets_what_is_behind_it_pass():
    asked = [claim(cpu=8), claim(cpu=5), claim(cpu=2)]
    assert allocate(asked, Amount(10_000)).admitted == [0, 2]


def test_thousandths_of_a_core_are_exact():
    asked = [Claim("normal", "a", Amount.of(Demand(cpu=0.1)))] * 10
    assert allocate(asked, Amount.of(Demand(cpu=1.0))).free == Amount()


LIMITS = Limits(
    max_string_characters=10_000,
    max_list_items=1_000,
    max_dict_keys=1_000,
    max_depth=10,
    max_tasks=10_000,
    max_cpu_cores=1_024,
    max_memory_mb=1_024_000,
    max_gpus=64,
    max_body_bytes=8_388_608,
)


@pytest.mark.parametrize(
    ("demand", "field"),
    [(Demand(cpu=1024.5), "cpu"), (Demand(memory_mb=1_024_001), "memory_mb"), (Demand(gpu=65), "gpu")],
)
def test_a_demand_over_a_documented_limit_is_refused(demand: Demand, field: str):
    with pytest.raises(InvalidInput) as refused:
        check_limits([("tasks.0.resources", Demand()), ("tasks.1.resources", demand)], LIMITS)
    assert refused.value.field == f"tasks.1.resources.{field}"
    assert refused.value.extra["value"] == getattr(demand, field)


def test_the_documented_limits_themselves_are_allowed():
    check_limits([("available", Demand(cpu=1024, memory_mb=1_024_000, gpu=64))], LIMITS)


# ── improved ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(claims, max_size=14), available)
def test_it_is_sound_and_gives_no_tenant_less_of_the_first_contested_priority(asked: list[Claim], there: Amount):
    fair, better = allocate(asked, there), improve(asked, there, 5.0)
    check_sound(asked, better["admitted"], there, there - total(asked, better["admitted"]))
    if better["gained"]:
        counts = [
            Counter((asked[i].priority, asked[i].tenant) for i in found)
            for found in (fair.admitted, better["admitted"])
        ]
        first = next(p for p in LEVELS if any(counts[0][p, t] != counts[1][p, t] for t in "abc"))
        assert all(counts[1][first, tenant] >= counts[0][first, tenant] for tenant in "abc")
        assert sum(counts[1][first, t] - counts[0][first, t] for t in "abc") > 0


def test_small_tasks_take_the_place_of_a_large_one():
    asked = [claim(cpu=8), *[claim(cpu=3)] * 3]
    found = improve(asked, Amount(10_000), 5.0)
    assert sorted(found["admitted"]) == [1, 2, 3]
    assert (found["gained"], found["proved"]) == (2, True)


def test_never_at_the_cost_of_another_tenant():
    asked = [claim(tenant="a", cpu=8), *[claim(tenant="b", cpu=3)] * 3]
    assert sorted(improve(asked, Amount(10_000), 5.0)["admitted"]) == [0]


def test_never_at_the_cost_of_a_higher_priority():
    asked = [claim("high", cpu=8), *[claim("low", cpu=3)] * 3]
    assert sorted(improve(asked, Amount(10_000), 5.0)["admitted"]) == [0]


def test_without_time_it_leaves_what_is_fair():
    asked = [claim(cpu=8), *[claim(cpu=3)] * 3]
    found = improve(asked, Amount(10_000), 0.0)
    assert found == {"admitted": [0], "gained": 0, "proved": False}
