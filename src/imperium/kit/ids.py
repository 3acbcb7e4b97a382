"""Identifiers that sort by the time they were made."""

import os
import random
import time
from functools import lru_cache

_random = random.Random(os.urandom(32))  # noqa: S311  (ids are no secrets, and the system's generator is slow)
_ALPHABET = b"0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
_DIGITS = bytes(_ALPHABET[byte & 31] for byte in range(256))
"""The digit that a byte's lowest five bits are."""
_PAIRS = [chr(_ALPHABET[number >> 5]) + chr(_ALPHABET[number & 31]) for number in range(1024)]


def new_id(prefix: str) -> str:
    """`run_01k…`: a prefix, 48 bits of milliseconds and 80 random bits (the layout of a ULID)."""
    chance = _random.getrandbits(128).to_bytes(16, "little").translate(_DIGITS).decode()
    now = time.time_ns() // 1_000_000
    return f"{prefix}_{_moment(now >> 10)}{_PAIRS[now & 1023]}{chance}"


@lru_cache(maxsize=8)
def _moment(seconds: int) -> str:
    """What all ids of a second (1,024 ms) have in common."""
    return "".join(_PAIRS[seconds >> shift & 1023] for shift in (30, 20, 10, 0))
