"""Who answered, why and at what cost, as headers of an answer: for clients whose wire has no place for it."""

from __future__ import annotations

from functools import lru_cache

from imperium.models.chat import Source
from imperium.platform.web.whole import Header

LONGEST = 200
"""Characters of one header."""


def headers_of(request_id: str, source: Source, *, whole: bool) -> list[Header]:
    """`x-imperium-…`. The cost in US dollars is there when the answer is `whole` and its price is known."""
    told = [
        (b"x-imperium-request-id", request_id.encode()),
        *_of(source.engine, source.model, source.attempts, source.role, source.reasons),
    ]
    if whole and source.priced:
        told.append((b"x-imperium-cost-usd", usd(source.cost_micro_usd).encode()))
    return told


@lru_cache(maxsize=256)
def _of(engine: str, model: str, attempts: int, role: str | None, reasons: tuple[str, ...]) -> tuple[Header, ...]:
    """What many answers have in common."""
    told = {b"engine": engine, b"model": model, b"attempts": str(attempts)}
    if role:
        told[b"route"] = role
    if reasons:
        told[b"reasons"] = "; ".join(reasons)
    return tuple([(b"x-imperium-%b" % name, _plain(text).encode()) for name, text in told.items()])


def usd(micro: int) -> str:
    """Micro-USD in dollars, all six decimals: no rounding stands between the header and the ledger."""
    return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"


def _plain(text: str) -> str:
    """What a header may hold; reasons may have been written by a model."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    return "".join(character if " " <= character <= "~" else "?" for character in text[:LONGEST])
