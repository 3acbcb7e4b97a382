"""Entries: where a framework calls into the program, and what it passes."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from imperium.analysis.flow import Site
from imperium.analysis.interpreter.callee import ClassOf, FunctionOf, InstanceOf
from imperium.analysis.interpreter.declared import TEXTUAL, type_words, typed
from imperium.analysis.interpreter.dispatch import execute
from imperium.analysis.interpreter.frame import Activation, Frame
from imperium.analysis.interpreter.functions import CONSTRUCTORS, OWN, instance
from imperium.analysis.interpreter.paths import last, numbers, only_path
from imperium.analysis.interpreter.state import State
from imperium.analysis.interpreter.values import NOTHING, Origin, Taint, Thing, Trace, Value
from imperium.analysis.masks import everything, mask, of_parameters
from imperium.analysis.model import REQUEST, TOLD, UNKNOWN
from imperium.analysis.program import Call, Constant

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Run
    from imperium.analysis.model import Entry, Model, ParameterRule
    from imperium.analysis.program import Decorator, Expression, Parameter

BODIES = frozenset({"BaseModel", "SQLModel", "Struct", "TypedDict", "NamedTuple", "BaseSchema"})
"""Bases of classes that a framework fills with the fields of a request."""


def enter(run: Run, function: FunctionOf, state: State, entry: Entry | None = None) -> None:
    """Run a function as who calls it from outside would: a framework, or code that isn't seen."""
    catalogue = function.unit.catalogue
    found = entry or _entry(function, catalogue.model)
    activation = Activation(
        function.node, Site(function.unit.path, function.node.at), found, only_path(function.node, found)
    )
    frame = Frame(run, function.unit, function.node, function.closure, activation, stack=(id(function.node),))
    local = State({}, dict(state.heap), state.ground)
    _bind(frame, function, local)
    end = execute(frame, function.node.body, local)
    if end is not None:
        frame.exits.append((end, NOTHING))


def is_handler(function: FunctionOf) -> bool:
    """Whether a function's parameters say that a framework calls it."""
    found = _entry(function, function.unit.catalogue.model)
    return found is not None and bool(found.having)


def _entry(function: FunctionOf, model: Model) -> Entry | None:
    return next((entry for entry in model.entries if _is_entry(function, entry)), None)


def _is_entry(function: FunctionOf, entry: Entry) -> bool:
    node, owner = function.node, function.owner
    if entry.classes and (owner is None or not _is_decorated(owner.node.decorators, entry.classes)):
        return False
    if entry.imports and not function.unit.imports.intersection(entry.imports):
        return False
    if entry.returns and node.returns not in entry.returns:
        return False
    if entry.decorators:
        return _is_decorated(node.decorators, entry.decorators) and _says_so(node.decorators, entry)
    if entry.bases and (owner is None or not _has_base(owner, entry.bases)):
        return False
    if entry.functions and not any(fnmatchcase(node.name, pattern) for pattern in entry.functions):
        return False
    if entry.having and not any(_is_having(parameter, entry.having) for parameter in node.parameters[:3]):
        return False
    if entry.remarks and not _is_said(entry.remarks, node.docstring):
        return False
    return bool(entry.bases or entry.functions or entry.having or entry.remarks)


def _is_decorated(decorators: list[Decorator], wanted: tuple[str, ...]) -> bool:
    return any(last(decorator.value) in wanted for decorator in decorators)


def _says_so(decorators: list[Decorator], entry: Entry) -> bool:
    """Whether the decorators' keywords say what the entry is about (a page), and not what it isn't about (JSON)."""
    if entry.when and not _is_among(decorators, entry.when):
        return False
    return not (entry.unless and _is_among(decorators, entry.unless))


def _is_among(decorators: list[Decorator], said: dict[str, str]) -> bool:
    calls = [each.value for each in decorators if isinstance(each.value, Call)]
    found = [(name, _word(value)) for call in calls for name, value in call.keywords if name in said]
    return any(_is_said(said[name], word) for name, word in found if name)


def _word(node: Expression) -> str:
    return str(node.value) if isinstance(node, Constant) else last(node)


@cache
def _is_said(pattern: str, remark: str | None) -> bool:
    return re.search(pattern, remark or "", re.IGNORECASE) is not None


def _has_base(owner: ClassOf, wanted: tuple[str, ...]) -> bool:
    written = [last(base) for base in owner.node.bases]
    lasts = [*written, *(name.rpartition(".")[2] for name in owner.bases)]
    return any(fnmatchcase(name, pattern.rpartition(".")[2]) for name in lasts for pattern in wanted)


def _is_having(parameter: Parameter, wanted: tuple[str, ...]) -> bool:
    return parameter.name in wanted or any(word in wanted for word in type_words(parameter.type))


def _bind(frame: Frame, function: FunctionOf, state: State) -> None:
    taken = list(function.node.parameters)
    if function.owner is not None and not function.node.is_static:
        this = _this(frame, function, state)
        name = taken.pop(0).name if taken and taken[0].name in OWN else "this"
        state.names[name] = this
    for position, parameter in enumerate(taken):
        value = _parameter(frame, parameter, position, state)
        if parameter.pattern is not None:
            from imperium.analysis.interpreter.assignment import assign

            assign(frame, parameter.pattern, value, state, parameter)
        elif parameter.name:
            state.names[parameter.name] = value


