"""HTTP headers as text."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain


def decoded(headers: Collection[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name in lower case; of several alike the last. They are decoded together, which takes half of the time: no
    header has a line break in it (RFC 9110, section 5.5), and one that has is decoded by itself."""
    texts = b"\n".join(chain.from_iterable(headers)).decode("latin-1").split("\n")
    if len(texts) == 2 * len(headers):
        return dict(zip(map(str.lower, texts[::2]), texts[1::2], strict=True))
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
