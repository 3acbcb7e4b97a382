"""The bounds that search engines set, and texts cut to them."""

from __future__ import annotations

import re
import unicodedata

TITLE = 60
DESCRIPTION = 155
"""Characters that result pages show."""
KEYWORDS = 12


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 60 characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:60].strip("-") or "product"


def cut(text: str, most: int) -> str:
    """The text up to the last whole word that fits."""
    return text if len(text) <= most else text[: most + 1].rsplit(" ", 1)[0][:most]
