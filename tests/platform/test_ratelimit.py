from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.ratelimit import MemoryCounter, RateLimits, Rule, Rules


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_the_documented_number_passes_and_the_next_is_told_when_to_come_back() -> None:
    clock = Clock()
    limits = RateLimits(counter=MemoryCounter(clock))
    for left in range(9, -1, -1):
        decision = await limits.take("anna", "POST", "/api/v1/l20/strategize")
        assert decision is not None
        assert decision.allowed
        assert decision.remaining == left
        clock.now += 1
    refused = await limits.take("anna", "POST", "/api/v1/l20/strategize")
    assert refused is not None
    assert not refused.allowed
    error = refused.error()
    assert error.status == 429
    assert error.retry_after_s == 50
    assert error.detail == "More than 10 requests to /api/v1/l20/strategize within 60 s."
    clock.now += 50
    again = await limits.take("anna", "POST", "/api/v1/l20/strategize")
    assert again is not None
    assert again.allowed


async def test_clients_methods_and_endpoints_are_counted_apart() -> None:
    limits = RateLimits({"/": (1, 60)}, MemoryCounter(Clock()))
    for request in [("a", "GET", "/x"), ("b", "GET", "/x"), ("a", "POST", "/x"), ("a", "GET", "/y")]:
        first, second = await limits.take(*request), await limits.take(*request)
        assert first is not None
        assert second is not None
        assert (first.allowed, second.allowed) == (True, False)


def test_the_most_specific_rule_holds() -> None:
    rules = Rules({"/": (100, 60), "/api": (50, 60), "/api/v1/{type}/run": (5, 60), "/v1": (0, 60)})
    limits = {
        path: (rule.limit if (rule := rules.of(path)) else None)
        for path in ["/chat", "/api", "/api/v1/x", "/api/v1/{type}/run", "/apis", "/v1/models"]
    }
    assert limits == {
        "/chat": 100,
        "/api": 50,
        "/api/v1/x": 50,
        "/api/v1/{type}/run": 5,
        "/apis": 100,
        "/v1/models": None,
    }


async def test_the_headers_are_structured_fields() -> None:
    clock = Clock()
    limits = RateLimits(counter=MemoryCounter(clock))
    await limits.take("a", "GET", "/chat")
    clock.now += 9.5
    decision = await limits.take("a", "GET", "/chat")
    assert decision is not None
    assert decision.headers() == (
        (b"ratelimit-policy", b'"/";q=100;w=60'),
        (b"ratelimit", b'"/";r=98;t=51'),
    )


async def test_clients_that_left_are_forgotten() -> None:
    clock = Clock()
    counter = MemoryCounter(clock)
    for client in range(1_000):
        await counter.take(Rule("/", 5, 60), (f"client {client}",))
    clock.now += 61
    await counter.take(Rule("/", 5, 60), ("the next one",))
    assert len(counter._windows) == 1


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 6))
async def test_no_window_ever_holds_more_than_the_limit(pauses: list[float], limit: int) -> None:
    clock, allowed = Clock(), []
    counter = MemoryCounter(clock)
    for pause in pauses:
        clock.now += pause
        decision = await counter.take(Rule("/", limit, 10), ("a",))
        if decision.allowed:
            allowed.append(clock.now)
        else:
            assert decision.remaining == 0
            assert 0 < decision.reset_s <= 10
    assert all(sum(t - 10 < other <= t for other in allowed) <= limit for t in allowed)
