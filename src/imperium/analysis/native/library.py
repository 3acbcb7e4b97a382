"""What functions of libraries do, from `library.yaml`, done to the machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import inf, isqrt
from typing import TYPE_CHECKING, Any

import yaml

from imperium.analysis.native import conditions, copying, ctype, evaluation, formats, memory, syntax
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.machine import PARAMETER, Variable
from imperium.analysis.native.paths import Infeasible
from imperium.analysis.native.value import Address, Region, Unknown, Value, Whole, any_of, bounds, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

Model = dict[str, Any]

SHELLS = ("system", "popen", "wsystem", "wpopen")
SEARCHING = ("system", "popen", "execlp", "execvp", "execvpe", "wsystem", "wpopen")
"""Functions that look a command up in PATH."""


@cache
def models() -> dict[str, Model]:
    """Every function that is known."""
    text = files("imperium.analysis.native").joinpath("library.yaml").read_text("utf-8")
    known: dict[str, Model] = yaml.safe_load(text)
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
        return _named(entry["number"]["type"])
    if "within" in entry or "same" in entry or entry.get("pointer"):
        return ctype.Pointer(ctype.CHAR if entry.get("unit", 1) == 1 else ctype.WIDE)
    if "root" in entry:
        return ctype.DOUBLE
    return _named(entry["type"]) if "type" in entry else ctype.INT


def _named(name: str) -> Type:
    return ctype.NAMED.get(name) or ctype.from_words(name)


def apply(machine: Machine, node: syntax.Call, name: str, entry: Model) -> Value:
    """Do what a function does; its value."""
    if "asserts" in entry:
        return asserted(machine, node)
    values = [evaluation.evaluate(machine, one) for one in node.arguments]
    act = _Act(machine, node, name, entry, values)
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


class _Act:
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
                memory.check_alive(self.machine, address.region, self.at)
        self._check_sinks()

    def _check_size(self, index: int) -> None:
        value = self.argument(index)
        if value is None:
            return
        low, high = bounds(value)
        origin = origin_of(value)
        kind = evaluation.type_of(self.machine, self.node.arguments[index])
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
        for word, effect in EFFECTS.items():
            if word in self.entry:
                effect(self)

    def value(self) -> Value:
        """What is returned."""
        for word, returned in VALUES.items():
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


# Effects


def _copy(act: _Act) -> None:
    entry = act.entry["copy"]
    target, source = act.memory(entry["to"]), act.memory(entry["from"])
    if target is not None and source is not None:
        copying.copy(act.machine, act.at, entry, target, source, act.argument(entry.get("count")), act.unit)


def _set(act: _Act) -> None:
    entry = act.entry["set"]
    target, count = act.memory(entry["to"]), act.argument(entry["count"])
    if target is not None and count is not None:
        copying.set_memory(act.machine, act.at, target, act.argument(entry.get("value")) or 0, count, act.unit)


def _input(act: _Act) -> None:
    entry = act.entry["input"]
    target = act.memory(entry["to"])
    if target is not None:
        count = act.argument(entry.get("count"))
        if "times" in entry:
            count = copying.product(*(act.argument(index) for index in entry["times"]))
        copying.receive(
            act.machine, act.at, target, count, act.origin(entry["says"]), act.unit, bool(entry.get("unbounded"))
        )


def _writes(act: _Act) -> None:
    for index in act.entry["writes"]:
        value = act.argument(index)
        if isinstance(value, Address):
            value.region.overwrite()


def _format(act: _Act) -> None:
    formats.print_formatted(act.machine, act.node, act.entry["format"], act.values)


def _scan(act: _Act) -> None:
    formats.scan_formatted(act.machine, act.node, act.entry["scan"], act.values)


def _release(act: _Act) -> None:
    value = act.argument(act.entry["release"]["argument"])
    if value is not None:
        act.machine.release(value, act.entry["release"]["by"], act.at)


def _phase(act: _Act) -> None:
    """What may be done with a socket depends on what was done before."""
    entry, value = act.entry["phase"], act.argument(act.entry["phase"]["of"])
    if not isinstance(value, Address) or not value.region.phase:
        return
    needed = entry.get("from", value.region.phase)
    if value.region.phase != needed:
        act.machine.report("wrong_phase", act.at, f"`{act.name}` needs a socket that is {needed}, this one isn't")
    value.region.phase = entry.get("to", value.region.phase)


def _adopts(act: _Act) -> None:
    value = act.argument(act.entry["adopts"])
    if isinstance(value, Address):
        value.region.escaped = True


EFFECTS = {
    "copy": _copy,
    "set": _set,
    "input": _input,
    "format": _format,
    "scan": _scan,
    "release": _release,
    "adopts": _adopts,
    "phase": _phase,
    "writes": _writes,
}


# Values


def _allocated(act: _Act) -> Value:
    entry = act.entry["allocate"]
    size = act.argument(entry.get("size"))
    if size is not None and "times" in entry:
        size = copying.product(size, act.argument(entry["times"]))
    if isinstance(size, Unknown):
        argument = act.node.arguments[entry["size"]]
        act.machine.check_allocation(act.at, argument, size)
    region = Region("heap", act.at, "the memory", size if isinstance(size, (int, Unknown)) else None, "uninitialised")
    region.filled = "zero" if entry.get("zeroed") else "uninitialised"
    region.allocator, region.null = entry["by"], "maybe"
    region.allocator = entry["by"]
    source = act.memory(entry.get("of")) if "of" in entry else None
    if source is not None:
        length = memory.text_length(source, entry.get("unit", 1))
        region.size = (length + 1) * entry.get("unit", 1) if isinstance(length, int) else None
        memory.copy(act.machine, source, Address(region), region.size if isinstance(region.size, int) else None)
    elif size is None:
        region.filled = "unknown"
    return act.machine.take(region)


def _resized(act: _Act) -> Value:
    entry = act.entry["resize"]
    old, size = act.argument(entry["from"]), act.argument(entry["size"])
    region = Region(
        "heap",
        act.at,
        "the memory",
        size if isinstance(size, int) else None,
        "unknown",
        allocator=entry["by"],
        null="maybe",
    )
    if isinstance(old, Address) and old.region.kind == "heap":
        old.region.escaped = True
        region.cells = dict(old.region.cells)
    return act.machine.take(region)


def _stack(act: _Act) -> Value:
    size = act.argument(act.entry["stack"])
    known = size if isinstance(size, (int, Unknown)) else None
    region = Region(
        "stack", act.at, "the memory", known, "uninitialised", allocator="alloca", depth=len(act.machine.frames)
    )
    return Address(region)


def _opened(act: _Act) -> Value:
    entry = act.entry["open"]
    region = Region("handle", act.at, "the handle", allocator=entry["by"], phase=entry.get("phase", ""))
    if act.machine.search.choose(act.node):
        return act.machine.take(region)
    failed: int = entry["fails"]
    return failed


def _length(act: _Act) -> Value:
    address = act.memory(act.entry["length"])
    return memory.text_length(address, act.unit) if address is not None else Unknown(0, inf)


def _number(act: _Act) -> Value:
    entry = act.entry["number"]
    source = act.argument(entry["from"])
    kind = _named(entry["type"])
    known = copying.known_text(act.machine, source)
    if known is not None:
        return copying.parsed_number(known, kind)
    made = any_of(kind, origin_of(source))
    if made.origin is None and isinstance(source, Address) and source.region.kind == "outside":
        made.origin = act.origin("a number in a text that is given", PARAMETER)
    return made


def _from_outside(act: _Act) -> Value:
    origin = act.origin(act.entry["origin"], act.entry.get("grade", 0.9))
    if act.entry.get("pointer"):
        return Address(Region("outside", act.at, act.name, origin=origin, null="unknown", escaped=True))
    low, high = act.entry["range"]
    return Unknown(low, high, origin=origin)


def _passes(act: _Act) -> Value:
    value = act.argument(act.entry["passes"])
    return any_of(_named(act.entry["type"]), origin_of(value))


def _within(act: _Act) -> Value:
    value = act.argument(act.entry["within"])
    if not isinstance(value, Address):
        return Unknown(call=act.name)
    if not act.machine.search.choose(act.node):
        return 0
    start = value.offset if isinstance(value.offset, int) else 0
    size = value.region.size
    return Address(value.region, Unknown(start, size - 1 if isinstance(size, int) and size > start else inf))


def _returned(act: _Act) -> Value:
    """The argument, or null when there was nothing to read."""
    value = act.argument(act.entry["returned"])
    return value if value is not None and act.machine.search.choose(act.node) else 0


def _same(act: _Act) -> Value:
    value = act.argument(act.entry["same"])
    return value if value is not None else Unknown()


def _magnitude(act: _Act) -> Value:
    value = act.argument(act.entry["magnitude"])
    if isinstance(value, (int, float)):
        return abs(value)
    low, high = bounds(value) if value is not None else (-inf, inf)
    least = 0 if low <= 0 <= high else min(abs(low), abs(high))
    of = ("abs", value, 0.0) if isinstance(value, Unknown) else None
    return Unknown(least, max(abs(low), abs(high)), origin=origin_of(value), of=of)


def _root(act: _Act) -> Value:
    value = act.argument(act.entry["root"])
    if isinstance(value, (int, float)) and value >= 0:
        return float(isqrt(int(value))) if value > 1e15 else value**0.5
    return Unknown(0.0, 1e154)


def _ranged(act: _Act) -> Value:
    low, high = act.entry["range"]
    return Unknown(low, high, call=act.name)


def _upto(act: _Act) -> Value:
    entry = act.entry["upto"]
    limit = act.argument(entry["argument"])
    _, high = bounds(limit) if limit is not None else (0, inf)
    return Unknown(entry["least"], max(0, high), call=act.name)


VALUES = {
    "allocate": _allocated,
    "resize": _resized,
    "stack": _stack,
    "open": _opened,
    "length": _length,
    "number": _number,
    "origin": _from_outside,
    "passes": _passes,
    "within": _within,
    "returned": _returned,
    "same": _same,
    "magnitude": _magnitude,
    "root": _root,
    "range": _ranged,
    "upto": _upto,
}


# What isn't a call of a function


def command_line(machine: Machine, function: syntax.Function, parameter: syntax.Parameter) -> Origin | None:
    """Who decides a parameter: the arguments of a program come from outside, a text may."""
    path, kind = machine.frame.path, parameter.type
    if function.name in ("main", "wmain"):
        return (
            Origin(path, parameter.at, "an argument of the program", 0.7) if isinstance(kind, ctype.Pointer) else None
        )
    text = isinstance(kind, ctype.Pointer) and kind.constant and kind.to in (ctype.CHAR, ctype.WIDE)
    return Origin(path, parameter.at, f"the parameter `{parameter.name}`", PARAMETER) if text else None


def read_into(machine: Machine, node: syntax.Expression, at: Span) -> None:
    """`cin >> x`."""
    origin = Origin(machine.frame.path, at, "what is typed in")
    target, kind = evaluation.place_of(machine, node), evaluation.type_of(machine, node)
    if target is None:
        return
    if isinstance(kind, (ctype.Integer, ctype.Floating)):
        memory.place(machine, target, kind, any_of(kind, origin))
        return
    if isinstance(kind, ctype.Pointer):
        target = evaluation.pointed(machine, evaluation.evaluate(machine, node), at)
    bounded, machine.bounded_input = machine.bounded_input, False
    if isinstance(kind, (ctype.Array, ctype.Pointer)) and not bounded:
        machine.report("unbounded_input", at, "as many characters are written as are typed in", origin)
    target.region.overwrite(origin)


def method(machine: Machine, node: syntax.Call, member: syntax.Member) -> Value:
    """A call of a method: of files, strings and streams what matters is known, others may change their object."""
    receiver = evaluation.evaluate(machine, member.value)
    values = [evaluation.evaluate(machine, one) for one in node.arguments]
    region = (
        receiver.address.region
        if isinstance(receiver, Whole)
        else receiver.region
        if isinstance(receiver, Address)
        else None
    )
    origin = next((found for one in values if (found := _any_origin(one)) is not None), None)
    machine.bounded_input = machine.bounded_input or member.name == "width"
    if member.name == "open" and origin is not None and origin.grade > 0.6:
        machine.report("path_traversal", node.at, f"{origin.says} decides which file is opened", origin)
    if member.name in ("c_str", "data", "str", "substr", "front", "back", "at", "top", "begin"):
        held = region.origin if region is not None else None
        return Address(Region("outside", node.at, origin=held, escaped=True))
    machine.unknown_call(values, [True] * len(values))
    if region is not None:
        region.origin = region.origin or origin
    return Unknown(call=member.name)


def _any_origin(value: Value) -> Origin | None:
    return value.address.region.origin if isinstance(value, Whole) else origin_of(value)


def construct(machine: Machine, one: syntax.Declare, kind: ctype.Opaque, made: Variable) -> None:
    """An object of a library's class is made."""
    values = [evaluation.evaluate(machine, argument) for argument in one.arguments]
    origin = next((found for value in values if (found := _any_origin(value)) is not None), None)
    if kind.name in ("ifstream", "ofstream", "fstream") and origin is not None and origin.grade > 0.6:
        machine.report("path_traversal", one.at, f"{origin.says} decides which file is opened", origin)
    machine.unknown_call(values, [kind.name != "string"] * len(values))
    made.region.origin = made.region.origin or origin
