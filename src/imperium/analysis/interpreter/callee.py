"""What of the project a value can be: a function, a class, an object of one, a module."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from imperium.analysis.interpreter.unit import Unit
    from imperium.analysis.interpreter.values import Value
    from imperium.analysis.program import Class, Function

Names: TypeAlias = "dict[str, Value]"


@dataclass(slots=True, eq=False)
class FunctionOf:
    """A function of the project: where it was defined, what it sees of the functions around it, whose method it is."""

    node: Function
    unit: Unit
    closure: tuple[Names, ...] = ()
    owner: ClassOf | None = None
    this: Value | None = None
    others: tuple[Function, ...] = ()
    """Functions of the same name beside it, which take other parameters."""

    def bound(self, this: Value) -> FunctionOf:
        return FunctionOf(self.node, self.unit, self.closure, self.owner, this, self.others)


@dataclass(slots=True, eq=False)
class ClassOf:
    """A class of the project. `bases` are full dotted names of all bases, those of bases in the project included."""

    node: Class
    unit: Unit
    name: str
    parents: tuple[ClassOf, ...] = ()
    bases: tuple[str, ...] = ()
    closure: tuple[Names, ...] = ()
    members: dict[str, Function] = field(default_factory=dict)
    overloads: dict[str, tuple[Function, ...]] = field(default_factory=dict)
    """Methods beyond the first one of their name."""
    fields: Names = field(default_factory=dict)

    def method(self, name: str) -> FunctionOf | None:
        """A method, its own or inherited."""
        if (found := self.members.get(name)) is not None:
            return FunctionOf(found, self.unit, self.closure, self, others=self.overloads.get(name, ()))
        return next((method for parent in self.parents if (method := parent.method(name))), None)

    def methods(self) -> list[FunctionOf]:
        """All methods of its own."""
        nodes = [*self.members.values(), *(node for nodes in self.overloads.values() for node in nodes)]
        return [FunctionOf(node, self.unit, self.closure, self) for node in nodes]

    def field(self, name: str) -> Value | None:
        """What the class sets for a name, itself or by inheritance."""
        if name in self.fields:
            return self.fields[name]
        return next((value for parent in self.parents if (value := parent.field(name)) is not None), None)


@dataclass(slots=True, eq=False)
class ModuleOf:
    """A module of the project, or a package on the way to one: `unit` is None then."""

    name: str
    unit: Unit | None = None


@dataclass(slots=True, eq=False)
class InstanceOf:
    """An object of a class of the project."""

    of: ClassOf


Callee: TypeAlias = FunctionOf | ClassOf | ModuleOf | InstanceOf
