"""UTM parameters: one set a piece, so that visits can be told apart.

Source: Google Analytics Help, "URL builders: collect campaign data with custom URLs".
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from imperium.intelligences.asset import Asset
from imperium.intelligences.seo import slug

_SOURCE = {"search": "google", "video": "youtube"}
_MEDIUM = {"email": "email", "search": "cpc", "video": "video"}
_NO_LINK = frozenset(("web",))
"""The page is where the links lead."""


def utm(assets: Sequence[Asset], campaign: str, link: str | None) -> list[dict[str, str]]:
    """Parameters of each piece that can carry a link, and the finished address where one was given."""
    numbered: dict[str, int] = {}
    rows = []
    for asset in assets:
        if asset.channel in _NO_LINK:
            continue
        numbered[asset.channel] = numbered.get(asset.channel, 0) + 1
        parameters = {
            "utm_source": _SOURCE.get(asset.channel, asset.channel),
            "utm_medium": _MEDIUM.get(asset.channel, "social"),
            "utm_campaign": slug(campaign),
            "utm_content": f"{slug(asset.kind)}-{numbered[asset.channel]}",
        }
        rows.append(parameters | ({"url": _address(link, parameters)} if link else {}))
    return rows


def _address(link: str, parameters: dict[str, str]) -> str:
    """The link with the parameters added; its own stay, save UTM parameters, of which there can be one set only."""
    parts = urlsplit(link)
    own = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*own, *parameters.items()])))
