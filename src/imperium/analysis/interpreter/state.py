"""The state of a program at a point: what its names stand for, what its objects hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from imperium.analysis.interpreter.values import (
    CLEAN,
    NOTHING,
    UNSET,
    Origin,
    Taints,
    Thing,
    Value,
    union,
    unions,
    without,
)

REACH = 4
"""How deep the contents of contents are looked at when a whole is used."""

WIDTH = 400
"""Items and entries that are kept apart; beyond, contents are known as a whole."""

CHOICES = 6
"""Constants that a value may be one of."""

_refs = count(1)


class State:
    """Names and heap. A fork is a shallow copy: values and things are never changed, only replaced.

    `ground` are the things of modules, which functions see and don't change for each other. `proofs` say which kinds a
    text was proven harmless for on the way here: who called the function that proved it learns of it. `marks` are what
    else is known of a text.
    """

    __slots__ = ("ground", "heap", "marks", "names", "proofs")

    def __init__(
        self,
        names: dict[str, Value],
        heap: dict[int, Thing],
        ground: Mapping[int, Thing],
        proofs: frozenset[tuple[int, Origin]] = frozenset(),
        marks: frozenset[tuple[str, Origin]] = frozenset(),
    ) -> None:
        self.names, self.heap, self.ground, self.proofs, self.marks = names, heap, ground, proofs, marks

    def fork(self) -> State:
        return State(dict(self.names), dict(self.heap), self.ground, self.proofs, self.marks)

    def make(self, thing: Thing, type_: str | None = None, taints: Taints = CLEAN) -> Value:
        """A value that refers to a new thing."""
        ref = next(_refs)
        self.heap[ref] = thing
        return Value(taints, type=type_, ref=ref)

    def thing(self, value: Value) -> Thing | None:
        """What a value refers to, if it does."""
        return (self.heap.get(value.ref) or self.ground.get(value.ref)) if value.ref else None

    def replace(self, value: Value, thing: Thing) -> None:
        """From here on, the value refers to this thing."""
        self.heap[value.ref] = thing

    def deep(self, value: Value, reach: int = REACH) -> Taints:
        """The taints of a value and of all that it holds."""
        thing = self.thing(value)
        if thing is None or not reach:
            return value.taints
        inner = unions(self.deep(content, reach - 1) for content in thing.contents())
        return union(union(value.taints, thing.rest), inner)

    def unproven(self, taints: Taints) -> Taints:
        """The taints without what was proven of the same texts on the way here: a text may be read anew after that."""
        for kinds, origin in self.proofs if taints else ():
            taints = without(taints, kinds, frozenset((origin,)))
        return taints

    def clear(self, kinds: int, origins: frozenset[Origin]) -> None:
        """From here on, texts of these origins are harmless for these kinds."""
        if origins and kinds:
            self.proofs |= {(kinds, origin) for origin in origins}
            tainted = ((name, value) for name, value in self.names.items() if value.taints)
            self.names = self.names | {name: _cleared(value, kinds, origins) for name, value in tainted}
            held = ((ref, thing) for ref, thing in self.heap.items() if thing.is_tainted)
            self.heap = self.heap | {ref: _cleared_thing(thing, kinds, origins) for ref, thing in held}


class Probe(State):
    """A state that only notes what is proven in it: to see what one of several tests would prove."""

    __slots__ = ()

    def __init__(self, state: State) -> None:
        super().__init__({}, state.heap, state.ground, state.proofs, state.marks)

    def clear(self, kinds: int, origins: frozenset[Origin]) -> None:
        if kinds:
            self.proofs |= {(kinds, origin) for origin in origins}


def _cleared(value: Value, kinds: int, origins: frozenset[Origin]) -> Value:
    taints = without(value.taints, kinds, origins)
    return value if taints is value.taints else value.tainted(taints)


def _cleared_thing(thing: Thing, kinds: int, origins: frozenset[Origin]) -> Thing:
    rest = without(thing.rest, kinds, origins)
    before = list(thing.contents())
    after = [_cleared(value, kinds, origins) for value in before]
    if rest is thing.rest and all(old is new for old, new in zip(before, after, strict=True)):
        return thing
    return _rebuilt(thing, iter(after), rest)


def _rebuilt(thing: Thing, values: Iterator[Value], rest: Taints) -> Thing:
    items = None if thing.items is None else tuple(next(values) for _ in thing.items)
    entries = None if thing.entries is None else {key: next(values) for key in thing.entries}
    return Thing(items, entries, rest, {key: next(values) for key in thing.attributes})


def join(left: State | None, right: State | None) -> State | None:
    """What holds where two ways meet; None is a way that doesn't get there."""
    if left is None or right is None or left is right:
        return left or right
    heap = _joined_heap(left, right)
    state = State({}, heap, left.ground, left.proofs & right.proofs, left.marks & right.marks)
    state.names = _joined_names(left, right, state)
    return state


