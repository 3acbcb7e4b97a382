"""The frame: one call of a function while it is interpreted; and the run that it belongs to, one file's analysis."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from imperium.analysis.flow import Site
from imperium.analysis.interpreter.budget import Budget
from imperium.analysis.interpreter.values import Origin, Taint, Trace
from imperium.analysis.masks import bit
from imperium.analysis.program import Name

if TYPE_CHECKING:
    from imperium.analysis.interpreter.callee import ClassOf, FunctionOf, Names
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.interpreter.unit import Unit
    from imperium.analysis.interpreter.values import Value
    from imperium.analysis.model import Entry
    from imperium.analysis.program import Expression, Function, Node

DEPTH = 5
"""Calls that are followed into each other: a handler, the service that it asks, what that asks, and the methods that
each was split into."""


class World(Protocol):
    """What a run asks of the project."""

    def lookup(self, unit: Unit, name: str) -> Value | None:
        """What a full dotted name stands for in the project, seen from a unit; None: it isn't of the project."""
        ...

    def subclasses(self, of: ClassOf) -> list[ClassOf]:
        """The classes of the project that are a kind of a class."""
        ...

    def text(self, path: str) -> str | None:
        """The text of a file of the project."""
        ...

    def everything(self, unit: Unit, name: str) -> dict[str, Value]:
        """All public names of a module of the project, for a star import."""
        ...

    def follows(self, caller: Unit, unit: Unit, function: Function) -> None:
        """Note that a function was followed from where it is called: its callers are seen."""
        ...

    summaries: dict[Any, Any]
    """What functions give, by the likeness of their calls."""

    @property
    def ground(self) -> dict[int, Any]:
        """The things that modules made."""
        ...


BUILT = frozenset({"sql_injection", "xpath_injection", "ldap_injection"})
"""Harm that is done where a text is put together: to hand on a whole query that somebody gave does none by itself."""


@dataclass(slots=True)
class Found:
    """A flow, as long as its way isn't told."""

    kind: str
    path: str
    node: Node
    name: str
    grade: float
    trace: Trace | None
    function: str
    entry: Site | None
    says: str


@dataclass(slots=True)
class Run:
    """One file's analysis: its budget, what it found, the functions inside of functions that are still to be run."""

    world: World
    budget: Budget
    found: dict[tuple[str, str, Any], Found] = field(default_factory=dict)
    later: list[tuple[FunctionOf, State, Entry | None]] = field(default_factory=list)
    entered: set[int] = field(default_factory=set)
    called: set[int] = field(default_factory=set)
    """Functions that were followed from a call."""
    closures: dict[int, tuple[FunctionOf, State]] = field(default_factory=dict)
    """Functions without a statement of their own: run at the end, if nobody was seen to call them."""
    origins: dict[tuple[str, tuple[int, ...]], Origin] = field(default_factory=dict)
    told: int = 0
    """Sinks, misuses and sources that were met."""

    def origin(self, name: str, where: tuple[int, ...]) -> Origin:
        """The origin of what is read under a name by a call: always the same one."""
        return self.origins.setdefault((name, where), Origin())


@dataclass(slots=True)
class Activation:
    """How a function came to be run by a framework: the kind of entry, and its route where that has no parameter."""

    node: Function
    site: Site
    entry: Entry | None = None
    route: str | None = None


@dataclass(slots=True)
class Frame:
    """`exits` are the states and values at each `return`, `leaves` the states at `break` and `continue` of the loops
    around, `operands` what the parts of tests were when they were evaluated: guards look at them afterwards."""

    run: Run
    unit: Unit
    function: Function | None = None
    closure: tuple[Names, ...] = ()
    activation: Activation | None = None
    depth: int = 0
    stack: tuple[int, ...] = ()
    exits: list[tuple[State, Value]] = field(default_factory=list)
    leaves: list[list[State]] = field(default_factory=list)
    operands: dict[int, Any] = field(default_factory=dict)
    tests: dict[str, Expression] = field(default_factory=dict)
    """Tests whose outcome a name holds."""

    def report(self, kind: str, node: Node, name: str, taints: tuple[Taint, ...], certainty: float = 1.0) -> None:
        """Tell of a sink that is reached, if what reaches it can do harm of this kind."""
        harmful = [taint for taint in taints if taint.kinds & bit(kind) and not (taint.whole and kind in BUILT)]
        if harmful:
            worst = max(harmful, key=lambda taint: taint.grade)
            self.tell(kind, node, name, worst.grade * certainty, worst.trace)

    def answered(self, node: Node, value: Value, state: State) -> None:
        """A function that a framework called answers with a value: text in it becomes a page. What others get from a
        function may be harmful by what it is."""
        activation = self.activation
        if self.depth or activation is None or _is_given_back(activation, node):
            return
        thing = state.thing(value)
        if value.type == "tuple" and thing is not None and thing.items:
            value = thing.items[0]
        model, name = self.unit.catalogue.model, activation.node.name
        entry = activation.entry
        if entry is not None and entry.answers is not None:
            if entry.returns or value.type in (None, "str") or value.type in model.texts:
                self.report(entry.answers, node, f"the answer of `{name}`", state.unproven(value.taints))
        elif value.type in model.returns and (entry is None or entry.remarks):
            self.report(model.returns[value.type], node, f"what `{name}` gives", state.unproven(value.taints))

    def tell(self, kind: str, node: Node, name: str, grade: float, trace: Trace | None = None, says: str = "") -> None:
        """Tell of a flow or a misuse; of one place and kind the surest is kept."""
        self.run.told += 1
        key = (kind, self.unit.path, node.at)
        known = self.run.found.get(key)
        if known is None or known.grade < grade:
            function = self.function.name if self.function else ""
            entry = self.activation.site if self.activation else None
            self.run.found[key] = Found(kind, self.unit.path, node, name, grade, trace, function, entry, says)


def _is_given_back(activation: Activation, node: Node) -> bool:
    """Whether a function that is known by its comment alone returns what it was passed, as it is."""
    remarked = activation.entry is not None and bool(activation.entry.remarks)
    value = getattr(node, "value", None)
    names = [parameter.name for parameter in activation.node.parameters]
    return remarked and isinstance(value, Name) and value.id in names
