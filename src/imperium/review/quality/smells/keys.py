"""Keys that are written twice in one dictionary, object or switch: the first is lost."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Expression, Mapping
from imperium.review.project import Project
from imperium.review.rule import Family, Match, Rule, at

TWICE = Rule(
    key="quality/repeated_key",
    type="repeated_key",
    cwe=(561,),
    severity="medium",
    says="The key {key} stands twice here: only the last one counts.",
    remedy="Remove one of them, or correct the key that was copied.",
    strength=0.9,
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        for mapping in unit.each(Mapping):
            yield from (
                at(TWICE, unit, key, key=repr(key.value)) for key in _repeated([key for key, _ in mapping.items])
            )


def _repeated(keys: list[Expression | None]) -> Iterator[program.Constant]:
    seen: set[tuple[type, object]] = set()
    for key in keys:
        if isinstance(key, program.Constant):
            identity = (type(key.value), key.value)
            if identity in seen:
                yield key
            seen.add(identity)


FAMILY = Family((TWICE,), find)
