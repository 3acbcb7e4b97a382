"""The walk over a file of Rust, with what its `use` declarations say."""

from __future__ import annotations

from dataclasses import dataclass, field

from imperium.analysis.parsing import Walk


@dataclass
class Reading(Walk):
    """`imports`: local name → full dotted name, of the whole file."""

    imports: dict[str, str] = field(default_factory=dict)


def full_name(walk: Walk, first: str) -> str | None:
    """What the first part of a path stands for: what is imported by the name, or a crate; None for what is local."""
    found = walk.imports.get(first) if isinstance(walk, Reading) else None
    if found is None and first[:1].islower() and first not in ("self", "crate", "super"):
        return first
    return found
