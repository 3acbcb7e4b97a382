"""Python packages: names by PEP 503, versions by PEP 440."""

from __future__ import annotations

from packaging.utils import canonicalize_name
from packaging.version import Version

from imperium.review.advisories.ecosystem import Ecosystem

PYPI = Ecosystem(osv="PyPI", purl="pypi", normal=canonicalize_name, order=Version)
