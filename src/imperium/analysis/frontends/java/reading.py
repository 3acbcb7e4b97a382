"""What is known while a Java file is read: its tree, the classes around a place, the variables that are in sight.

Java lets a method name fields and methods of its class without saying whose they are. The front end says it:
`count` becomes `this.count`, or `Counter.count` where it is static or of a class further out, so that who follows
values needs to know nothing of Java's scopes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imperium.analysis.parsing import Walk
from imperium.analysis.program import Attribute, Class, Expression, Name, Statement

if TYPE_CHECKING:
    from tree_sitter import Node

    from imperium.analysis.source import Span

BLOCKS = ("block", "constructor_body")


@dataclass
class Members:
    """A class that is being read: its members, and whether each is static."""

    name: str
    inside: tuple[str, ...] = ()
    """The classes that it is a member of, outermost first; a class inside a method is of none."""
    fields: dict[str, bool] = field(default_factory=dict)
    methods: dict[str, bool] = field(default_factory=dict)
    classes: frozenset[str] = frozenset()
    inherits: bool = False
    changing: frozenset[str] = frozenset()
    """Fields that something other than their declaration may set."""


@dataclass
class Reading(Walk):
    """A walk over a Java file, with what is in sight."""

    members: Callable[[Reading, str, list[Expression], Node, bool], Class] = field(kw_only=True)
    """Reads a class's body: `declarations.members`."""
    classes: list[Members] = field(default_factory=list)
    variables: frozenset[str] = frozenset()
    hoisted: list[Statement] = field(default_factory=list)
    """Classes without a name, which are declared before the statement that they stand in."""
    imported: frozenset[str] = frozenset()
    """Members of other classes that may be named without them; `*`: all of some class."""
    anonymous: int = 0

    def expressions_in(self, node: Node | None) -> list[Expression]:
        """The values of a node's children."""
        return [] if node is None else [self.expression(child) for child in parts(node)]

    def value(self, node: Node) -> tuple[list[Statement], Expression]:
        """An expression that stands by itself, after the classes without a name inside."""
        outer, self.hoisted = self.hoisted, []
        value = self.expression(node)
        hoisted, self.hoisted = self.hoisted, outer
        return hoisted, value

    def statement(self, node: Node) -> list[Statement]:
        """What a node does; the classes without a name inside come first."""
        outer, self.hoisted = self.hoisted, []
        found = super().statement(node)
        found, self.hoisted = self.hoisted + found, outer
        return found

    def block(self, node: Node | None) -> list[Statement]:
        """The statements of a block, or the only one where no block was written."""
        if node is None or node.is_extra:
            return []
        return self.body(node) if node.type in BLOCKS else self.statement(node)

    @property
    def owner(self) -> Members:
        """The class that is being read; a text with faults may have members outside of any."""
        return self.classes[-1] if self.classes else Members("")

    def declare(self, *names: str) -> None:
        self.variables |= set(names)

    @contextmanager
    def function(self) -> Iterator[None]:
        """What is declared inside is forgotten at its end."""
        variables = self.variables
        yield
        self.variables = variables

    def variable(self, name: str, at: Span) -> Expression:
        """A name that is read or written: a variable, a field of a class around it, or a class."""
        if name in self.variables:
            return Name(at, name)
        if (found := self._member("fields", name, at)) is not None:
            return found
        return self._inherited(name, at) if name[:1].islower() else self._class(name, at)

    def method(self, name: str, at: Span) -> Expression:
        """A method that is called without saying whose it is."""
        return self._member("methods", name, at) or self._inherited(name, at)

    def _inherited(self, name: str, at: Span) -> Expression:
        """What no class around declares is imported by its name, or is of a class that the innermost one extends."""
        if self.owner.inherits and not self.imported & {name, "*"}:
            return Attribute(at, Name(at, "this"), name)
        return Name(at, name)

    def _member(self, kind: str, name: str, at: Span) -> Expression | None:
        for owner in reversed(self.classes):
            static = getattr(owner, kind).get(name)
            if static is not None:
                mine = owner is self.classes[-1] and not static
                return Attribute(at, Name(at, "this") if mine else _path((*owner.inside, owner.name), at), name)
        return None

    def _class(self, name: str, at: Span) -> Expression:
        """A class by its simple name: one of a class around, or any other."""
        for owner in reversed(self.classes):
            if name in owner.classes:
                return _path((*owner.inside, owner.name, name), at)
        return Name(at, name)

    def type_named(self, written: str, at: Span) -> Expression:
        """A class by its name as it is written, qualified or not; what is between `<>` is left out."""
        first, *rest = written.split("<")[0].replace("[]", "").replace(" ", "").strip(".").split(".")
        return self.qualified([first, *rest], at) or _attributes(self._class(first, at), rest)

    def qualified(self, names: list[str], at: Span) -> Expression | None:
        """Names that begin with a package: `java.util.List` is one name, what follows its class are members.

        Packages are written small and classes with a capital, which the language doesn't demand and everybody does.
        """
        classes = [position for position, name in enumerate(names) if name[:1].isupper()]
        if not classes or not classes[0] or names[0] in self.variables or self._member("fields", names[0], at):
            return None
        end = classes[0] + 1
        return _attributes(Name(at, ".".join(names[:end])), names[end:])


def _path(names: tuple[str, ...], at: Span) -> Expression:
    return _attributes(Name(at, names[0]), names[1:])


def _attributes(value: Expression, names: Sequence[str]) -> Expression:
    for name in names:
        value = Attribute(value.at, value, name)
    return value


def parts(node: Node) -> list[Node]:
    """A node's children that mean something."""
    return [child for child in node.named_children if not child.is_extra]
