"""Results: what a call gives that isn't followed, by the rules; without any, what all that goes into it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imperium.analysis.catalogue import NOTHING as NOT_KNOWN
from imperium.analysis.interpreter import configuration
from imperium.analysis.interpreter.contents import absorb
from imperium.analysis.interpreter.dangers import without_pattern
from imperium.analysis.interpreter.folding import OPERATIONS, Scalar, compute
from imperium.analysis.interpreter.invocation import holds
from imperium.analysis.interpreter.members import attribute_of
from imperium.analysis.interpreter.sources import drawn
from imperium.analysis.interpreter.structures import collected, made, operate
from imperium.analysis.interpreter.texts import filled
from imperium.analysis.interpreter.values import (
    CLEAN,
    NOTHING,
    UNSET,
    Taints,
    Thing,
    Value,
    decoded,
    part,
    union,
    unions,
    without,
)
from imperium.analysis.masks import everything, mask

if TYPE_CHECKING:
    from collections.abc import Callable

    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.model import Sanitizer, Source, Transfer
    from imperium.analysis.selector import Selector


def result(frame: Frame, call: Invocation, state: State) -> Value:
    """What a call gives; its objects are changed as it changes them."""
    for way in _WAYS if call.known is not NOT_KNOWN else _WAYS[:1]:
        found = way(frame, call, state)
        if found is not None:
            return found
    return _default(call, state)


def _operated(frame: Frame, call: Invocation, state: State) -> Value | None:
    """A method of a list, map or builder."""
    receiver = call.receiver
    container = frame.unit.catalogue.container(receiver.type) if receiver is not None else None
    operation = container.operations.get(call.method or "") if container else None
    if receiver is None or container is None or operation is None:
        return None
    if operation == "load":
        return configuration.load(frame, call, receiver, state)
    return operate(operation, receiver, call, state, container)


def _made(frame: Frame, call: Invocation, state: State) -> Value | None:
    if call.known.collects:
        return collected(call.known.collects, call, state)
    return made(call.known.makes, call, state) if call.known.makes else None


def _folded(frame: Frame, call: Invocation, state: State) -> Value | None:
    """What can be computed, because all that goes in is known."""
    if call.known.fold is None or call.keywords or call.rest:
        return None
    operands = [*([call.receiver] if call.receiver is not None and not call.receiver.name else []), *call.arguments]
    constants = [_constant(operand, state) for operand in operands]
    if not operands or any(constant is UNSET for constant in constants):
        return None
    found = compute(OPERATIONS[call.known.fold], *constants)
    if isinstance(found, tuple):
        return state.make(Thing(tuple(Value(constant=each) for each in found)), "list")
    return None if found is UNSET else Value(constant=found)


def _constant(value: Value, state: State) -> Any:
    thing = state.thing(value)
    if value.known or thing is None or thing.items is None or thing.rest:
        return value.constant
    constants = tuple(item.constant for item in thing.items)
    return constants if all(isinstance(each, Scalar) for each in constants) else UNSET


def _source(frame: Frame, call: Invocation, state: State) -> Value | None:
    for source in call.known.sources:
        if holds(source, call, state):
            return _from_source(frame, source, call, state)
    return None


def _from_source(frame: Frame, source: Source, call: Invocation, state: State) -> Value:
    value = drawn(frame, source, call.node, call.name)
    if not source.into:
        return value
    _pour(frame, source.into, value.taints, call, state)
    return NOTHING


def _sanitized(frame: Frame, call: Invocation, state: State) -> Value | None:
    for sanitizer in call.known.sanitizers:
        if holds(sanitizer, call, state):
            return _cleaned(sanitizer, call, state)
    return None


def _cleaned(sanitizer: Sanitizer, call: Invocation, state: State) -> Value:
    taints = _chosen(sanitizer.arguments, call, state)
    for other in call.known.sanitizers:
        if other is sanitizer or holds(other, call, state):
            taints = without(taints, mask(other.clears) | _taken_out(other, call, state))
    return Value(taints, type=sanitizer.gives)


def _taken_out(sanitizer: Sanitizer, call: Invocation, state: State) -> int:
    """The kinds that can't be done without what a replacement takes out."""
    found = call.select(sanitizer.pattern, state) if sanitizer.pattern is not None else []
    texts = [(each.constant, each.type is None) for each in found if isinstance(each.constant, str)]
    return mask(tuple(kind for text, literal in texts for kind in without_pattern(text, literal)))


def _harmless(frame: Frame, call: Invocation, state: State) -> Value | None:
    """What tells too little to do harm is still as predictable as it was."""
    return Value(without(_all(call, state), everything())) if call.known.harmless else None