def _joined_names(left: State, right: State, into: State) -> dict[str, Value]:
    names = dict(left.names)
    for name, value in right.names.items():
        known = names.get(name)
        if known is None:
            names[name] = value
        elif known is not value:
            names[name] = meet(known, value, into)
    return names


def _joined_heap(left: State, right: State) -> dict[int, Thing]:
    if left.heap is right.heap:
        return left.heap
    heap = dict(left.heap)
    changed = [(ref, thing) for ref, thing in right.heap.items() if heap.get(ref) is not thing]
    state = State({}, heap, left.ground)
    for ref, thing in changed:
        heap[ref] = meet_things(heap[ref], thing, state) if ref in heap else thing
    return heap


def meet(left: Value, right: Value, state: State, reach: int = REACH) -> Value:
    """A value that is one or the other."""
    if left is right:
        return left
    taints = union(left.taints, right.taints)
    constant = left.constant if _equal(left.constant, right.constant) else UNSET
    choices = _choices(left, right) if constant is UNSET and not taints else frozenset()
    ref = left.ref if left.ref == right.ref else _meet_refs(left, right, state, reach)
    if (
        not taints
        and constant is UNSET
        and not choices
        and not ref
        and not (left.name or left.type or left.callee or right.type)
    ):
        return NOTHING if not (right.name or right.callee) else right
    return Value(
        taints,
        UNSET if taints else constant,
        name=left.name if left.name == right.name else None,
        type=left.type or right.type if left.type is None or right.type is None else left.type,
        ref=ref,
        callee=left.callee or right.callee,
        choices=choices,
    )


def _choices(left: Value, right: Value) -> frozenset[Any]:
    """The constants that a value may be one of, as long as they are few."""
    one = left.choices or (frozenset((left.constant,)) if left.known else frozenset())
    other = right.choices or (frozenset((right.constant,)) if right.known else frozenset())
    return one | other if one and other and len(one | other) <= CHOICES else frozenset()


def _equal(left: object, right: object) -> bool:
    return left is right or (left is not UNSET and type(left) is type(right) and left == right)


def _meet_refs(left: Value, right: Value, state: State, reach: int) -> int:
    one, other = state.thing(left), state.thing(right)
    if one is None or other is None or not reach:
        return left.ref or right.ref
    return state.make(meet_things(one, other, state, reach - 1)).ref


def meet_things(left: Thing, right: Thing, state: State, reach: int = REACH) -> Thing:
    """A thing that holds what one or the other does."""
    if left is right:
        return left
    items, lost = _meet_items(left, right, state, reach)
    rest = union(union(left.rest, right.rest), lost)
    entries = _meet_maps(left.entries, right.entries, state, reach)
    attributes = _meet_maps(left.attributes, right.attributes, state, reach) or {}
    return Thing(items, entries, rest, attributes)


def _meet_items(left: Thing, right: Thing, state: State, reach: int) -> tuple[tuple[Value, ...] | None, Taints]:
    if left.items is not None and right.items is not None and len(left.items) == len(right.items):
        return tuple(meet(one, other, state, reach) for one, other in zip(left.items, right.items, strict=True)), CLEAN
    lost = unions(state.deep(value) for value in (*(left.items or ()), *(right.items or ())))
    return None, lost


def _meet_maps(
    left: dict[str, Value] | None, right: dict[str, Value] | None, state: State, reach: int
) -> dict[str, Value] | None:
    if left is None or right is None:
        return left if right is None else right
    merged = dict(left)
    for key, value in right.items():
        merged[key] = meet(merged[key], value, state, reach) if key in merged else value
    return merged
