"""Tasks that wait for each other by name: an order that keeps to it, and the refusal of a circle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from imperium.platform.errors import InvalidInput

NAMED = 12
"""So many tasks of a cycle are named."""


def in_order(waits_for: Mapping[str, Collection[str]], field: str) -> list[str]:
    """Every name after those that it waits for. Raises InvalidInput naming a cycle: those that wait for each other."""
    try:
        return list(TopologicalSorter(waits_for).static_order())
    except CycleError as error:
        raise circular(error.args[1][:-1], field) from None


def circular(cycle: Sequence[str], field: str) -> InvalidInput:
    """The refusal of tasks each of which ends before the next one starts, and the last before the first."""
    shown = cycle if len(cycle) <= NAMED else [*cycle[:NAMED], f"… ({len(cycle)} in all)"]
    return InvalidInput(
        f"{field}: these wait for each other: {' → '.join([*shown, cycle[0]])}.",
        field=field,
        value=cycle[0],
        remedy="Take one of these dependencies away.",
        cycle=[*cycle],
    )
