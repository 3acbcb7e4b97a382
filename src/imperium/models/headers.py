"""Who answered, why and at what cost, as headers of an answer: for clients whose wire has no place for it."""

from __future__ import annotations

from imperium.models.chat import Source

LONGEST = 200
"""Characters of one header."""


def headers_of(request_id: str, source: Source, *, whole: bool) -> dict[str, str]:
    """`x-imperium-…`. The cost in US dollars is there when the answer is `whole` and its price is known."""
    told = {
        "x-imperium-request-id": request_id,
        "x-imperium-engine": _plain(source.engine),
        "x-imperium-model": _plain(source.model),
        "x-imperium-attempts": str(source.attempts),
    }
    if whole and source.priced:
        told["x-imperium-cost-usd"] = usd(source.cost_micro_usd)
    if source.role:
        told["x-imperium-route"] = _plain(source.role)
    if source.reasons:
        told["x-imperium-reasons"] = _plain("; ".join(source.reasons))
    return told


def usd(micro: int) -> str:
    """Micro-USD in dollars, all six decimals: no rounding stands between the header and the ledger."""
    return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"


def _plain(text: str) -> str:
    """What a header may hold; reasons may have been written by a model."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    return "".join(character if " " <= character <= "~" else "?" for character in text[:LONGEST])
