"""What each network takes, from the dated table `data/limits.toml`, and how it counts."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from imperium.intelligences.marketing.figures import figures

_LINK = re.compile(r"https?://\S+")


def most(channel: str, part: str) -> int:
    """The characters that a part may have; what we keep to where that is less than the network takes."""
    row = figures("limits")[channel][part]
    return int(row.get("used", row["most"]))


def shown(channel: str, part: str) -> int:
    """The characters that stand before "more"."""
    return int(figures("limits")[channel][part]["shown"])


def pieces(channel: str, part: str) -> int:
    """How many of a part there may be."""
    return int(figures("limits")[channel][part]["pieces"])


def size(channel: str, part: str = "picture") -> tuple[str, str]:
    """Resolution and ratio of a picture or video for the channel."""
    row = figures("limits").get(channel, {}).get(part) or figures("limits")["web"]["picture"]
    return str(row["size"]), str(row["ratio"])


def counted(channel: str, text: str) -> int:
    """The length as the channel counts it: X by weight, TikTok in UTF-16 units, the others in characters."""
    if channel == "x":
        return _weighted(text)
    return len(text.encode("utf-16-le")) // 2 if channel == "tiktok" else len(text)


def _weighted(text: str) -> int:
    """A link is 23, a wide character or an emoji 2, any other 1 (X developer documentation, Counting characters)."""
    link = int(figures("limits")["x"]["link"]["counted"])
    rest = _LINK.sub("", text)
    return len(_LINK.findall(text)) * link + sum(2 if _is_wide(c) else 1 for c in rest)


def _is_wide(character: str) -> bool:
    return (ord(character) > 0x10FF and not 0x2000 <= ord(character) <= 0x201F) or east_asian_width(character) in "WF"