def _this(frame: Frame, function: FunctionOf, state: State) -> Value:
    """The object that a method is called on, as its constructor leaves it."""
    owner = function.owner
    if owner is None:
        return NOTHING
    made = instance(owner, state)
    constructor = next((found for name in CONSTRUCTORS if (found := owner.method(name))), None)
    if constructor is not None and constructor.node is not function.node:
        _construct(frame, constructor.bound(made), state)
    entry = frame.activation.entry if frame.activation else None
    if entry is None or entry.this is None:
        return made
    return Value(type=entry.this, ref=made.ref, callee=made.callee)


def _construct(frame: Frame, constructor: FunctionOf, state: State) -> None:
    stack = (*frame.stack, id(constructor.node))
    inner = Frame(frame.run, constructor.unit, constructor.node, constructor.closure, None, 1, stack)
    local = State({}, state.heap, state.ground)
    taken = list(constructor.node.parameters)
    name = taken.pop(0).name if taken and taken[0].name in OWN else "this"
    local.names[name] = constructor.this or NOTHING
    for parameter in taken:
        local.names[parameter.name] = _declared(inner, parameter, state)
    end = execute(inner, constructor.node.body, local)
    state.heap = (end or (inner.exits[0][0] if inner.exits else local)).heap


def _declared(frame: Frame, parameter: Parameter, state: State) -> Value:
    """A parameter of which only its type is known."""
    value = _object(frame, parameter)
    return value if value is not None else NOTHING


def _parameter(frame: Frame, parameter: Parameter, position: int, state: State) -> Value:
    """What is passed for a parameter."""
    activation = frame.activation
    entry = activation.entry if activation else None
    if entry is not None and position < len(entry.types):
        return Value(type=entry.types[position])
    if activation is not None and parameter.name in numbers(activation.node, entry):
        return NOTHING
    rule = _rule(parameter, frame.unit.catalogue.model)
    if rule is not None:
        return _by_rule(frame, rule, parameter, state)
    found = _object(frame, parameter)
    is_body = entry is not None and entry.parameters == "request" and _is_body(found)
    if found is not None and not is_body:
        return found
    if entry is not None and entry.parameters == "request":
        return _from_caller(frame, parameter, everything(), REQUEST, f"the request's `{parameter.name}`", state)
    if entry is not None and entry.parameters == "plain":
        return NOTHING
    model = frame.unit.catalogue.model
    kinds, grade = (of_parameters() | mask(model.suspects)) & ~mask(model.trusts), UNKNOWN
    if entry is not None and entry.remarks:
        kinds, grade = everything(), TOLD
    return _from_caller(frame, parameter, kinds, grade, f"the parameter `{parameter.name}`", state)


def _rule(parameter: Parameter, model: Model) -> ParameterRule | None:
    return next((rule for rule in model.parameters if _fits(rule, parameter)), None)


def _fits(rule: ParameterRule, parameter: Parameter) -> bool:
    words = type_words(parameter.type)
    if any(word in rule.types for word in words):
        return True
    if any(last(decorator.value) in rule.decorators for decorator in parameter.decorators):
        return True
    if parameter.default is not None and last(parameter.default) in rule.defaults:
        return True
    return parameter.name in rule.names and (not words or not rule.types or set(words) & TEXTUAL == set(words))


def _by_rule(frame: Frame, rule: ParameterRule, parameter: Parameter, state: State) -> Value:
    if rule.harmless:
        return NOTHING
    if rule.source is None:
        return Value(type=rule.gives)
    value = _from_caller(frame, parameter, everything(), REQUEST, rule.source, state)
    return Value(value.taints, type=rule.gives, ref=value.ref)


def _object(frame: Frame, parameter: Parameter) -> Value | None:
    """A parameter whose declared type is a class and no text: an object that nobody outside can write."""
    if any(word.lower() in TEXTUAL for word in type_words(parameter.type)):
        return None
    return typed(frame, parameter.type, parameter.at)


def _is_body(value: Value | None) -> bool:
    """Whether a handler's parameter is filled with fields of the request: an object of a class of plain fields."""
    of = value.callee if value is not None else None
    return isinstance(of, InstanceOf) and any(base.rpartition(".")[2] in BODIES for base in of.of.bases)


def _from_caller(frame: Frame, parameter: Parameter, kinds: int, grade: float, says: str, state: State) -> Value:
    taint = Taint(
        kinds, grade, Trace(frame.unit.path, parameter.at, f"{says} comes in"), Origin(kinds=kinds), grade == UNKNOWN
    )
    if parameter.kind == "rest":
        return state.make(Thing(rest=(taint,)), "list")
    if parameter.kind == "keywords":
        return state.make(Thing(entries={}, rest=(taint,)), "dict")
    return Value((taint,))
