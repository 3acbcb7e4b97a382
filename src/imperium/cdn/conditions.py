"""Whether a reader has the file already (RFC 9110, section 13)."""

from __future__ import annotations

import re

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def has_it(if_none_match: str | None, etag: str) -> bool:
    """If-None-Match, by weak comparison: a weak tag of the same value counts too."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return etag.removeprefix("W/") in (tag.removeprefix("W/") for tag in _TAG.findall(if_none_match))


def may_be_in_parts(if_range: str | None, etag: str) -> bool:
    """If-Range, by strong comparison: a weak tag never matches, and neither does a date, which we send none of."""
    return if_range is None or (if_range.strip() == etag and not etag.startswith("W/"))


def is_another(if_match: str | None, etag: str) -> bool:
    """Whether If-Match, by strong comparison, asks for something else."""
    if if_match is None or if_match.strip() == "*":
        return False
    return etag not in _TAG.findall(if_match)
