"""Identifiers that sort by the time they were made."""

import os
import random
import time
from functools import lru_cache

_random = random.Random(os.urandom(32))  # noqa: S311  (ids are no secrets, and the system's generator is slow)
_ALPHABET = b"0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
_DIGITS = bytes(_ALPHABET[byte & 31] for byte in range(256))
"""The digit that a byte's lowest five bits are."""


def new_id(prefix: str) -> str:
    """`run_01k…`: a prefix, 48 bits of milliseconds and 80 random bits (the layout of a ULID)."""
    chance = _random.getrandbits(128).to_bytes(16, "little").translate(_DIGITS).decode()
    return f"{prefix}_{_moment(time.time_ns() // 1_000_000)}{chance}"


@lru_cache(maxsize=8)
def _moment(milliseconds: int) -> str:
    """Many ids are made in the same millisecond."""
    return bytes(_ALPHABET[milliseconds >> shift & 31] for shift in range(45, -1, -5)).decode()
