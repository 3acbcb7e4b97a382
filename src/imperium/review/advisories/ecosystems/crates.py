"""Rust's crates: `_` and `-` are one in a name, semantic versions."""

from __future__ import annotations

from imperium.review.advisories.ecosystem import Ecosystem
from imperium.review.advisories.semver import SemanticVersion


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


CRATES = Ecosystem(osv="crates.io", purl="cargo", normal=_normal, order=SemanticVersion)
