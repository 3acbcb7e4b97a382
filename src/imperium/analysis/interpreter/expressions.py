"""Expressions: what they are, of what is known of their parts."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.assignment import assign
from imperium.analysis.interpreter.callee import FunctionOf
from imperium.analysis.interpreter.contents import at, element
from imperium.analysis.interpreter.declared import declared
from imperium.analysis.interpreter.dispatch import evaluate, evaluates
from imperium.analysis.interpreter.folding import BINARY, Scalar, compute, text
from imperium.analysis.interpreter.guards import refine
from imperium.analysis.interpreter.inheritance import above
from imperium.analysis.interpreter.members import member, named
from imperium.analysis.interpreter.stores import kept
from imperium.analysis.interpreter.texts import after, filled, looks
from imperium.analysis.interpreter.values import (
    CLEAN,
    NOTHING,
    Taints,
    Thing,
    Value,
    part,
    union,
    unions,
    without,
)
from imperium.analysis.masks import mask
from imperium.analysis.program import (
    Assignment,
    Attribute,
    Await,
    Binary,
    Cast,
    Closure,
    Comprehension,
    Constant,
    Mapping,
    Name,
    Sequence,
    Slice,
    Spread,
    Subscript,
    Template,
    Unknown,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Expression


@evaluates(Constant)
def constant(frame: Frame, node: Constant, state: State) -> Value:
    return Value(constant=node.value)


@evaluates(Name)
def name(frame: Frame, node: Name, state: State) -> Value:
    if node.id == "super" and (found := above(frame, state)) is not None and frame.unit.module.language != "python":
        return Value(name="builtins.super", type=found.type, ref=found.ref, callee=found.callee)
    return named(frame, node, state)


@evaluates(Attribute)
def attribute(frame: Frame, node: Attribute, state: State) -> Value:
    return member(frame, node, evaluate(frame, node.value, state), state)


@evaluates(Subscript)
def subscript(frame: Frame, node: Subscript, state: State) -> Value:
    value = evaluate(frame, node.value, state)
    if isinstance(node.index, Slice):
        return _sliced(frame, value, node.index, state)
    index = evaluate(frame, node.index, state)
    found = at(value, index, state)
    if value.name and index.constant.__class__ is str and not found.taints:
        return Value(name=f"{value.name}[]", type=found.type, ref=found.ref, callee=found.callee)
    return found


def _sliced(frame: Frame, value: Value, node: Slice, state: State) -> Value:
    bounds = [evaluate(frame, each, state) if each else Value(constant=None) for each in _bounds(node)]
    thing = state.thing(value)
    content = thing.items if thing and thing.items is not None else value.constant
    if all(bound.known for bound in bounds) and isinstance(content, (str, bytes, tuple)):
        limits = slice(*(bound.constant for bound in bounds))
        if thing is not None and thing.items is not None:
            return state.make(Thing(_items(thing.items, limits), rest=thing.rest), value.type, value.taints)
        return Value(constant=compute(operator.getitem, content, limits))
    label = ":".join("" if bound.constant is None else str(bound.constant) for bound in bounds)
    return Value(part(state.deep(value), f"[{label}]"))


def _items(items: tuple[Value, ...], limits: slice) -> tuple[Value, ...]:
    try:
        return items[limits]
    except (TypeError, ValueError):
        return items


def _bounds(node: Slice) -> tuple[Expression | None, ...]:
    return (node.lower, node.upper, node.step)


@evaluates(Binary)
def binary(frame: Frame, node: Binary, state: State) -> Value:
    left, right = evaluate(frame, node.left, state), evaluate(frame, node.right, state)
    return combined(node.operator, left, right, state, frame.unit.catalogue.model.texts)


def combined(symbol: str, left: Value, right: Value, state: State, texts: dict[str, str]) -> Value:
    """What an operator gives: a constant, a longer list, or a text with both in it, whose type is how it looks."""
    operation = BINARY.get(symbol)
    if left.known and right.known and operation and not (symbol == "%" and isinstance(left.constant, (str, bytes))):
        return Value(constant=compute(operation, left.constant, right.constant))
    one, other = state.thing(left), state.thing(right)
    if symbol == "+" and one and other and one.items is not None and other.items is not None:
        return state.make(Thing(one.items + other.items, rest=union(one.rest, other.rest)), left.type)
    taints = union(state.deep(left), state.deep(right))
    if symbol in ("+", "%"):
        taints = after(left, taints) if symbol == "+" else filled(left, taints)
    return Value(taints, type=left.type if symbol == "/" else looks(texts, (left, right)))


@evaluates(Sequence)
def sequence(frame: Frame, node: Sequence, state: State) -> Value:
    items: list[Value] = []
    rest: Taints = CLEAN
    for each in node.items:
        value = evaluate(frame, each.value if isinstance(each, Spread) else each, state)
        if isinstance(each, Spread):
            thing = state.thing(value)
            items.extend(thing.items if thing and thing.items is not None else ())
            rest = union(rest, value.taints if thing and thing.items is not None else state.deep(value))
        else:
            items.append(value)
    return state.make(Thing(tuple(items), rest=rest), node.kind)


@evaluates(Mapping)
def mapping(frame: Frame, node: Mapping, state: State) -> Value:
    entries: dict[object, Value] = {}
    rest: Taints = CLEAN
    for key, each in node.items:
        value = evaluate(frame, each, state)
        if key is None:
            thing = state.thing(value)
            entries |= (thing.entries or {}) if thing else {}
            rest = union(rest, union(value.taints, thing.rest) if thing else value.taints)
            continue
        index = evaluate(frame, key, state)
        if isinstance(index.constant, Scalar):
            entries[index.constant] = kept(frame, str(index.constant), value, each, state)
        else:
            rest = unions((rest, state.deep(value), index.taints))
    return state.make(Thing(entries=entries, rest=rest), "dict")


@evaluates(Template)
def template(frame: Frame, node: Template, state: State) -> Value:
    """Text with values in it. A tag before it sees the values apart, which its rules as a call would say."""
    values = [evaluate(frame, each, state) for each in node.parts]
    if node.tag is None and all(value.known for value in values):
        return Value(constant="".join(text(value.constant) for value in values))
    taints = unions(state.deep(value) for value in values)
    taints = _tagged(frame, node.tag, after(values[0], taints)) if values else taints
    return Value(taints, type=looks(frame.unit.catalogue.model.texts, values))


def _tagged(frame: Frame, tag: Expression | None, taints: Taints) -> Taints:
    """What a tag that is known to clean leaves of a template's taints."""
    name = tag.name if isinstance(tag, Attribute) else tag.id if isinstance(tag, Name) else ""
    for sanitizer in frame.unit.catalogue.method(name).sanitizers if name else ():
        taints = without(taints, mask(sanitizer.clears))
    return taints


