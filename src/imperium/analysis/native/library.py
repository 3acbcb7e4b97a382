"""What functions of libraries do, from `library.yaml`, done to the machine."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

from imperium.analysis.native import (
    access,
    conditions,
    copying,
    ctype,
    effects,
    evaluation,
    results,
    syntax,
    types,
)
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.paths import Infeasible
from imperium.analysis.native.value import Address, Value, any_of, bounds, origin_of
from imperium.analysis.source import Span
from imperium.kit.shipped import shipped

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

Model = dict[str, Any]

SHELLS = ("system", "popen", "wsystem", "wpopen")
SEARCHING = ("system", "popen", "execlp", "execvp", "execvpe", "wsystem", "wpopen")
"""Functions that look a command up in PATH."""


@cache
def models() -> dict[str, Model]:
    """Every function that is known."""
    known = shipped("imperium.analysis.native", "library.yaml", dict[str, Any])
    return {name: _inherited(known, entry or {}) for name, entry in known.items()}


def _inherited(known: dict[str, Model], entry: Model) -> Model:
    return {**known[entry["like"]], **entry} if "like" in entry else entry


def model(name: str) -> Model | None:
    """What is known of a function; a leading underscore is how some systems spell it."""
    return models().get(name) or models().get(name.lstrip("_")) if name else None


def returns(name: str) -> Type | None:
    """The type of what a library's function returns, where that matters."""
    entry = model(name)
    if entry is None:
        return None
    if "allocate" in entry or "stack" in entry or "resize" in entry:
        return ctype.Pointer(ctype.VOID)
    if "length" in entry:
        return ctype.SIZE
    if "number" in entry:
        return ctype.named(entry["number"]["type"])
    if "within" in entry or "same" in entry or entry.get("pointer"):
        return ctype.Pointer(ctype.CHAR if entry.get("unit", 1) == 1 else ctype.WIDE)
    if "root" in entry:
        return ctype.DOUBLE
    return ctype.named(entry["type"]) if "type" in entry else ctype.INT


def apply(machine: Machine, node: syntax.Call, name: str, entry: Model) -> Value:
    """Do what a function does; its value."""
    if "asserts" in entry:
        return asserted(machine, node)
    values = [evaluation.evaluate(machine, one) for one in node.arguments]
    act = Act(machine, node, name, entry, values)
    act.check()
    act.do()
    if entry.get("ends"):
        raise Infeasible
    return act.value()


def asserted(machine: Machine, node: syntax.Call) -> Value:
    """`assert`: reports one that somebody outside can make fail; afterwards it holds."""
    test = node.arguments[0] if node.arguments else None
    if isinstance(test, syntax.Binary) and test.operator in conditions.COMPARISONS:
        left, right = evaluation.evaluate(machine, test.left), evaluation.evaluate(machine, test.right)
        verdict, origin = conditions.decide(test.operator, left, right), origin_of(left) or origin_of(right)
        numbers = not isinstance(left, Address) and not isinstance(right, Address)
        if numbers and (verdict is False or (verdict is None and origin is not None)):
            sure = origin is not None or machine.search.position == 0
            says = "the assertion can fail, which ends the program"
            machine.report("reachable_assertion", node.at, says, origin, strength=0.9 if sure else 0.4)
    if test is not None and not conditions.holds(machine, test, True):
        raise Infeasible
    return 0


