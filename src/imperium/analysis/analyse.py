"""The analysis of a file: every function that somebody outside may call is run, as who calls it would."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from imperium.analysis.flow import FileReport, Flow, Site, Step
from imperium.analysis.frontend import FAMILIES
from imperium.analysis.interpreter.budget import Budget, Exhausted
from imperium.analysis.interpreter.callee import ClassOf, FunctionOf
from imperium.analysis.interpreter.entries import enter
from imperium.analysis.interpreter.frame import Found, Run
from imperium.analysis.interpreter.state import State
from imperium.analysis.interpreter.unit import Unit
from imperium.analysis.interpreter.values import Trace
from imperium.analysis.model import UNKNOWN
from imperium.analysis.program import Class, Fault, Function, If, Statement, Try, With
from imperium.analysis.project import Project
from imperium.analysis.room import room
from imperium.analysis.source import language_of

STEPS = 40
"""Stations of a flow that are told: the first and the last ones."""


def analyse(project: Project, path: str) -> FileReport:
    """What a file's functions do with what callers send. Never raises for what the file holds."""
    with room():
        unit = project.unit(path)
        load = project.load(path)
        run = Run(project, Budget(project.files[path]))
        run.found.update(load.found)
        run.later.extend(load.later)
        run.closures.update(load.closures)
        run.called |= load.called
        faults = [*unit.module.faults, *_enter_all(run, unit, project)]
    flows = tuple(_flow(found) for found in run.found.values())
    used = run.budget.settle() + load.budget.settle()
    exhausted = run.budget.exhausted or load.budget.exhausted
    return FileReport(path=path, flows=flows, faults=tuple(faults), steps=used, exhausted=exhausted)


def analyse_all(project: Project, paths: Iterable[str] | None = None) -> list[FileReport]:
    """The reports of many files, in the order of their paths. A flow that several of them find is told once, surest."""
    wanted = sorted(paths) if paths is not None else project.sources()
    with room():
        reports = [analyse(project, path) for path in wanted if language_of(path) in FAMILIES]
    return together(reports, project.followed)


def together(reports: list[FileReport], followed: Collection[Site]) -> list[FileReport]:
    """The reports of one project's files without what another of them tells more surely; `followed` are the functions
    that were followed from where they are called."""
    best = _best(reports)
    return [
        _with(report, tuple(flow for flow in report.flows if best[_key(flow)] is flow and _is_open(flow, followed)))
        for report in reports
    ]


def _is_open(flow: Flow, followed: Collection[Site]) -> bool:
    """Whether a flow that begins at a parameter is told: not where the callers are seen, they are what decides it."""
    return flow.source is None or flow.grade > UNKNOWN or flow.entry not in followed


def _best(reports: list[FileReport]) -> dict[tuple[str, Site], Flow]:
    best: dict[tuple[str, Site], Flow] = {}
    for flow in (flow for report in reports for flow in report.flows):
        known = best.get(_key(flow))
        if known is None or known.grade < flow.grade:
            best[_key(flow)] = flow
    return best


def _key(flow: Flow) -> tuple[str, Site]:
    return (flow.kind, flow.sink)


def _with(report: FileReport, flows: tuple[Flow, ...]) -> FileReport:
    return FileReport(
        path=report.path, flows=flows, faults=report.faults, steps=report.steps, exhausted=report.exhausted
    )


def _enter_all(run: Run, unit: Unit, project: Project) -> list[Fault]:
    faults: list[Fault] = []
    for function in functions(unit.module.body, unit):
        faults.extend(_enter(run, function, State({}, {}, project.ground)))
    while run.later or run.closures:
        if run.later:
            function, state, entry = run.later.pop(0)
            faults.extend(_enter(run, function, state, entry))
        else:
            key = next(iter(run.closures))
            function, state = run.closures.pop(key)
            faults.extend(_enter(run, function, state) if key not in run.called else [])
            run.called.add(key)
    return faults


def _enter(run: Run, function: FunctionOf, state: State, entry: object = None) -> list[Fault]:
    try:
        run.budget.begin()
        enter(run, function, state, entry)  # type: ignore[arg-type]
    except Exhausted:
        return []
    except RecursionError:
        return [Fault(function.node.at, "nested too deep: this function isn't followed to its end")]
    return []


def functions(body: list[Statement], unit: Unit) -> Iterator[FunctionOf]:
    """The functions of a module and the methods of its classes, those behind a condition too."""
    for statement in body:
        if isinstance(statement, Function):
            yield FunctionOf(statement, unit)
        elif isinstance(statement, Class):
            value = unit.names.get(statement.name)
            if value is not None and isinstance(value.callee, ClassOf):
                yield from methods(value.callee)
        elif isinstance(statement, (If, Try, With)):
            yield from functions([*statement.body, *getattr(statement, "otherwise", [])], unit)


def methods(of: ClassOf) -> Iterator[FunctionOf]:
    """The methods of a class and of the classes inside of it."""
    yield from of.methods()
    for value in of.fields.values():
        if isinstance(value.callee, ClassOf) and value.callee.node is not of.node and value.callee.node in of.node.body:
            yield from methods(value.callee)


def _flow(found: Found) -> Flow:
    steps = _steps(found.trace)
    sink = Site(found.path, found.node.at)
    if steps:
        steps.append(Step(sink, f"it reaches `{found.name}`"))
    return Flow(
        kind=found.kind,
        sink=sink,
        name=found.name,
        grade=round(found.grade, 3),
        source=steps[0].site if steps else None,
        steps=tuple(steps if len(steps) <= STEPS else steps[: STEPS // 2] + steps[-STEPS // 2 :]),
        function=found.function,
        entry=found.entry,
        says=found.says,
    )


def _steps(trace: Trace | None) -> list[Step]:
    steps: list[Step] = []
    while trace is not None:
        step = Step(Site(trace.path, trace.at), trace.says)
        if not steps or steps[-1] != step:
            steps.append(step)
        trace = trace.before
    return steps[::-1]
