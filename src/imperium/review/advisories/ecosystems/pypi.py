"""Python packages: names by PEP 503, versions by PEP 440."""

from __future__ import annotations

from packaging.utils import canonicalize_name
from packaging.version import Version

from imperium.review.advisories.ecosystem import Ecosystem


class _PyPI:
    osv = "PyPI"
    purl = "pypi"

    def normal(self, name: str) -> str:
        return canonicalize_name(name)

    def order(self, version: str) -> Version:
        return Version(version)


PYPI: Ecosystem = _PyPI()