class Act:
    """One call of a library's function: its arguments' values, and what becomes of them."""

    def __init__(self, machine: Machine, node: syntax.Call, name: str, entry: Model, values: list[Value]) -> None:
        self.machine, self.node, self.name, self.entry, self.values = machine, node, name, entry, values
        self.unit: int = entry.get("unit", 1)

    @property
    def at(self) -> Span:
        return self.node.at

    def argument(self, index: int | None) -> Value | None:
        return self.values[index] if index is not None and index < len(self.values) else None

    def memory(self, index: int | None) -> Address | None:
        """The memory that an argument points to; reports one that is null."""
        value = self.argument(index)
        return evaluation.pointed(self.machine, value, self.at) if value is not None else None

    def origin(self, says: str, grade: float = 0.9) -> Origin:
        return Origin(self.machine.frame.path, self.at, says, grade)

    def check(self) -> None:
        """What is wrong with the arguments, whatever the function does with them."""
        for index in self.entry.get("size", ()):
            self._check_size(index)
        for index in self.entry.get("text", ()):
            if (address := self.memory(index)) is not None:
                copying.read_text(self.machine, address, self.unit, self.at)
        for index in self.entry.get("reads", ()):
            if (address := self.memory(index)) is not None:
                access.check_alive(self.machine, address.region, self.at)
        self._check_sinks()

    def _check_size(self, index: int) -> None:
        value = self.argument(index)
        if value is None:
            return
        low, high = bounds(value)
        origin = origin_of(value)
        kind = types.type_of(self.machine, self.node.arguments[index])
        small = isinstance(kind, ctype.Integer) and kind.width < 4
        if (origin is not None and low < 0 and low > -inf) or high < 0:
            says = "the size may be negative, and a negative size is a huge one"
            self.machine.report("sign_extension" if small else "negative_size", self.at, says, origin)

    def _check_sinks(self) -> None:
        listed: dict[Any, Any] = self.entry.get("sinks", {})
        kinds = {index: kind for index, kind in listed.items() if index != "rest"}
        rest = listed.get("rest") if self._starts_shell() else None
        for index in range(rest, len(self.values)) if rest is not None else ():
            kinds.setdefault(index, next(iter(listed.values())))
        for index, kind in kinds.items():
            value = self.argument(index)
            self._check_command(kind, value)
            origin = _text_origin(self.machine, value)
            if origin is not None and origin.grade > self._least_grade(kind):
                self.machine.report(kind, self.at, f"{origin.says} reaches `{self.name}`", origin)

    def _least_grade(self, kind: str) -> float:
        """How hostile a text must be: who calls a function may name files, but hardly means a shell to read them."""
        if kind == "command_injection" and self.name in SHELLS:
            return 0.4
        return 0.7 if kind == "path_traversal" else 0.6

    def _starts_shell(self) -> bool:
        """Whether the program that is started is a shell, which reads its arguments as commands."""
        text = copying.known_text(self.machine, self.argument(0)) or ""
        return text.rpartition("/")[2] in ("sh", "bash", "dash", "zsh", "ksh", "csh", "cmd", "cmd.exe", "powershell")

    def _check_command(self, kind: str, value: Value | None) -> None:
        """Report a fixed command without a path: whose program that is depends on PATH."""
        text = (
            copying.known_text(self.machine, value) if kind == "command_injection" and self.name in SEARCHING else None
        )
        if text and "/" not in text.split(" ")[0]:
            says = f"which `{text.split(' ')[0]}` runs depends on the environment's PATH"
            self.machine.report("relative_command", self.at, says, strength=0.4)

    def do(self) -> None:
        """The effects."""
        for word, effect in effects.EFFECTS.items():
            if word in self.entry:
                effect(self)

    def value(self) -> Value:
        """What is returned."""
        for word, returned in results.VALUES.items():
            if word in self.entry:
                return returned(self)
        kind = returns(self.name)
        made = any_of(kind if isinstance(kind, ctype.Integer) else ctype.INT)
        made.call = self.name
        return made


def _text_origin(machine: Machine, value: Value | None) -> Origin | None:
    """Who decides the text that a value points to, or the texts that it lists."""
    origin = origin_of(value)
    if origin is None and isinstance(value, Address):
        inner = [cell for cell in value.region.cells.values() if isinstance(cell, Address)]
        origin = next((found for cell in inner if (found := origin_of(cell)) is not None), None)
    return origin
