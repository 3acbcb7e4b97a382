"""The machine that runs a function along one path: its frames, its memory, and what it has found."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis.native import ctype, declaring, memory, syntax
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import PARAMETER, Flaw, Origin
from imperium.analysis.native.frame import Frame, Variable
from imperium.analysis.native.paths import Search
from imperium.analysis.native.reading import Project
from imperium.analysis.native.value import Address, Fill, Region, Unknown, Value, any_of
from imperium.analysis.source import Span


class Machine:
    """One path through one function. `flaws` is shared by all paths: the first of a kind at a place counts."""

    def __init__(self, project: Project, search: Search, flaws: dict[tuple[str, str, Span], Flaw]) -> None:
        self.project, self.search, self.flaws = project, search, flaws
        self.frames: list[Frame] = []
        self.globals: dict[tuple[str, str], Variable] = {}
        self.made: list[Region] = []
        self.types: dict[syntax.Expression, Type | None] = {}
        self.targets: dict[Unknown, Address] = {}
        self.bounded_input = False
        self.members: dict[tuple[Region, str], Address] = {}

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    def report(self, kind: str, at: Span, says: str, origin: Origin | None = None, strength: float = 0.9) -> None:
        """Keep a flaw. What a caller that isn't seen passes counts only where it is a command."""
        if origin is not None and origin.grade <= PARAMETER and kind not in ("command_injection", "unchecked_index"):
            return
        frame, at = self._blamed(at)
        key = (kind, frame.path, at)
        if key not in self.flaws:
            steps = (origin,) if origin else ()
            grade = min(strength, origin.grade) if origin else strength
            self.flaws[key] = Flaw(kind, frame.path, at, says, frame.function.name, steps, strength=grade)

    def _blamed(self, at: Span) -> tuple[Frame, Span]:
        """(frame, place) of a flaw: what goes wrong in another file is wrong where that was called."""
        home = self.frames[0].path
        for frame in reversed(self.frames):
            if frame.path == home:
                return frame, at
            at = frame.called_at
        return self.frames[0], at

    # Names

    def scoped(self) -> Iterator[dict[str, Variable]]:
        return reversed(self.frame.scopes)

    def variable(self, name: str) -> Variable | None:
        """The variable of a name: local, of the file, of the project."""
        for scope in self.scoped():
            if name in scope:
                return scope[name]
        path = self.frame.path
        unit = self.project.units.get(path)
        if unit is not None and name in unit.globals:
            declared = unit.globals[name]
            shared = not declared.static and declared.value is None and name in self.project.globals
            return self._global("", self.project.globals[name]) if shared else self._global(path, declared)
        found = self.project.globals.get(name)
        return self._global("", found) if found is not None else None

    def _global(self, path: str, declared: syntax.Declare) -> Variable:
        home = path if declared.static else ""
        key = (home, declared.name)
        if key not in self.globals:
            region = Region("global", declared.at, declared.name, declared.type.size, content=declared.type)
            made = self.globals[key] = Variable(region, declared.type)
            if declared.constant or not self.may_change(home, declared.name):
                region.filled = "unknown" if declared.external and declared.value is None else "zero"
                if declared.value is not None:
                    declaring.initialise(self, made, declared.value)
        return self.globals[key]

    def may_change(self, path: str, name: str) -> bool:
        """Whether something may set a global variable."""
        unit = self.project.units.get(path)
        return name in (unit.assigned if unit is not None else self.project.assigned)

    def function(self, name: str) -> tuple[syntax.Function, str] | None:
        """(definition, path) of a function that is called here by this name."""
        unit = self.project.units.get(self.frame.path)
        for one in unit.functions if unit is not None else ():
            if one.name == name:
                return one, self.frame.path
        found = self.project.functions.get(name)
        return (found, self.project.home[name]) if found is not None else None

    def declare(self, name: str, kind: Type, at: Span, filled: bool = False) -> Variable:
        """A new local variable."""
        fill: Fill = "unknown" if filled or isinstance(kind, (ctype.Opaque, ctype.Callable)) else "uninitialised"
        region = Region("local", at, name, kind.size, fill, depth=len(self.frames), content=kind)
        made = Variable(region, kind)
        self.frame.scopes[-1][name] = made
        return made

    # Values

    def fresh(self, kind: Type | None, at: Span, origin: Origin | None = None, name: str = "") -> Value:
        """Any value of a type; a pointer points to memory of others, or is null."""
        if isinstance(kind, ctype.Pointer):
            region = Region(
                "outside", at, name, origin=origin, null="never" if kind.reference else "unknown", escaped=True
            )
            return Address(region)
        return any_of(kind, origin)

    def target(self, pointer: Unknown, at: Span) -> Address:
        """The memory that a number stands for when it is used as a pointer; the same each time."""
        if pointer not in self.targets:
            region = Region("outside", at, pointer.call, origin=pointer.origin, null="unknown", escaped=True)
            self.targets[pointer] = Address(region)
        return self.targets[pointer]

    def member(self, region: Region, name: str, at: Span) -> Address:
        """The place of a member whose offset isn't known; the same each time."""
        if (region, name) not in self.members:
            self.members[region, name] = Address(
                Region("outside", at, name, origin=region.origin, escaped=region.escaped)
            )
        return self.members[region, name]

    def is_expanded(self, at: Span) -> bool:
        """Whether what stands there came out of a macro."""
        unit = self.project.units.get(self.frame.path)
        return unit is not None and at in unit.expanded

    def finish(self) -> None:
        """At the end of a path: what was taken and never given back."""
        for region in self.made:
            if region.released is None and not region.escaped and region.null != "yes":
                handle = region.kind == "handle"
                kind = "resource_leak" if handle else "memory_leak"
                what = "opened" if handle else "allocated"
                self.report(kind, region.at, f"what `{region.allocator}` {what} here is never released")

    def take(self, region: Region) -> Address:
        """Memory or a resource that has to be given back."""
        self.made.append(region)
        return Address(region)

    def release(self, value: Value, by: str, at: Span) -> None:
        """Give back what a value stands for."""
        if value == 0 and by in ("fopen", "opendir", "popen"):
            self.report("unchecked_null", at, f"`{by}` returned null, and nothing has tested it")
        if not isinstance(value, Address):
            return
        region = value.region
        if (
            region.kind in ("local", "global", "stack", "literal")
            and region.depth >= 0
            and by in ("malloc", "new", "new[]")
        ):
            self.report("invalid_free", at, f"{region.name or 'the memory'} wasn't allocated, so it can't be freed")
        elif region.released is not None:
            kind = "double_free" if region.kind == "heap" else "double_close"
            self.report(kind, at, f"it was released in line {region.released.line} already")
        elif region.kind in ("heap", "handle") and region.allocator != by:
            kind = "mismatched_release" if region.kind == "heap" else "wrong_close"
            self.report(kind, at, f"what `{region.allocator}` gave is released as if it came from `{by}`")
        elif region.kind == "heap" and isinstance(value.offset, int) and value.offset != 0:
            self.report("invalid_free", at, f"the pointer is {value.offset} bytes into the memory, not at its start")
        if region.null != "yes" and region.kind in ("heap", "handle"):
            region.released = at

    def check_allocation(self, at: Span, node: syntax.Expression | None, size: Unknown) -> None:
        """Report memory whose size somebody outside decides without a bound."""
        if size.origin is None or size.high < 1 << 30:
            return
        product = node is not None and any(
            isinstance(one, syntax.Binary) and one.operator == "*" for one in syntax.walk(node)
        )
        if product:
            self.report(
                "allocation_overflow", at, "the product may overflow, so that too little is allocated", size.origin
            )
        self.report(
            "unbounded_allocation", at, "how much is allocated is decided outside, and nothing bounds it", size.origin
        )

    def unknown_call(self, values: list[Value], kept: list[bool]) -> None:
        """Something that isn't followed was given these values: it may write to them and, where `kept`, keep them."""
        for value, keeps in zip(values, kept, strict=True):
            if isinstance(value, Address) and keeps:
                self._disturb(value.region)
                memory.escape(value)

    def _disturb(self, region: Region) -> None:
        for inner in list(region.cells.values()):
            if isinstance(inner, Address) and inner.region.kind != "literal":
                inner.region.overwrite()
        if not region.literal:
            region.overwrite()
