import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import (
    AuthenticationFailed,
    CapacityExceeded,
    CircuitOpen,
    FatalError,
    ImperiumError,
    InvalidInput,
    NetworkError,
    RateLimited,
)
from imperium.platform.resilience import Breakers, CircuitBreaker, RetryPolicy, retry


class Timeline:
    """A clock that only `sleep` moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Upstream:
    """Fails with each of `errors` in turn, then answers; counts the calls."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


@pytest.mark.parametrize(
    ("error", "tries"),
    [(NetworkError, 5), (CapacityExceeded, 3), (AuthenticationFailed, 1), (InvalidInput, 1), (FatalError, 1)],
)
async def test_each_class_is_tried_as_often_as_documented(error: type[ImperiumError], tries: int) -> None:
    upstream, time = Upstream(*(error("no") for _ in range(9))), Timeline()
    with pytest.raises(error):
        await retry(upstream, sleep=time.sleep, clock=time)
    assert upstream.calls == tries
    assert len(time.slept) == tries - 1


async def test_the_first_success_ends_the_trying_and_each_wait_is_announced() -> None:
    upstream, time, announced = Upstream(NetworkError("a"), NetworkError("b")), Timeline(), []
    result = await retry(
        upstream,
        sleep=time.sleep,
        clock=time,
        on_retry=lambda n, error, wait_s: announced.append((n, str(error), wait_s)),
    )
    assert result == "done"
    assert announced == [(1, "a", time.slept[0]), (2, "b", time.slept[1])]


async def test_the_time_that_the_other_side_asks_for_is_waited_even_above_the_cap() -> None:
    upstream, time = Upstream(RateLimited("slow down", retry_after_s=90)), Timeline()
    assert await retry(upstream, sleep=time.sleep, clock=time) == "done"
    assert time.slept == [90]


async def test_a_wait_that_would_pass_the_deadline_is_not_begun() -> None:
    upstream, time = Upstream(RateLimited("slow down", retry_after_s=400)), Timeline()
    with pytest.raises(RateLimited):
        await retry(upstream, sleep=time.sleep, clock=time)
    assert upstream.calls == 1
    assert time.slept == []


async def test_an_error_that_is_not_ours_is_not_retried() -> None:
    upstream = Upstream(KeyError("bug"))
    with pytest.raises(KeyError):
        await retry(upstream)
    assert upstream.calls == 1


@given(attempt=st.integers(1, 4), asked=st.floats(0, 1_000), seed=st.integers())
def test_a_wait_is_at_least_what_was_asked_and_else_at_most_the_cap(attempt: int, asked: float, seed: int) -> None:
    random.seed(seed)
    wait_s = RetryPolicy().wait_s(RateLimited("x", retry_after_s=asked), attempt)
    assert wait_s is not None
    assert asked <= wait_s <= max(asked, min(30, 2 ** (attempt - 1)))


async def fail(breaker: CircuitBreaker, error: Exception | None = None) -> None:
    error = error or NetworkError("down")
    with pytest.raises(type(error)), breaker.guard():
        raise error


async def succeed(breaker: CircuitBreaker) -> None:
    with breaker.guard():
        pass


async def test_five_failures_in_a_row_open_the_circuit_for_a_minute() -> None:
    time = Timeline()
    breaker = CircuitBreaker("openrouter", clock=time)
    for _ in range(5):
        assert breaker.state == "closed"
        await fail(breaker)
    assert breaker.state == "open"
    time.now = 20.0
    with pytest.raises(CircuitOpen) as refused:
        await succeed(breaker)
    assert refused.value.retry_after_s == 40
    assert "openrouter failed 5 times in a row" in refused.value.detail


async def test_a_refusal_tells_why_the_last_call_failed() -> None:
    breaker = CircuitBreaker("x", threshold=1, clock=Timeline())
    await fail(breaker, RateLimited("slow down", reason=429))
    with pytest.raises(CircuitOpen) as refused:
        await succeed(breaker)
    assert refused.value.extra["reason"] == 429