@evaluates(Spread)
def spread(frame: Frame, node: Spread, state: State) -> Value:
    return evaluate(frame, node.value, state)


@evaluates(Await)
def await_(frame: Frame, node: Await, state: State) -> Value:
    value = evaluate(frame, node.value, state) if node.value else NOTHING
    if node.yields:
        frame.exits.append((state.fork(), Value(state.deep(value))))
        return NOTHING
    return value


@evaluates(Assignment)
def assignment(frame: Frame, node: Assignment, state: State) -> Value:
    value = evaluate(frame, node.value, state)
    if node.operator:
        texts = frame.unit.catalogue.model.texts
        value = combined(node.operator, evaluate(frame, node.target, state), value, state, texts)
    assign(frame, node.target, value, state, node)
    return value


@evaluates(Closure)
def closure(frame: Frame, node: Closure, state: State) -> Value:
    found = FunctionOf(node.function, frame.unit, (state.names, *frame.closure))
    if frame.unit.catalogue.model.closures and id(node.function) not in frame.run.closures:
        frame.run.closures[id(node.function)] = (found, state.fork())
    return Value(callee=found)


@evaluates(Comprehension)
def comprehension(frame: Frame, node: Comprehension, state: State) -> Value:
    inner = state.fork()
    for target, iterable, conditions in node.loops:
        assign(frame, target, element(evaluate(frame, iterable, inner), inner), inner, node)
        for condition in conditions:
            evaluate(frame, condition, inner)
            refine(frame, condition, True, inner)
    taints = inner.deep(evaluate(frame, node.element, inner))
    if node.key is not None:
        taints = union(taints, inner.deep(evaluate(frame, node.key, inner)))
        return state.make(Thing(entries={}, rest=taints), "dict")
    return state.make(Thing(rest=taints), "list")


@evaluates(Cast)
def cast(frame: Frame, node: Cast, state: State) -> Value:
    return declared(frame, evaluate(frame, node.value, state), node.type, node.at)


@evaluates(Slice)
def slice_(frame: Frame, node: Slice, state: State) -> Value:
    return NOTHING


@evaluates(Unknown)
def unknown(frame: Frame, node: Unknown, state: State) -> Value:
    values = [evaluate(frame, each, state) for each in node.parts]
    return Value(unions(state.deep(value) for value in values))
