"""Identifiers that sort by the time they were made."""

import os
import random
import time
from functools import lru_cache

_random = random.Random(os.urandom(32))  # noqa: S311  (ids are no secrets, and the system's generator is slow)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]


def _encode(value: int, length: int) -> str:
    """The lowest `length` digits; two at a time, so `length` is even."""
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(5 * (length - 2), -1, -10)])


def new_id(prefix: str) -> str:
    """`run_01k…`: a prefix, 48 bits of milliseconds and 80 random bits (the layout of a ULID)."""
    return f"{prefix}_{_moment(time.time_ns() // 1_000_000)}{_encode(_random.getrandbits(80), 16)}"


@lru_cache(maxsize=8)
def _moment(milliseconds: int) -> str:
    """Many ids are made in the same millisecond."""
    return _encode(milliseconds, 10)
