"""From domains to a plan: who waits for whom, when each task starts, and the workflow that does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from imperium.brain.allocation_demand import KINDS, MILLI, UNITS, Amount
from imperium.brain.coordination_dependencies import Dependency, dependencies, graph_of
from imperium.brain.coordination_inputs import complete
from imperium.brain.coordination_request import Assignment, Available, CoordinateRequest, assignments
from imperium.brain.scheduling import Work, longest_behind
from imperium.brain.scheduling_estimates import Likely
from imperium.platform.capability import Estimate, Registry
from imperium.platform.errors import InvalidInput
from imperium.workflows.plan import Plan, Step
from imperium.workflows.room import MOST, Resources
from imperium.workflows.spec import Stage, Task, TaskConfig, Workflow
from imperium.workflows.variables import literal

BY = "coordination"
MS = 1_000


def as_declared(capability: str, seconds: float) -> float:
    """Nothing was learned of how long it really takes."""
    return seconds


@dataclass(frozen=True, slots=True)
class Coordination:
    """The tasks of a request, what they are expected to take, and who waits for whom."""

    tasks: Sequence[Assignment]
    estimates: Sequence[Estimate]
    links: Sequence[Dependency]
    work: Work
    capacity: Amount

    @classmethod
    def of(
        cls, request: CoordinateRequest, registry: Registry, whole: Amount, most: int, likely: Likely = as_declared
    ) -> Coordination:
        """Raises InvalidInput for what is wrong with a domain, its inputs or its links, a cycle, or a task that needs
        more than the request allows; TooLarge for more than `most` tasks."""
        tasks = assignments(request, registry, most)
        declared = zip(tasks, complete(tasks), strict=True)
        estimates = [replace(found, seconds=likely(task.domain, found.seconds)) for task, found in declared]
        links = dependencies(tasks, [estimate.seconds for estimate in estimates])
        graph = graph_of(len(tasks), links)
        graph.check_acyclic([task.name for task in tasks], "task_specs")
        capacity = _capacity(request.resources, whole)
        needs = [_needs(task, capacity, request.resources) for task in tasks]
        durations = [max(1, round(estimate.seconds * MS)) for estimate in estimates]
        return cls(tasks, estimates, links, Work(graph, durations, needs), capacity)

    def plan(self, starts: Sequence[int], shown: dict[str, Any]) -> Plan:
        """The workflow, whose tasks stand in the order of their starts; `shown` is kept beside it, for the gathering of
        its results."""
        domains = list(dict.fromkeys(task.domain for task in self.tasks))
        order = sorted(range(len(starts)), key=lambda place: (starts[place], place))
        return Plan(
            title=f"Coordination of {', '.join(domains[:4])}{' …' if len(domains) > 4 else ''}",
            workflow=Workflow(workflow=(self._stage(order),)),
            steps=tuple(self._step(place) for place in order),
            by=BY,
            brief={"domains": domains, "schedule": shown},
        )

    def _stage(self, order: Sequence[int]) -> Stage:
        """Each task starts when it may and there is room for it. One that only comes after others runs all the same
        when they fail: what keeps it from running is an input that isn't there."""
        given, waits_for = self.given(), self.waits_for()
        tasks = (_task(self.tasks[place], given[place], waits_for[place], self.work.needs[place]) for place in order)
        return Stage(type="graph", tasks=tuple(tasks), resources=_resources(self.capacity))

    def given(self) -> dict[int, dict[str, str]]:
        """For each task its inputs that others make: field → where it comes from."""
        given: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for link in self.links:
            if link.field is not None:
                given[link.then][link.field] = ".".join(filter(None, [self.tasks[link.first].name, link.path]))
        return given

    def _step(self, place: int) -> Step:
        task, estimate = self.tasks[place], self.estimates[place]
        return Step(task.name, task.domain, task.capability.summary, estimate.seconds, estimate.cost_micro_usd)

    def waits_for(self) -> dict[int, list[str]]:
        """For each task the names of those it waits for."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for link in self.links:
            if (name := self.tasks[link.first].name) not in found[link.then]:
                found[link.then].append(name)
        return found

    def critical_path(self) -> list[str]:
        """The names along the longest chain of durations."""
        behind = longest_behind(self.work)
        path = [max(range(len(self.tasks)), key=behind.__getitem__)]
        while later := self.work.graph.waiting_for(path[-1]):
            path.append(max(later, key=behind.__getitem__))
        return [self.tasks[place].name for place in path]


def _task(task: Assignment, given: dict[str, str], after: Sequence[str], needs: Amount) -> Task:
    params = {**literal(task.params), **{field: f"{{{source}}}" for field, source in given.items()}}
    return Task(
        model=task.domain,
        output_variable=task.name,
        config=TaskConfig(params=params),
        after=tuple(after),
        trigger_rule="all_done",
        resources=_resources(needs) if any(needs) else None,
    )


def _resources(amount: Amount) -> Resources:
    milli_cpu, memory_mb, gpu = map(min, amount, MOST)
    return Resources(cpu=milli_cpu / MILLI, memory_mb=memory_mb, gpu=gpu)


def _capacity(stated: Available | None, whole: Amount) -> Amount:
    """What the request allows; of what it doesn't name, all there is."""
    if stated is None:
        return whole
    cpu = whole.milli_cpu if stated.cpu is None else round(stated.cpu * 1_000)
    memory_mb = whole.memory_mb if stated.memory_mb is None else stated.memory_mb
    return Amount(cpu, memory_mb, whole.gpu if stated.gpu is None else stated.gpu)


def _needs(task: Assignment, capacity: Amount, stated: Available | None) -> Amount:
    """What a task declares. On a machine that has less it takes all there is, and longer; against what the request
    allows it is refused."""
    needs = Amount.of(task.capability.resources)
    for kind, needed, there in zip(KINDS, needs, capacity, strict=True):
        if needed > there and stated is not None and getattr(stated, kind) is not None:
            raise _too_little(task, kind, needs, capacity)
    return Amount(*(min(needed, there) for needed, there in zip(needs, capacity, strict=True)))


def _too_little(task: Assignment, kind: str, needs: Amount, capacity: Amount) -> InvalidInput:
    needed, allowed = needs.as_dict()[kind], capacity.as_dict()[kind]
    return InvalidInput(
        f"resources.{kind}: {task.domain} needs {needed:g} {UNITS[kind]}; {allowed:g} are allowed.",
        field=f"resources.{kind}",
        value=allowed,
        remedy=f"Allow at least {needed:g} {UNITS[kind]}, or leave the domain out.",
    )
