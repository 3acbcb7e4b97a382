"""Which bytes a reader asked for (RFC 9110, section 14)."""

from __future__ import annotations

import re

MOST = 100
"""Ranges of one request; more of them are an attack, and are answered with the whole."""
_RANGE = re.compile(r"(?P<first>[0-9]{0,19})-(?P<last>[0-9]{0,19})")
Span = tuple[int, int]
"""The first byte, and the one after the last."""


def parse_ranges(header: str, size: int) -> list[Span] | None:
    """What can be satisfied of the ranges, in their order, those that touch joined; none can: an empty list.

    None is for what is to be ignored: another unit than bytes, a header that isn't well-formed, or too many ranges.
    """
    unit, _, listed = header.partition("=")
    wanted = [part.strip() for part in listed.split(",")]
    if unit.strip().lower() != "bytes" or len(wanted) > MOST:
        return None
    spans = []
    for part in filter(None, wanted):
        match = _RANGE.fullmatch(part)
        if match is None or part == "-" or _is_backwards(match):
            return None
        spans.append(_span(match, size))
    if not spans:
        return None
    return _joined([span for span in spans if span[0] < span[1]])


def _is_backwards(match: re.Match[str]) -> bool:
    return bool(match["first"] and match["last"]) and int(match["last"]) < int(match["first"])


def _span(match: re.Match[str], size: int) -> Span:
    if not match["first"]:
        return max(0, size - int(match["last"])), size
    last = int(match["last"]) if match["last"] else size - 1
    return int(match["first"]), min(last + 1, size)


def _joined(spans: list[Span]) -> list[Span]:
    """A reader that asks for the same bytes twice gets them once, so that no request costs more than the whole file."""
    kept: list[Span] = []
    for first, end in spans:
        touching = [span for span in kept if span[0] <= end and first <= span[1]]
        merged = (min([first, *(s[0] for s in touching)]), max([end, *(s[1] for s in touching)]))
        place = kept.index(touching[0]) if touching else len(kept)
        kept = [span for span in kept if span not in touching]
        kept.insert(min(place, len(kept)), merged)
    return kept
