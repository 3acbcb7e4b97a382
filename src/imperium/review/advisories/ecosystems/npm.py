"""Packages of Node: names as they are (npm has been case-sensitive), semantic versions."""

from __future__ import annotations

from imperium.review.advisories.ecosystem import Ecosystem
from imperium.review.advisories.semver import SemanticVersion


class _Npm:
    osv = "npm"
    purl = "npm"

    def normal(self, name: str) -> str:
        return name

    def order(self, version: str) -> SemanticVersion:
        return SemanticVersion(version)


NPM: Ecosystem = _Npm()
