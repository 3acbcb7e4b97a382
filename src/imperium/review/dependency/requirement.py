"""A requirement of a Python package, as PEP 508 writes it."""

from __future__ import annotations

from packaging.requirements import InvalidRequirement, Requirement

from imperium.review.dependency.lock import Entry, Locked, Loose


def requirement(path: str, text: str, line: int) -> Entry | None:
    """What is asked for; None for an address, and for what can't be read."""
    try:
        wanted = Requirement(text)
    except InvalidRequirement:
        return None
    if wanted.url:
        return None
    exact = [part for part in wanted.specifier if part.operator in ("==", "===") and not part.version.endswith(".*")]
    if exact:
        return Locked("pypi", wanted.name, exact[0].version, path, line)
    return Loose("pypi", wanted.name, str(wanted.specifier), path, line)
