"""C and C++ lowered: macros expanded, types resolved, one node for each thing that has a meaning of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from imperium.analysis.native.ctype import Type
from imperium.analysis.program import Fault
from imperium.analysis.source import Span


@dataclass(slots=True, eq=False)
class Node:
    """Anything that stands somewhere; what came out of a macro stands where the macro is used."""

    at: Span


@dataclass(slots=True, eq=False)
class Expression(Node):
    """Something that has a value."""


@dataclass(slots=True, eq=False)
class Literal(Expression):
    """A number, or a text with its terminating zero left out; `unit` is the width of a text's characters in bytes."""

    value: int | float | str
    unit: int = 1


@dataclass(slots=True, eq=False)
class Name(Expression):
    id: str


@dataclass(slots=True, eq=False)
class Unary(Expression):
    """`- + ! ~ * &`."""

    operator: str
    operand: Expression


@dataclass(slots=True, eq=False)
class Increment(Expression):
    """`++` and `--`: `by` is 1 or -1; with `before` the value is the new one."""

    target: Expression
    by: int
    before: bool


@dataclass(slots=True, eq=False)
class Binary(Expression):
    """Arithmetic, comparison, `&&`, `||` and the comma."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class Assign(Expression):
    """`target = value`; `operator` is `+` for `+=`, empty for `=`."""

    target: Expression
    operator: str
    value: Expression


@dataclass(slots=True, eq=False)
class Conditional(Expression):
    test: Expression
    body: Expression
    otherwise: Expression


@dataclass(slots=True, eq=False)
class Call(Expression):
    function: Expression
    arguments: list[Expression]


@dataclass(slots=True, eq=False)
class Member(Expression):
    """`value.name`, with `arrow` `value->name`."""

    value: Expression
    name: str
    arrow: bool


@dataclass(slots=True, eq=False)
class Index(Expression):
    value: Expression
    index: Expression


@dataclass(slots=True, eq=False)
class Cast(Expression):
    type: Type
    value: Expression


@dataclass(slots=True, eq=False)
class SizeOf(Expression):
    """`sizeof(type)` or, with `of`, of an expression's type."""

    type: Type | None
    of: Expression | None = None


@dataclass(slots=True, eq=False)
class Items(Expression):
    """`{1, 2}`; a name stands before items that name their member."""

    items: list[tuple[str | None, Expression]]


@dataclass(slots=True, eq=False)
class New(Expression):
    """`new type(arguments)`, `new type[count]`; `placed` when the memory is given."""

    type: Type
    count: Expression | None
    arguments: list[Expression]
    placed: bool = False


@dataclass(slots=True, eq=False)
class Delete(Expression):
    value: Expression
    array: bool


@dataclass(slots=True, eq=False)
class Unread(Expression):
    """What has no node of its own, around its parts."""

    parts: list[Expression] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Statement(Node):
    """Something that is done."""


@dataclass(slots=True, eq=False)
class Declare(Statement):
    """A variable; `arguments` are a constructor's."""

    name: str
    type: Type
    value: Expression | None = None
    static: bool = False
    constant: bool = False
    external: bool = False
    arguments: list[Expression] = field(default_factory=list)
    length: Expression | None = None
    """The length of an array that isn't a constant."""


@dataclass(slots=True, eq=False)
class Evaluate(Statement):
    value: Expression


@dataclass(slots=True, eq=False)
class Empty(Statement):
    """A lone semicolon."""


@dataclass(slots=True, eq=False)
class Block(Statement):
    body: list[Statement]
    written: bool = True
    """With braces of its own."""


@dataclass(slots=True, eq=False)
class If(Statement):
    test: Expression
    body: Statement
    otherwise: Statement | None = None


@dataclass(slots=True, eq=False)
class Loop(Statement):
    """`while`, `for` (with `step`; its start stands before it) and, with `first`, `do … while`; no test is endless."""

    test: Expression | None
    body: Statement
    step: Expression | None = None
    first: bool = False


@dataclass(slots=True, eq=False)
class Case(Node):
    """One label of a switch and what stands after it up to the next; no value is the default."""

    value: Expression | None
    body: list[Statement]


@dataclass(slots=True, eq=False)
class Switch(Statement):
    subject: Expression
    cases: list[Case]


@dataclass(slots=True, eq=False)
class Return(Statement):
    value: Expression | None = None


@dataclass(slots=True, eq=False)
class Break(Statement):
    pass


@dataclass(slots=True, eq=False)
class Continue(Statement):
    pass


@dataclass(slots=True, eq=False)
class Goto(Statement):
    label: str


@dataclass(slots=True, eq=False)
class Label(Statement):
    name: str


@dataclass(slots=True, eq=False)
class Throw(Statement):
    value: Expression | None = None


@dataclass(slots=True, eq=False)
class Handler(Node):
    """`catch (type name)`; the type is empty for `...`, and written as it stands."""

    type: str
    body: Block


@dataclass(slots=True, eq=False)
class Try(Statement):
    body: Block
    handlers: list[Handler]


@dataclass(slots=True, eq=False)
class Parameter(Node):
    name: str
    type: Type


@dataclass(slots=True, eq=False)
class Function(Node):
    """A definition; without a body a declaration. `throws` is the dynamic exception specification as written."""

    name: str
    returns: Type
    parameters: list[Parameter]
    body: Block | None
    static: bool = False
    throws: str = ""


@dataclass(slots=True, eq=False)
class Comment(Node):
    text: str


@dataclass(slots=True)
class Unit:
    """A file, read. `assigned` are the names whose value or address something in the file may set."""

    path: str
    functions: list[Function] = field(default_factory=list)
    declared: dict[str, Function] = field(default_factory=dict)
    globals: dict[str, Declare] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    """The functions that something in the file calls or takes the address of."""
    expanded: set[Span] = field(default_factory=set)
    """Where macros with a body of their own stand."""
    comments: list[Comment] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


_NAMES: dict[type[Node], tuple[str, ...]] = {}


def _names(kind: type[Node]) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(one.name for one in fields(kind) if one.name not in ("at", "type", "returns"))
    return _NAMES[kind]


def children(node: Node) -> list[Node]:
    """The nodes directly inside a node, in the order of the text."""
    found: list[Node] = []
    for name in _names(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, list):
            found += [item[1] if isinstance(item, tuple) else item for item in value]
    return found


def walk(node: Node) -> list[Node]:
    """A node and all inside it, parents first."""
    found, waiting = [], [node]
    while waiting:
        found.append(waiting.pop())
        waiting += reversed(children(found[-1]))
    return found
