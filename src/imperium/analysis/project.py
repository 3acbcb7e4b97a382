"""The project: its files, what their modules define, which name of one means what in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from imperium.analysis.catalogue import catalogue
from imperium.analysis.flow import Site
from imperium.analysis.frontend import FAMILIES, is_generated, read
from imperium.analysis.interpreter import exports
from imperium.analysis.interpreter.budget import Budget, Exhausted
from imperium.analysis.interpreter.callee import ClassOf, ModuleOf
from imperium.analysis.interpreter.dispatch import execute
from imperium.analysis.interpreter.frame import Frame, Run
from imperium.analysis.interpreter.state import State
from imperium.analysis.interpreter.unit import Unit
from imperium.analysis.interpreter.values import NOTHING, Thing, Value
from imperium.analysis.modules import Modules, dotted, heirs, is_test
from imperium.analysis.program import Fault, Function, Module
from imperium.analysis.source import SourceFile, Span, language_of

RESOURCES = ("", "src/main/resources/", "resources/", "app/src/main/resources/", "src/main/webapp/WEB-INF/classes/")
"""Folders that files are looked up in when a program asks for one by name."""


class Project:
    """Files by path, sources and what else the program reads. Modules are read and run when somebody asks for them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.ground: dict[int, Thing] = {}
        self._modules = Modules(files)
        self._units: dict[str, Unit] = {}
        self._loads: dict[str, Run] = {}
        self._subclasses: dict[str, list[ClassOf]] = {}
        self._known: dict[tuple[str, str], Value | None] = {}
        self.followed: set[Site] = set()
        self._given: set[Site] = set()
        self.summaries: dict[Any, Any] = {}

    def sources(self) -> list[str]:
        """The paths of the files whose language is read."""
        return [path for path in sorted(self.files) if language_of(path) is not None]

    def unit(self, path: str) -> Unit:
        """The unit of a source file, its top level run."""
        unit = self._units.get(path)
        if unit is None:
            unit = self._units[path] = Unit(self._read(path), catalogue(FAMILIES[self._language(path)]))
        if not unit.ran:
            unit.ran = True
            self._run(unit)
        return unit

    def load(self, path: str) -> Run:
        """What running the top level of a file found."""
        self.unit(path)
        return self._loads[path]

    def _language(self, path: str) -> Any:
        return language_of(path)

    def _read(self, path: str) -> Module:
        language = self._language(path)
        if is_generated(self.files[path]):
            reason = f"{len(self.files[path]):,} characters, generated or packed: not read"
            return Module(path, language, [], [Fault(Span(1, 1, 1, 1), reason)])
        return read(SourceFile(path, self.files[path], language))

    def _run(self, unit: Unit) -> None:
        run = self._loads[unit.path] = Run(self, Budget(self.files[unit.path]))
        state = State(unit.names, {}, self.ground)
        if unit.catalogue.model.exports:
            exports.prepare(state)
        frame = Frame(run, unit)
        try:
            run.budget.begin(whole=True)
            end = execute(frame, unit.module.body, state)
        except Exhausted:
            end = None
        except RecursionError:
            end = None
            unit.module.faults.append(
                Fault(Span(1, 1, 1, 1), "nested too deep: its top level isn't followed to its end")
            )
        after = end or state
        unit.names.update(after.names)
        self.ground.update(after.heap)
        if unit.catalogue.model.exports:
            self._given |= {Site(unit.path, at) for at in exports.functions(unit, self.ground)}
            self.followed -= self._given

    # What the interpreter asks

    def subclasses(self, of: ClassOf) -> list[ClassOf]:
        """The classes at the top of Java's files that are a kind of a class, by name."""
        if of.name not in self._subclasses:
            last = of.name.rpartition(".")[2]
            units = [self.unit(path) for path in self._heirs.get(last, ())]
            classes = [value.callee for unit in units for value in unit.names.values()]
            found = {each.name: each for each in classes if isinstance(each, ClassOf) and of.name in each.bases}
            self._subclasses[of.name] = list(found.values())
        return self._subclasses[of.name]

    @cached_property
    def _heirs(self) -> dict[str, list[str]]:
        return heirs(self.files)

    def text(self, path: str) -> str | None:
        """The text of a file, by its path from the project's root or from a folder of resources."""
        found = (self.files.get(folder + path.lstrip("/")) for folder in RESOURCES)
        return next((text for text in found if text is not None), None)

    def lookup(self, unit: Unit, name: str) -> Value | None:
        """What a full name stands for, seen from a unit; None: it isn't of the project."""
        key = (unit.folder, name)
        if (found := self._known.get(key, NOTHING)) is not NOTHING:
            return found
        found = self._found(unit, name)
        if found is None or not self._is_running(found):
            self._known[key] = found
        return found

    def _is_running(self, value: Value) -> bool:
        """A value that was asked for while its module was still being run may change."""
        return not (value.callee or value.known or value.ref)

    def _found(self, unit: Unit, name: str) -> Value | None:
        place = self._modules.find(unit.path, name)
        if place is None:
            return Value(callee=ModuleOf(name), name=name) if self._modules.is_folder(unit.path, name) else None
        path, rest = place
        if path == unit.path and not rest:
            return None
        return self._within(self.unit(path), rest)

    def _within(self, unit: Unit, rest: str) -> Value | None:
        full = dotted(unit.path)
        given = exports.exported(unit, self.ground, rest) if unit.catalogue.model.exports else None
        if given is not None:
            return given
        if not rest:
            own = unit.names.get(PurePosixPath(unit.path).stem) if unit.module.language == "java" else None
            return own or Value(callee=ModuleOf(full, unit), name=full)
        first, *more = rest.split(".")
        found = unit.names.get(first)
        for part in more:
            found = _of(found, part)
        return found if found is not None else Value(name=f"{full}.{rest}")

    def follows(self, caller: Unit, unit: Unit, function: Function) -> None:
        """Note that a function was followed from where it is called. A test calls it as nobody else does."""
        site = Site(unit.path, function.at)
        if site not in self._given and not is_test(caller.path):
            self.followed.add(site)

    def everything(self, unit: Unit, name: str) -> dict[str, Value]:
        """All public names of a module of the project."""
        found = self.lookup(unit, name)
        of = found.callee if found is not None else None
        if not isinstance(of, ModuleOf) or of.unit is None:
            return {}
        return {key: value for key, value in of.unit.names.items() if not key.startswith("_")}


def _of(value: Value | None, name: str) -> Value | None:
    of = value.callee if value is not None else None
    if not isinstance(of, ClassOf):
        return None
    method = of.method(name)
    return Value(callee=method) if method is not None else of.field(name)


def project_of(sources: Iterable[SourceFile]) -> Project:
    """The project that some source files are."""
    return Project({source.path: source.text for source in sources})
