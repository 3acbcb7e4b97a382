"""Packages of Node: names as they are (npm has been case-sensitive), semantic versions."""

from __future__ import annotations

from imperium.review.advisories.ecosystem import Ecosystem
from imperium.review.advisories.semver import SemanticVersion

NPM = Ecosystem(osv="npm", purl="npm", normal=str, order=SemanticVersion)
