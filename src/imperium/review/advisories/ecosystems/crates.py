"""Rust's crates: `_` and `-` are one in a name, semantic versions."""

from __future__ import annotations

from imperium.review.advisories.ecosystem import Ecosystem
from imperium.review.advisories.semver import SemanticVersion


class _Crates:
    osv = "crates.io"
    purl = "cargo"

    def normal(self, name: str) -> str:
        return name.lower().replace("_", "-")

    def order(self, version: str) -> SemanticVersion:
        return SemanticVersion(version)


CRATES: Ecosystem = _Crates()
