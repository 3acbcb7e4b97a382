"""Which task waits for which, across domains.

In this order: what the request says (`inputs_from`, `depends_on`); what a capability can take of another's output, by
the types that both declare (the scene of a picture for the film of it); and what is only of use after something else
(a page after the copy and the pictures that it shows).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any, get_args

import numpy as np
from pydantic import BaseModel

from imperium.brain.coordination_request import Assignment
from imperium.brain.scheduling_estimates import WORDS
from imperium.brain.scheduling_graph import TaskGraph
from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import Capability
from imperium.platform.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Dependency:
    """`then` waits for `first`, by their places. With a `field` it is given a part of the other's output there, at
    `path`; without one it runs afterwards, however the other ended."""

    first: int
    then: int
    why: str
    field: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Precedence:
    """What serves one of the purposes `after` shows, or builds on, what serves one of `before`."""

    before: frozenset[str]
    after: frozenset[str]
    why: str


PRECEDENCES = (
    Precedence(
        frozenset({"product copy", "product content", "product description", "image", "strategy", "positioning"}),
        frozenset({"landing page", "web page", "website", "web app", "app"}),
        "a page shows the copy and the pictures",
    ),
    Precedence(
        frozenset({"video script", "storyboard"}),
        frozenset({"video", "film"}),
        "a film follows its script",
    ),
)


def dependencies(tasks: Sequence[Assignment], seconds: Sequence[float]) -> list[Dependency]:
    """All of them; `seconds` is what each task is expected to take. Where the request says otherwise, or two rules
    contradict each other, no rule holds. Raises InvalidInput for a name nobody has."""
    stated = [*_stated(tasks)]
    inferred = [*_given(tasks, seconds, stated), *_in_order(tasks)]
    known = {(link.first, link.then) for link in stated}
    fresh = [link for link in inferred if (link.first, link.then) not in known]
    levels = graph_of(len(tasks), [*stated, *fresh]).levels
    return stated + [link for link in fresh if levels[link.first] >= 0 or levels[link.then] >= 0]


def graph_of(count: int, links: Sequence[Dependency]) -> TaskGraph:
    """Tasks that wait for each other, each pair once."""
    pairs = np.array(sorted({(link.first, link.then) for link in links}), np.int64).reshape(-1, 2)
    return TaskGraph(count, pairs[:, 0].copy(), pairs[:, 1].copy())


def _stated(tasks: Sequence[Assignment]) -> Iterator[Dependency]:
    by_name = {task.name: [place] for place, task in enumerate(tasks)}
    known = {**_by_domain(tasks), **by_name}
    for then, task in enumerate(tasks):
        for field, source in task.links.inputs_from.items():
            name, _, path = source.partition(".")
            yield Dependency(_one(name, by_name, task, field), then, "stated", field, path)
        for place, name in enumerate(task.links.depends_on):
            where = f"{task.where}.depends_on.{place}"
            for first in _all(name, known, where):
                yield Dependency(first, then, "stated")


def _one(name: str, by_name: Mapping[str, list[int]], task: Assignment, field: str) -> int:
    where = f"{task.where}.inputs_from.{field}"
    if field not in task.capability.inputs.model_fields:
        remedy = did_you_mean(field, task.capability.inputs.model_fields)
        raise InvalidInput(f"{where}: {task.domain} takes no {field!r}.", field=where, value=field, remedy=remedy)
    return _all(name, by_name, where)[0]


def _all(name: str, known: Mapping[str, list[int]], where: str) -> list[int]:
    if name not in known:
        raise InvalidInput(
            f"{where}: there is no task {name!r}.", field=where, value=name, remedy=did_you_mean(name, known)
        )
    return known[name]


def _given(tasks: Sequence[Assignment], seconds: Sequence[float], stated: Sequence[Dependency]) -> Iterator[Dependency]:
    """Outputs that fit an input which nothing else fills. Of two that fit each other the quicker one comes first."""
    filled, domains = {(link.then, link.field) for link in stated}, _by_domain(tasks)
    for domain, own in domains.items():
        for field in _structured_inputs(tasks[own[0]].capability):
            makers = [places for name, places in domains.items() if name != domain and _makes(tasks[places[0]], field)]
            for then in own if makers else ():
                if field in tasks[then].params or (then, field) in filled:
                    continue
                offered = (_partner(places, tasks[then].number) for places in makers)
                fitting = (place for place in offered if place is not None and _may_give(place, then, tasks, seconds))
                if (first := next(fitting, None)) is not None:
                    yield Dependency(first, then, f"it takes the {field} of {tasks[first].name}", field, field)


def _by_domain(tasks: Sequence[Assignment]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, task in enumerate(tasks):
        found[task.domain].append(place)
    return found


def _structured_inputs(capability: Capability[Any]) -> list[str]:
    """Fields that hold something made: a structure with a model of its own, and may be left out."""
    fields = capability.inputs.model_fields.items()
    return [name for name, field in fields if not field.is_required() and _is_model(field.annotation)]


def _is_model(annotation: Any) -> bool:
    kinds = get_args(annotation) or (annotation,)
    return any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds)


def _makes(task: Assignment, field: str) -> bool:
    return task.capability.outputs is not None and field in task.capability.outputs.model_fields


def _partner(places: Sequence[int], number: int) -> int | None:
    """A domain's only task, or of several the one with that number."""
    if len(places) == 1:
        return places[0]
    return places[number] if number < len(places) else None


def _may_give(maker: int, taker: int, tasks: Sequence[Assignment], seconds: Sequence[float]) -> bool:
    """Whether the maker is the quicker one, and both are about the same thing."""
    theirs, ours = subject(tasks[maker].params), subject(tasks[taker].params)
    return (seconds[maker], maker) < (seconds[taker], taker) and (ours is None or ours == theirs)


def _in_order(tasks: Sequence[Assignment]) -> Iterator[Dependency]:
    """Between domains of which one has a single task, that and all of the other; of as many tasks, one by one."""
    for earlier, later in permutations(_by_domain(tasks).values(), 2):
        if rule := _rule(tasks[earlier[0]].capability, tasks[later[0]].capability):
            alike = len(earlier) == len(later)
            pairs = zip(earlier, later, strict=True) if alike else product(earlier, later)
            if alike or 1 in (len(earlier), len(later)):
                yield from (Dependency(first, then, rule.why) for first, then in pairs)


def _rule(earlier: Capability[Any], later: Capability[Any]) -> Precedence | None:
    before, after = set(earlier.purposes), set(later.purposes)
    return next((r for r in PRECEDENCES if r.before & before and r.after & after and not r.after & before), None)


def subject(params: Mapping[str, Any]) -> str | None:
    """What a task's inputs say in plain words, if they do."""
    return next((params[word] for word in WORDS if isinstance(params.get(word), str)), None)