def _transferred(frame: Frame, call: Invocation, state: State) -> Value | None:
    for transfer in call.known.transfers:
        if holds(transfer, call, state):
            return _transfer(frame, transfer, call, state)
    return None


def _transfer(frame: Frame, rule: Transfer, call: Invocation, state: State) -> Value:
    if rule.becomes:
        _become(call, rule.becomes, state)
    if rule.nothing:
        return _fresh(rule, state)
    if rule.member and isinstance(call.argument(1).constant, str):
        return _member(frame, call, state)
    if rule.same:
        return _same(rule, call, state)
    if rule.keeps:
        return _keeping(rule, call, state)
    taints = _chosen(rule.arguments, call, state)
    if rule.into:
        _pour(frame, rule.into, taints, call, state)
        return call.receiver if rule.gives == "receiver" and call.receiver is not None else Value(type=rule.gives)
    if rule.part:
        taints = part(taints, f".{call.method}({_label(call)})")
    return Value(decoded(taints) if rule.decodes else taints, type=rule.gives)


def _become(call: Invocation, type_: str, state: State) -> None:
    """From here on the object that a method is called on is of another type, by all names that it has."""
    receiver = call.receiver
    if receiver is None:
        return
    for name, value in state.names.items():
        if value is receiver or (receiver.ref and value.ref == receiver.ref):
            state.names[name] = Value(value.taints, name=value.name, type=type_, ref=value.ref)


def _keeping(rule: Transfer, call: Invocation, state: State) -> Value:
    kept = {name: values[0] for name, each in rule.keeps.items() if (values := call.select(each, state))}
    return state.make(Thing(attributes=kept), rule.gives)


def _fresh(rule: Transfer, state: State) -> Value:
    return state.make(Thing(), rule.gives) if rule.gives else NOTHING


def _member(frame: Frame, call: Invocation, state: State) -> Value:
    from imperium.analysis.program import Name

    probe = Name(call.node.at, call.argument(1).constant)
    return attribute_of(frame, call.argument(0), call.argument(1).constant, probe, state)


def _same(rule: Transfer, call: Invocation, state: State) -> Value:
    chosen = [value for selector in rule.arguments for value in call.select(selector, state)]
    value = chosen[0] if chosen else call.receiver or NOTHING
    type_ = rule.gives or value.type
    return Value(value.taints, value.constant, name=value.name, type=type_, ref=value.ref, callee=value.callee)


def _label(call: Invocation) -> str:
    """What tells one part from another: the constant that it was asked for by."""
    first = call.argument(0)
    return str(first.constant) if first.known else f"@{id(call.node)}" if call.arguments else ""


def _chosen(selectors: tuple[Selector, ...], call: Invocation, state: State) -> Taints:
    if not selectors:
        return _all(call, state)
    return unions(state.deep(value) for selector in selectors for value in call.select(selector, state))


def _all(call: Invocation, state: State) -> Taints:
    """The taints of all that goes in, the object included."""
    receiver = call.receiver
    own = state.deep(receiver) if receiver is not None else CLEAN
    return union(own, call.everything(state))


def _pour(frame: Frame, into: tuple[Selector, ...], taints: Taints, call: Invocation, state: State) -> None:
    """Let taints into what is passed: a buffer that is filled, a builder that is written to."""
    for selector in into:
        for value in call.select(selector, state):
            if value.ref:
                absorb(value, taints, state)
        rename(frame, call, selector, taints, state)


def rename(frame: Frame, call: Invocation, selector: Selector, taints: Taints, state: State) -> None:
    """A variable that is passed to be filled has the taints from here on."""
    from imperium.analysis.program import Attribute, Name

    node: Any = None
    if selector.whole == "receiver" and isinstance(call.node.function, Attribute):
        node = call.node.function.value
    elif selector.position is not None and selector.position < len(call.node.arguments):
        node = call.node.arguments[selector.position]
    if isinstance(node, Name) and (known := state.names.get(node.id)) is not None and not known.ref:
        state.names[node.id] = known.tainted(union(known.taints, taints))


def _default(call: Invocation, state: State) -> Value:
    """Nothing is known: what goes in comes out. What a method gives of an object may be a part of it."""
    taints = _all(call, state)
    if call.method == "format" and call.receiver is not None:
        return Value(filled(call.receiver, taints))
    if call.method is not None and call.method.startswith("get") and not call.arguments:
        taints = part(taints, f".{call.method}()")
    name = call.names[0] if call.names else None
    if name is None:
        return Value(taints)
    last = name.rpartition(".")[2]
    return Value(taints, type=name if last[:1].isupper() or call.node.constructs else f"{name}()")


_WAYS: tuple[Callable[[Frame, Invocation, State], Value | None], ...] = (
    _operated,
    _source,
    _made,
    _folded,
    _sanitized,
    _harmless,
    _transferred,
)
