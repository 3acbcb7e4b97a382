"""The common representation: what the front ends make and the interpreter reads.

It is shaped by what a flow analysis needs to know, not by any one syntax. A construct that a language lacks is lowered
by its front end: a classic `for` is its start and a `While` with `step`; `switch` is a `Switch`; `a ?? b` is a
`Logical`; `new X(y)` is a `Call` with `constructs`; a try-with-resources is a `With`; destructuring is an assignment
to a `Sequence` or a `Mapping`. Names are kept as they are written. What a front end can't express becomes `Unknown`
around its parts, so that taint flows through it all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from imperium.analysis.source import Language, Span


@dataclass(slots=True)
class Node:
    """Anything that stands somewhere in a file."""

    at: Span


# Expressions


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


# Statements


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


@dataclass(slots=True)
class Fault:
    """A part of a file that could not be read, with the reason in words."""

    at: Span
    reason: str


@dataclass(slots=True)
class Module:
    """A file, read. `package` is its dotted name where the language has one (Java), else empty."""

    path: str
    language: Language
    body: list[Statement]
    faults: list[Fault] = field(default_factory=list)
    package: str = ""


def children(node: Any) -> list[Any]:
    """The nodes directly inside a node, in the order of the text where the front end kept it."""
    found: list[Any] = []
    for name in _fields(type(node)):
        _collect(getattr(node, name), found)
    return found


def _collect(value: Any, found: list[Any]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, (list, tuple)) and not isinstance(value, Span):
        for item in value:
            _collect(item, found)


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(name for name in kind.__dataclass_fields__ if name != "at")  # type: ignore[attr-defined]
    return _FIELDS[kind]
