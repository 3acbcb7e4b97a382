"""Sinks that are no call: a value is kept under a name, or in an object, that says what it is for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.values import Value, union, without
from imperium.analysis.masks import bit
from imperium.analysis.program import Attribute, Name

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.model import Store
    from imperium.analysis.program import Expression, Node


def kept(frame: Frame, name: str, value: Value, node: Node, state: State) -> Value:
    """A value that is kept under a name. What was told of it there isn't told again where it goes next."""
    for store in frame.unit.catalogue.by_name if value.taints else ():
        if _compiled(store.names).search(name):
            frame.report(store.kind, node, name, state.unproven(value.taints), store.certainty)
            value = value.tainted(without(value.taints, bit(store.kind)))
    return value


def kept_as(frame: Frame, owner: Value, target: Attribute, value: Value, state: State) -> None:
    """A value that is kept as an attribute of an object of a certain kind."""
    for store in frame.unit.catalogue.by_both:
        if (owner.name in store.into or owner.type in store.into) and _compiled(store.names).search(target.name):
            taints = state.unproven(state.deep(value))
            frame.report(
                store.kind,
                target,
                f"{(owner.name or owner.type or '').removeprefix('builtins.')}.{target.name}",
                taints,
                store.certainty,
            )


def kept_in(
    frame: Frame, holder: Expression, owner: Value, index: Value, value: Value, node: Node, state: State
) -> None:
    """A value that is kept in an object."""
    written = holder.name if isinstance(holder, Attribute) else holder.id if isinstance(holder, Name) else ""
    for store in frame.unit.catalogue.model.stores:
        if store.names and store.into:
            _kept_at(frame, store, owner, index, value, node, state)
            continue
        if owner.name in store.into or owner.type in store.into:
            taints = union(state.deep(value), index.taints) if store.keys else state.deep(value)
            frame.report(store.kind, node, owner.name or owner.type or written, taints, store.certainty)
        elif store.names and written and value.taints and _compiled(store.names).search(written):
            frame.report(store.kind, node, written, value.taints, store.certainty)


def _kept_at(frame: Frame, store: Store, owner: Value, index: Value, value: Value, node: Node, state: State) -> None:
    """A value that is kept under a key of an object: a header of an answer."""
    key, is_there = index.constant, owner.name in store.into or owner.type in store.into
    if is_there and isinstance(key, str) and _compiled(store.names).search(key):
        frame.report(store.kind, node, key, state.deep(value), store.certainty)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
