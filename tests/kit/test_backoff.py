import random

from hypothesis import given
from hypothesis import strategies as st

from imperium.kit.backoff import full_jitter


@given(st.integers(1, 10_000), st.integers())
def test_a_wait_lies_between_nothing_and_the_doubled_base_up_to_the_cap(attempt: int, seed: int) -> None:
    wait = full_jitter(attempt, base_s=1.0, cap_s=30.0, rng=random.Random(seed))
    assert 0.0 <= wait <= min(30.0, 2.0 ** min(attempt - 1, 10))


def test_waits_spread_over_the_whole_range() -> None:
    rng = random.Random(1)
    waits = [full_jitter(10, rng=rng) for _ in range(1_000)]
    assert min(waits) < 2.0
    assert max(waits) > 28.0
