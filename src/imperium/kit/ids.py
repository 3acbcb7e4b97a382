"""Identifiers that sort by the time they were made."""

import os
import random
import time

_random = random.Random(os.urandom(32))  # noqa: S311  (ids are no secrets, and the system's generator is slow)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case


def _encode(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, remainder = divmod(value, 32)
        digits.append(_ALPHABET[remainder])
    return "".join(reversed(digits))


def new_id(prefix: str) -> str:
    """`run_01k…`: a prefix, 48 bits of milliseconds and 80 random bits (the layout of a ULID)."""
    return f"{prefix}_{_encode(time.time_ns() // 1_000_000, 10)}{_encode(_random.getrandbits(80), 16)}"
