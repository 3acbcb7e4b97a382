"""UTM parameters: one set a piece, so that visits can be told apart.

Source: Google Analytics Help, "URL builders: collect campaign data with custom URLs".
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from imperium.intelligences.asset import Asset
from imperium.intelligences.seo import slug

_MEDIUM = {"email": "email", "search": "cpc", "video": "video", "web": "referral"}


def utm(assets: list[Asset], campaign: str, link: str | None) -> list[dict[str, str]]:
    """Parameters of each piece, and the finished address where a link was given."""
    numbered: dict[str, int] = {}
    rows = []
    for asset in assets:
        numbered[asset.channel] = numbered.get(asset.channel, 0) + 1
        parameters = {
            "utm_source": asset.channel,
            "utm_medium": _MEDIUM.get(asset.channel, "social"),
            "utm_campaign": slug(campaign),
            "utm_content": f"{slug(asset.kind)}-{numbered[asset.channel]}",
        }
        rows.append(parameters | ({"url": _address(link, parameters)} if link else {}))
    return rows


def _address(link: str, parameters: dict[str, str]) -> str:
    parts = urlsplit(link)
    query = "&".join(q for q in (parts.query, urlencode(parameters)) if q)
    return urlunsplit(parts._replace(query=query))
