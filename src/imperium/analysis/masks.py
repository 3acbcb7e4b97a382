"""Kinds as bits: a value's taints say for each kind whether its text is still harmful."""

from __future__ import annotations

from functools import cache

from imperium.analysis.catalogue import kinds

RANDOM = "weak_randomness"


@cache
def bit(kind: str) -> int:
    """The bit of a kind."""
    return 1 << list(kinds()).index(kind)


@cache
def mask(names: tuple[str, ...]) -> int:
    """The bits of kinds; `*` is all that a caller's text can do, which to be predictable isn't."""
    return sum({bit(name) for name in names if name != "*"}) if "*" not in names else everything()


@cache
def everything() -> int:
    """All that a caller's text can do."""
    return sum(bit(name) for name, kind in kinds().items() if kind.flows and name != RANDOM)


@cache
def of_source(names: tuple[str, ...], but: tuple[str, ...]) -> int:
    """The bits of what a source gives: these kinds, or everything, without some."""
    return (mask(names) if names else everything()) & ~mask(but)


@cache
def of_parameters() -> int:
    """The kinds that are told of a parameter whose callers aren't seen."""
    return sum(bit(name) for name, kind in kinds().items() if kind.parameters)