async def test_a_success_in_between_starts_the_count_again() -> None:
    breaker = CircuitBreaker("x", clock=Timeline())
    for _ in range(4):
        await fail(breaker)
    await succeed(breaker)
    for _ in range(4):
        await fail(breaker)
    assert breaker.state == "closed"


@pytest.mark.parametrize("error", [AuthenticationFailed("no"), InvalidInput("no")])
async def test_an_error_of_the_request_never_opens_the_circuit(error: ImperiumError) -> None:
    breaker = CircuitBreaker("x", clock=Timeline())
    for _ in range(9):
        await fail(breaker, error)
    assert breaker.state == "closed"


async def opened(time: Timeline) -> CircuitBreaker:
    breaker = CircuitBreaker("x", clock=time)
    for _ in range(5):
        await fail(breaker)
    return breaker


async def test_half_open_lets_exactly_one_of_many_through() -> None:
    time = Timeline()
    breaker = await opened(time)
    time.now = 60.0
    assert breaker.state == "half_open"
    through, release = 0, asyncio.Event()

    async def call() -> None:
        nonlocal through
        with breaker.guard():
            through += 1
            await release.wait()

    calls = [asyncio.create_task(call()) for _ in range(50)]
    await asyncio.sleep(0)
    release.set()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert through == 1
    assert sum(isinstance(r, CircuitOpen) for r in results) == 49
    assert breaker.state == "closed"


async def test_a_failed_probe_opens_the_circuit_for_another_minute() -> None:
    time = Timeline()
    breaker = await opened(time)
    time.now = 60.0
    await fail(breaker)
    assert breaker.state == "open"
    time.now = 119.0
    assert breaker.state == "open"
    time.now = 120.0
    await succeed(breaker)
    assert breaker.state == "closed"
    assert breaker.failures == 0


async def test_a_cancelled_probe_leaves_room_for_the_next() -> None:
    time = Timeline()
    breaker = await opened(time)
    time.now = 60.0

    async def hang() -> None:
        with breaker.guard():
            await asyncio.Event().wait()

    probe = asyncio.create_task(hang())
    await asyncio.sleep(0)
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    await succeed(breaker)
    assert breaker.state == "closed"


async def test_a_call_from_before_the_opening_decides_nothing_when_it_ends() -> None:
    time = Timeline()
    breaker = CircuitBreaker("x", clock=time)
    with breaker.guard():
        for _ in range(5):
            await fail(breaker)
    assert breaker.state == "open"


def test_breakers_are_kept_by_name() -> None:
    breakers = Breakers()
    assert breakers.get("a") is breakers.get("a")
    assert breakers.get("a") is not breakers.get("b")
    assert [breaker.name for breaker in breakers] == ["a", "b"]


def test_the_breaker_that_nobody_asked_for_the_longest_is_let_go() -> None:
    breakers = Breakers(most=3)
    first, second, _ = breakers.get("a"), breakers.get("b"), breakers.get("c")
    assert breakers.get("a") is first
    breakers.get("d")
    assert [breaker.name for breaker in breakers] == ["c", "a", "d"]
    assert breakers.get("b") is not second


async def test_an_open_breaker_is_kept_while_others_can_go() -> None:
    time = Timeline()
    breakers = Breakers(threshold=1, most=3, clock=time)
    for name in "abc":
        if name != "b":
            await fail(breakers.get(name))
        breakers.get(name)
    breakers.get("d")
    assert [breaker.name for breaker in breakers] == ["a", "c", "d"], "b was closed"
    await fail(breakers.get("d"))
    breakers.get("e")
    assert [breaker.name for breaker in breakers] == ["c", "d", "e"], "all were open: the oldest went"
    time.now = 60.0
    breakers.get("e"), breakers.get("f")
    assert [breaker.name for breaker in breakers] == ["d", "e", "f"], "what may be tried again isn't kept before others"


@given(names=st.lists(st.integers(0, 30)), most=st.integers(1, 10))
def test_there_are_never_more_breakers_than_allowed(names: list[int], most: int) -> None:
    breakers = Breakers(most=most)
    for name in names:
        assert breakers.get(str(name)) is breakers.get(str(name))
        assert sum(1 for _ in breakers) <= most
