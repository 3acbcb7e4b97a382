"""The ecosystem: how one world of packages names them and orders their versions. Its kinds are in `ecosystems/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from imperium.kit.kinds import discover


@dataclass(frozen=True)
class Ecosystem:
    """`osv` is its name in the OSV format, `purl` its type in a package URL.

    `normal` gives a package's name as it is compared. `order` gives a key that sorts versions as the ecosystem does,
    equal for equal versions, and raises ValueError for what is no version here.
    """

    osv: str
    purl: str
    normal: Callable[[str], str]
    order: Callable[[str], Any]


@cache
def ecosystems() -> dict[str, Ecosystem]:
    """All of them, by the name of their file."""
    return discover("imperium.review.advisories.ecosystems", Ecosystem)


@cache
def by_osv_name() -> dict[str, Ecosystem]:
    """All of them, by their name in the OSV format."""
    return {ecosystem.osv: ecosystem for ecosystem in ecosystems().values()}
