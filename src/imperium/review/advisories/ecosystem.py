"""The ecosystem: how one world of packages names them and orders their versions. Its kinds are in `ecosystems/`."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol, runtime_checkable

from imperium.kit.kinds import discover


@runtime_checkable
class Ecosystem(Protocol):
    """`osv` is its name in the OSV format, `purl` its type in a package URL."""

    osv: str
    purl: str

    def normal(self, name: str) -> str:
        """A package's name as it is compared."""
        ...

    def order(self, version: str) -> Any:
        """A key that sorts versions as the ecosystem does; equal versions have equal keys.

        Raises ValueError for what is no version here.
        """
        ...


@cache
def ecosystems() -> dict[str, Ecosystem]:
    """All of them, by the name of their file."""
    return discover("imperium.review.advisories.ecosystems", Ecosystem)


@cache
def by_osv_name() -> dict[str, Ecosystem]:
    """All of them, by their name in the OSV format."""
    return {ecosystem.osv: ecosystem for ecosystem in ecosystems().values()}
