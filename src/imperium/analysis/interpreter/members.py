"""Names and attributes: what they stand for, and whether reading them lets a caller's data in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import ClassOf, InstanceOf, ModuleOf
from imperium.analysis.interpreter.sources import drawn
from imperium.analysis.interpreter.values import NOTHING, Value, part

if TYPE_CHECKING:
    from imperium.analysis.catalogue import Catalogue
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Attribute, Name


def named(frame: Frame, node: Name, state: State) -> Value:
    """What a name stands for: of the function, of the functions around it, of the module, of the project, built in."""
    found = state.names.get(node.id)
    if found is not None:
        return found
    for names in frame.closure:
        if (found := names.get(node.id)) is not None:
            return found
    if (found := frame.unit.names.get(node.id)) is not None:
        return found
    package, _, last = node.id.rpartition(".")
    if last[:1].isupper() and (found := frame.run.world.lookup(frame.unit, node.id)) is not None:
        return found
    name = frame.unit.catalogue.true_name(node.id if package else f"builtins.{node.id}")
    sources = frame.unit.catalogue.read(name)
    return drawn(frame, sources[0], node, name) if sources else Value(name=name)


def names_of(value: Value, attribute: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The full dotted names that an attribute of a value may go by: by what the value is called, by its types."""
    found: list[str] = []
    if value.name:
        found.append(catalogue.true_name(f"{value.name}.{attribute}"))
    if value.type:
        types = (value.type, *catalogue.model.types.get(value.type, ()))
        found.extend(catalogue.true_name(f"{type_}.{attribute}") for type_ in types)
    if isinstance(value.callee, InstanceOf):
        found.extend(_by_bases(value.callee.of, attribute, catalogue))
    return tuple(dict.fromkeys(found))


def _by_bases(of: ClassOf, attribute: str, catalogue: Catalogue) -> list[str]:
    bases = [wider for base in of.bases for wider in (base, *catalogue.model.types.get(base, ()))]
    return [catalogue.true_name(f"{base}.{attribute}") for base in bases]


def member(frame: Frame, node: Attribute, value: Value, state: State) -> Value:
    """What an attribute of a value is."""
    return attribute_of(frame, value, node.name, node, state)


def attribute_of(frame: Frame, value: Value, name: str, node: Attribute | Name, state: State) -> Value:
    """What the attribute `name` of a value is; `node` is where it is read."""
    found = _own(frame, value, name, state)
    if found is not None:
        return found
    catalogue = frame.unit.catalogue
    names = names_of(value, name, catalogue)
    for each in names:
        if sources := catalogue.read(each):
            return drawn(frame, sources[0], node, each)
    if value.name and (found := frame.run.world.lookup(frame.unit, f"{value.name}.{name}")) is not None:
        return found
    type_ = next((catalogue.model.attributes[each] for each in names if each in catalogue.model.attributes), None)
    return Value(part(value.taints, f".{name}"), name=names[0] if value.name else None, type=type_)


def _own(frame: Frame, value: Value, name: str, state: State) -> Value | None:
    """What was set on an object, what its class or module has."""
    thing = state.thing(value)
    if thing is not None and name in thing.attributes:
        return thing.attributes[name]
    if thing is not None and thing.entries is not None and name in thing.entries:
        return thing.entries[name]
    callee = value.callee
    if isinstance(callee, InstanceOf):
        return _of_class(callee.of, name, value)
    if isinstance(callee, ClassOf):
        return _of_class(callee, name, None)
    if isinstance(callee, ModuleOf):
        return frame.run.world.lookup(frame.unit, f"{callee.name}.{name}") or NOTHING
    return None


def _of_class(of: ClassOf, name: str, this: Value | None) -> Value | None:
    method = of.method(name)
    if method is None:
        return of.field(name)
    return Value(callee=method.bound(this) if this is not None and not method.node.is_static else method)
