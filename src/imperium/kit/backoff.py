"""Exponential backoff with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

import random


def full_jitter(attempt: int, *, base_s: float = 1.0, cap_s: float = 30.0, rng: random.Random | None = None) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 1): uniform in [0, min(cap, base·2^(attempt-1)))."""
    ceiling = min(cap_s, base_s * 2 ** min(attempt - 1, 62))
    return (rng or random).uniform(0.0, ceiling)
