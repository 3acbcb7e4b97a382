"""Which front end is meant by the name of a framework."""

from __future__ import annotations

import re

from imperium.intelligences.web_app_builder.renderer import frontends
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput

NONE = ""
"""No front end: an API alone."""
USUAL = "react"


def framework(wanted: str | None) -> str:
    """The key of a front end; empty for `none`. Raises InvalidInput with the nearest known name."""
    if wanted is None:
        return USUAL if USUAL in frontends() else NONE
    folded = _fold(wanted)
    if folded in ("none", "api", "fastapi"):
        return NONE
    for key, renderer in frontends().items():
        if folded in {_fold(name) for name in (key, renderer.title, *renderer.aliases)}:
            return key
    raise InvalidInput(
        f"framework: {wanted[:80]!r} is not a front end that can be built.",
        field="framework",
        value=wanted[:80],
        remedy=did_you_mean(wanted, [*(r.title for r in frontends().values()), "none"]),
    )


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("js")
