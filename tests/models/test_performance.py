"""What is learned from calls: reliability that fades, latency by size, and whose fault a failure is."""

import pytest
from prospects import candidate

from imperium.models.chain import Attempt
from imperium.models.performance import HALF_LIFE_S, PRIOR_FIRST_S, PRIOR_TOKEN_S, Performance, is_providers_fault
from imperium.platform.errors import (
    ImperiumError,
    InvalidInput,
    NetworkError,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TimedOut,
)

MODEL = "lab:m"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def went(error: ImperiumError | None = None, seconds: float = 2.0, first_s: float | None = None) -> Attempt:
    return Attempt(candidate(MODEL), seconds, first_s, error)


def test_nothing_known_is_taken_as_mostly_reliable() -> None:
    assert Performance().success(MODEL) == pytest.approx(0.95)


def test_failures_count_and_fade() -> None:
    clock = Clock()
    performance = Performance(clock)
    for _ in range(20):
        performance.observe(went(ProviderUnavailable("x")))
    low = performance.success(MODEL)
    assert low < 0.25
    clock.now += HALF_LIFE_S
    middle = performance.success(MODEL)
    clock.now += 20 * HALF_LIFE_S
    assert low < middle < 0.5 < 0.9 < performance.success(MODEL)


def test_a_clock_that_jumps_back_does_no_harm() -> None:
    clock = Clock()
    performance = Performance(clock)
    performance.observe(went())
    clock.now -= 500
    performance.observe(went(NetworkError("x")))
    assert 0 < performance.success(MODEL) < 1


@pytest.mark.parametrize(
    ("error", "shared_key", "own_key"),
    [
        (InvalidInput("x"), False, False),
        (ProviderRejected("x", reason=400), False, False),
        (ProviderRejected("x", reason=401), True, False),
        (ProviderRejected("x", reason=402), True, False),
        (RateLimited("x"), True, False),
        (ProviderUnavailable("x"), True, True),
        (NetworkError("x"), True, True),
        (TimedOut("x"), True, True),
    ],
)
def test_whose_fault_it_is(error: ImperiumError, shared_key: bool, own_key: bool) -> None:
    assert is_providers_fault(error) is shared_key
    assert is_providers_fault(error, own_key=True) is own_key


def test_what_is_not_the_providers_fault_leaves_its_record_alone() -> None:
    performance = Performance(Clock())
    before = performance.success(MODEL)
    performance.observe(went(InvalidInput("x")))
    assert performance.success(MODEL) == before


def test_latency_is_a_guess_then_what_was_measured_by_size() -> None:
    performance = Performance(Clock())
    assert performance.latency_s(MODEL, 100) == PRIOR_FIRST_S + 100 * PRIOR_TOKEN_S
    performance.observe(went(seconds=4.0))
    assert performance.latency_s(MODEL, 100) == 4.0
    performance.observe(went(seconds=5.5, first_s=0.5), 500)
    assert performance.first_s(MODEL) == 0.5
    assert performance.latency_s(MODEL, 100) == pytest.approx(0.5 + 100 * 0.01)


def test_the_latest_counts_most() -> None:
    performance = Performance(Clock())
    for seconds in (10.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0):
        performance.observe(went(seconds=seconds))
    assert 1.0 < performance.latency_s(MODEL, 0) < 2.0


def test_memory_is_bounded_and_the_longest_silent_goes_first() -> None:
    performance = Performance(Clock(), capacity=2)
    for name in ("lab:a", "lab:b", "lab:a", "lab:c"):
        performance.observe(Attempt(candidate(name), 3.0, None, None))
    assert [performance.latency_s(f"lab:{name}", 0) for name in "abc"] == [3.0, PRIOR_FIRST_S, 3.0]
