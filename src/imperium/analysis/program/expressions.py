"""The expressions of the common representation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from imperium.analysis.program.node import Node

if TYPE_CHECKING:
    from imperium.analysis.program.statements import Function


@dataclass(slots=True)
class Expression(Node):
    """Something that has a value."""


@dataclass(slots=True)
class Constant(Expression):
    """A literal: a string, bytes, a number, a boolean, or None (`null`, `undefined`, `nil`)."""

    value: str | bytes | int | float | bool | None


@dataclass(slots=True)
class Name(Expression):
    """A variable, function, class or module by its name; `self` and `this` too."""

    id: str


@dataclass(slots=True)
class Attribute(Expression):
    """`value.name`, also `value->name`, `value::name` and `value?.name`."""

    value: Expression
    name: str


@dataclass(slots=True)
class Subscript(Expression):
    """`value[index]`."""

    value: Expression
    index: Expression


@dataclass(slots=True)
class Slice(Expression):
    """The index of `value[lower:upper:step]`; parts that aren't written are None."""

    lower: Expression | None = None
    upper: Expression | None = None
    step: Expression | None = None


@dataclass(slots=True)
class Call(Expression):
    """A call. `arguments` may hold `Spread`; `keywords` are by name, a spread of keywords has the name None.

    `constructs` is true for `new X(...)`, where `function` is the class.
    """

    function: Expression
    arguments: list[Expression] = field(default_factory=list)
    keywords: list[tuple[str | None, Expression]] = field(default_factory=list)
    constructs: bool = False


@dataclass(slots=True)
class Binary(Expression):
    """An operator between two values, as Python writes it: `+ - * / // % ** << >> & | ^ @`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True)
class Logical(Expression):
    """`and`, `or` (short-circuit; the value is an operand) and `??` (the first that isn't null)."""

    operator: Literal["and", "or", "??"]
    values: list[Expression]


@dataclass(slots=True)
class Unary(Expression):
    """`not`, `-`, `+` or `~` before a value."""

    operator: Literal["not", "-", "+", "~"]
    operand: Expression


@dataclass(slots=True)
class Compare(Expression):
    """`left op right`; a chain `a < b < c` is a `Logical` of comparisons. `==` also stands for `===`; `.equals()` and
    friends stay calls, which the models know."""

    operator: Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "instanceof"]
    left: Expression
    right: Expression


@dataclass(slots=True)
class Conditional(Expression):
    """`body if test else otherwise`, `test ? body : otherwise`; also `switch` and `match` as expressions, nested."""

    test: Expression
    body: Expression
    otherwise: Expression


@dataclass(slots=True)
class Sequence(Expression):
    """A list, tuple, set or array that is written out; items may be `Spread`. As a target: unpacking by position."""

    kind: Literal["list", "tuple", "set"]
    items: list[Expression]


@dataclass(slots=True)
class Mapping(Expression):
    """A dictionary or object that is written out. The key None is a spread. As a target: unpacking by key."""

    items: list[tuple[Expression | None, Expression]]


@dataclass(slots=True)
class Template(Expression):
    """Text with values in it: an f-string, a template literal. Literal parts are `Constant`s of `str`.

    `tag` is the function before a tagged template (JavaScript).
    """

    parts: list[Expression]
    tag: Expression | None = None


@dataclass(slots=True)
class Spread(Expression):
    """`*value`, `...value`."""

    value: Expression


@dataclass(slots=True)
class Await(Expression):
    """`await value`; `yield value` too, with `yields`."""

    value: Expression | None
    yields: bool = False


@dataclass(slots=True)
class Assignment(Expression):
    """An assignment whose value is used: `name := value`, `a = b` inside an expression, `i++` (operator `+`). As a
    target: a part with a default."""

    target: Expression
    value: Expression
    operator: str | None = None


@dataclass(slots=True)
class Closure(Expression):
    """A function without a statement of its own: a lambda, an arrow function, an anonymous class's only method."""

    function: Function


@dataclass(slots=True)
class Comprehension(Expression):
    """`[element for target in iterable if condition]`; `key` is set for a dictionary's."""

    kind: Literal["list", "set", "dict", "generator"]
    element: Expression
    loops: list[tuple[Expression, Expression, list[Expression]]]
    """(target, iterable, conditions), outermost first."""
    key: Expression | None = None


@dataclass(slots=True)
class Cast(Expression):
    """`(Type) value`, `value as Type`: the same value, of a named type."""

    type: str
    value: Expression


@dataclass(slots=True)
class Unknown(Expression):
    """What has no node of its own, around its parts: its value is tainted as any of them is."""

    parts: list[Expression] = field(default_factory=list)
