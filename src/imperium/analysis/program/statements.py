"""The statements of the common representation, definitions among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from imperium.analysis.program.expressions import Expression
from imperium.analysis.program.node import Node


@dataclass(slots=True)
class Statement(Node):
    """Something that is done."""


@dataclass(slots=True)
class Evaluate(Statement):
    """An expression as a statement."""

    value: Expression


@dataclass(slots=True)
class Assign(Statement):
    """`targets[0] = targets[1] = value`; with an `operator` (`+` for `+=`) there is one target.

    A declaration without a value assigns `Constant(None)`. `type` is the declared type as written, if one is.
    """

    targets: list[Expression]
    value: Expression
    operator: str | None = None
    type: str | None = None


@dataclass(slots=True)
class Return(Statement):
    value: Expression | None = None


@dataclass(slots=True)
class Raise(Statement):
    """`raise value`, `throw value`."""

    value: Expression | None = None


@dataclass(slots=True)
class Break(Statement):
    pass


@dataclass(slots=True)
class Continue(Statement):
    pass


@dataclass(slots=True)
class Delete(Statement):
    targets: list[Expression]


@dataclass(slots=True)
class Assert(Statement):
    test: Expression


@dataclass(slots=True)
class If(Statement):
    test: Expression
    body: list[Statement]
    otherwise: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class While(Statement):
    """A loop with a test. `step` runs after each round (a classic `for`); `first` is true for `do … while`."""

    test: Expression
    body: list[Statement]
    otherwise: list[Statement] = field(default_factory=list)
    step: list[Statement] = field(default_factory=list)
    first: bool = False


@dataclass(slots=True)
class For(Statement):
    """A loop over what an iterable gives; `keys` is true for JavaScript's `for … in`."""

    target: Expression
    iterable: Expression
    body: list[Statement]
    otherwise: list[Statement] = field(default_factory=list)
    keys: bool = False
    type: str | None = None


@dataclass(slots=True)
class Handler(Node):
    """`except types as name`, `catch (type name)`."""

    types: list[str]
    name: str | None
    body: list[Statement]


@dataclass(slots=True)
class Try(Statement):
    body: list[Statement]
    handlers: list[Handler] = field(default_factory=list)
    otherwise: list[Statement] = field(default_factory=list)
    finally_: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class With(Statement):
    """`with value as target`, try-with-resources."""

    items: list[tuple[Expression, Expression | None]]
    body: list[Statement]


@dataclass(slots=True)
class Case(Node):
    """One arm: the values it stands for (none: the default), a guard, its body. An arm of patterns binds names by the
    assignments at the head of its body."""

    values: list[Expression]
    body: list[Statement]
    guard: Expression | None = None


@dataclass(slots=True)
class Switch(Statement):
    """`switch`, `match`. `falls_through` is true where an arm without a break runs into the next one."""

    subject: Expression
    cases: list[Case]
    falls_through: bool = False


@dataclass(slots=True)
class Block(Statement):
    """Statements with a scope of their own, or several where one is expected."""

    body: list[Statement]


@dataclass(slots=True)
class Import(Statement):
    """Names that come from elsewhere: local name → full dotted or slashed name (`{"req": "flask.request"}`).

    A star import has the local name `*`.
    """

    names: dict[str, str]


@dataclass(slots=True)
class Decorator(Node):
    """`@value`, an annotation, an attribute: the expression as it is called or named."""

    value: Expression


@dataclass(slots=True)
class Parameter(Node):
    """`kind`: `positional`, `keyword`, `rest` (`*args`, `...args`) or `keywords` (`**kwargs`)."""

    name: str
    type: str | None = None
    default: Expression | None = None
    kind: Literal["positional", "keyword", "rest", "keywords"] = "positional"
    decorators: list[Decorator] = field(default_factory=list)
    pattern: Expression | None = None
    """What an unpacked parameter is bound to (`({a, b}) => …`); `name` is then empty."""


@dataclass(slots=True)
class Function(Statement):
    """A function or method; `name` is empty for a closure, `constructor` for a constructor in Java and JavaScript."""

    name: str
    parameters: list[Parameter]
    body: list[Statement]
    decorators: list[Decorator] = field(default_factory=list)
    returns: str | None = None
    is_async: bool = False
    is_static: bool = False
    docstring: str | None = None
    is_abstract: bool = False
    """It has no body of its own: others say what it does."""


@dataclass(slots=True)
class Class(Statement):
    """A class, interface, struct or `impl`. Fields are `Assign`s in its body."""

    name: str
    bases: list[Expression]
    body: list[Statement]
    decorators: list[Decorator] = field(default_factory=list)
