"""What tests can reach, by names: a function that no chain of mentions leads to from any test is not tested.

Precision comes first: whatever might be called by a framework, by a decorator or through a base class of others counts
as reached. A method is reached only if its class is, and its name is mentioned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from imperium.analysis import program
from imperium.analysis.program import Class, Function, Node, children
from imperium.review.project import Unit
from imperium.review.testing.suite import Suite

OPEN = frozenset({"object", "Exception", "ValueError", "ABC", "Protocol", "Generic", "Enum", "IntEnum", "StrEnum"})
"""Bases of others that call nothing of their subclasses."""


@dataclass(eq=False)
class Place:
    """Something that runs when it is reached: a module when it is imported, a class when it is used, a function.

    `names` stand alone, `calls` are attributes that are called or handed on, `reads` attributes that are only read,
    which runs properties, and hands on methods that nobody has a field of the same name of. `fields` are assigned.
    """

    unit: Unit
    function: Function | None = None
    owner: Class | None = None
    names: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    bases: frozenset[str] = frozenset()

    @property
    def is_module(self) -> bool:
        return self.function is None and self.owner is None

    @cached_property
    def is_property(self) -> bool:
        marks = self.function.decorators if self.function else []
        return any("property" in _last(mark.value) or _last(mark.value) in ("setter", "getter") for mark in marks)


def unreached(suite: Suite) -> list[tuple[Unit, Function]]:
    """The functions of the program that no test leads to, in the order of the text."""
    places = [place for unit in suite.units for place in _places(unit)]
    tests = [place for unit in suite.test_units for place in _places(unit)]
    reached = _reached(places, tests)
    return [
        (place.unit, place.function)
        for place in places
        if place.function is not None and id(place) not in reached and not _is_trivial(place)
    ]


def _reached(places: list[Place], tests: list[Place]) -> set[int]:
    """A worklist over names: each new name may reach places, whose own names follow."""
    classes = {place.owner.name for place in places if place.owner is not None and place.function is None}
    fields = frozenset().union(*(place.fields for place in places))
    waiting_for: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for name in _gates(place):
            waiting_for[name].append(place)
    reached: set[int] = set()
    known: set[str] = set()
    queue = [name for place in (*tests, *filter(_is_module, places)) for name in _mentions(place)]
    while queue:
        name = queue.pop()
        if name in known:
            continue
        known.add(name)
        for place in waiting_for[name.lstrip(READ + CALLED)]:
            if id(place) not in reached and _is_open(place, known, classes, fields):
                reached.add(id(place))
                queue.extend(_mentions(place))
    return reached


READ, CALLED = ".", "!"
"""Before the name of an attribute that is only read, and of one that is called."""


def _mentions(place: Place) -> Iterator[str]:
    yield from place.names
    yield from place.bases
    yield from (READ + name for name in place.reads)
    yield from (CALLED + name for name in place.calls)
    if place.owner is not None and place.function is None:
        yield from (CALLED + name for name in place.names)


def _is_module(place: Place) -> bool:
    return place.is_module


def _gates(place: Place) -> Iterator[str]:
    """The names on whose mention a place may be reached."""
    if place.function is not None:
        yield place.function.name
    if place.owner is not None:
        yield place.owner.name


def _is_open(place: Place, known: set[str], classes: set[str], fields: frozenset[str]) -> bool:
    owner = place.owner is None or any(mark + place.owner.name in known for mark in ("", CALLED, READ))
    if not owner or place.function is None:
        return owner
    name = place.function.name
    if CALLED + name in known or ((place.is_property or name not in fields) and READ + name in known):
        return True
    if place.owner is None:
        return name in known or READ + name in known
    called_by_others = bool(place.bases - classes - OPEN) or bool(place.function.decorators)
    return _is_special(name, known) or (called_by_others and not place.is_property)


def _is_special(name: str, known: set[str]) -> bool:
    """What the language itself calls. Its `repr` is rarely asked for but by that name."""
    if name == "__repr__":
        return "repr" in known
    return (name.startswith("__") and name.endswith("__")) or name == "constructor"


def _is_trivial(place: Place) -> bool:
    """Nothing that could be wrong: no body, a constant, what only raises, the shape of something."""
    body = [one for one in (place.function.body if place.function else ()) if not _is_text(one)]
    return "Protocol" in place.bases or not body or (len(body) == 1 and isinstance(body[0], program.Raise))


def _is_text(statement: Node) -> bool:
    return isinstance(statement, program.Evaluate) and isinstance(statement.value, program.Constant)


def _places(unit: Unit) -> Iterator[Place]:
    module = Place(unit)
    yield module
    waiting: list[tuple[Node, Place]] = [(node, module) for node in reversed(unit.module.body)]
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, Class):
            inner = Place(unit, owner=node, bases=frozenset(map(_last, node.bases)))
            yield inner
            waiting.extend((mark, place) for mark in node.decorators)
            waiting.extend((child, inner) for child in reversed(node.body))
        elif isinstance(node, Function) and node.name and place.function is None:
            inner = Place(unit, node, place.owner, bases=place.bases)
            yield inner
            waiting.extend((each, place) for each in _run_at_once(node))
            waiting.extend((child, inner) for child in reversed(node.body))
            if node.decorators and place.owner is None:
                place.names.add(node.name)
        else:
            waiting.extend((child, place) for child in reversed(_noted(node, place)))


def _run_at_once(function: Function) -> list[Node]:
    """Decorators and defaults run where a function is defined, not where it is called."""
    defaults = [parameter.default for parameter in function.parameters if parameter.default is not None]
    return [*function.decorators, *defaults]


def _noted(node: Node, place: Place) -> list[Node]:
    """Notes what a node mentions; gives the parts that are to be looked at in their turn."""
    match node:
        case program.Name(id=name):
            place.names.add(name)
        case program.Attribute(value=value, name=name):
            own = isinstance(value, program.Name) and value.id in ("self", "cls", "this")
            (place.calls if own else place.reads).add(name)
            place.reads.add(name)
        case program.Call(function=program.Attribute(value=value, name=name), arguments=arguments):
            place.calls.update([name, *_handed_on(node, name)])
            return [value, *arguments, *(argument for _, argument in node.keywords)]
        case program.Call(function=program.Name(id="isinstance" | "issubclass"), arguments=[value, *_]):
            return [value]
        case program.Compare(operator="instanceof", left=value):
            return [value]
        case program.Call(function=program.Name(id=name)):
            place.calls.update(_handed_on(node, name))
        case program.Assign(targets=[target, *_], value=value) if _is_export(target):
            return _offered(value)
        case program.Assign(targets=targets, value=value):
            return [*(part for target in targets for part in _parts(target, place)), value]
        case program.Import(names=names):
            place.names.update(full.rpartition(".")[2] for local, full in names.items() if not full.endswith(local))
    return children(node)


BY_TEXT = frozenset(
    {"patch", "setattr", "getattr", "hasattr", "delattr", "object", "import_module", "import_string", "include"}
)
"""Functions that take the name of what they reach as a text."""


def _is_export(target: Node) -> bool:
    """`exports.name = …`, `module.exports = …`: what a module offers is not yet used."""
    while isinstance(target, program.Attribute):
        if target.name == "exports":
            return True
        target = target.value
    return isinstance(target, program.Name) and target.id == "exports"


def _offered(value: program.Expression) -> list[Node]:
    """What an export evaluates, without the names that it only offers."""
    values = [item for _, item in value.items] if isinstance(value, program.Mapping) else [value]
    return [item for item in values if not isinstance(item, program.Name)]


def _handed_on(call: program.Call, name: str) -> Iterator[str]:
    """Attributes that are passed to somebody who may call them, and what is named by a text."""
    for argument in (*call.arguments, *(argument for _, argument in call.keywords)):
        if isinstance(argument, program.Attribute):
            yield argument.name
        elif name in BY_TEXT and isinstance(argument, program.Constant) and isinstance(argument.value, str):
            yield from argument.value.replace(":", ".").split(".")


def _parts(target: Node, place: Place) -> list[Node]:
    """What is evaluated when a target is assigned to: not its own name."""
    match target:
        case program.Name(id=name):
            if place.owner is not None and place.function is None:
                place.fields.add(name)
            return []
        case program.Attribute(value=value, name=name):
            place.fields.add(name)
            return [value]
    return children(target)


def _last(base: Node) -> str:
    match base:
        case program.Name(id=name) | program.Attribute(name=name):
            return name
        case program.Subscript(value=value) | program.Call(function=value):
            return _last(value)
    return "?"
