"""Scores, their components, and an order that keeps to the dependencies."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from imperium.brain.allocation_demand import Amount, Demand
from imperium.brain.prioritization import LEVELS, WEIGHTS, Level
from imperium.brain.prioritization_queue import Prioritized, TaskQueue
from imperium.brain.prioritization_task import Task
from imperium.platform.capability import LITTLE, Resources
from imperium.platform.errors import InvalidInput, TooLarge

NOW = 1_800_000_000.0
ALL = Amount(16_000, 65_536, 4)


def usual(kind: str) -> tuple[float, Resources]:
    return (120.0, Resources(cpu=4.0)) if kind == "film" else (1.0, LITTLE)


def queue(limit: int = 10_000) -> TaskQueue:
    return TaskQueue(usual, ALL, limit)


def ordered(*tasks: Task, now: float = NOW) -> Prioritized:
    return queue().update(tasks, (), (), now)


def ids(found: Prioritized) -> list[str]:
    return [found.tasks[place].id for place in found.order]


def score(found: Prioritized, name: str) -> float:
    return float(found.ranking.score[[task.id for task in found.tasks].index(name)])


def component(found: Prioritized, name: str, what: str) -> float:
    return float(found.ranking.components[what][[task.id for task in found.tasks].index(name)])


@st.composite
def task_lists(draw: st.DrawFn) -> list[Task]:
    count = draw(st.integers(1, 12))
    tasks: list[Task] = []
    for number in range(count):
        names = [task.id for task in tasks]
        before = st.lists(st.sampled_from(names), max_size=3, unique=True) if names else st.just([])
        tasks.append(
            Task(
                id=f"t{number}",
                type=draw(st.sampled_from(["", "film"])),
                priority=draw(st.sampled_from([*LEVELS])),
                dependencies=tuple(draw(before)),
                deadline=draw(st.none() | st.floats(NOW - 1e5, NOW + 1e6)),
                created_at=draw(st.none() | st.floats(NOW - 1e6, NOW)),
                duration_seconds=draw(st.none() | st.floats(0, 1e5)),
                resources=draw(st.none() | st.builds(Demand, cpu=st.floats(0, 32), gpu=st.integers(0, 8))),
            )
        )
    return draw(st.permutations(tasks))


@given(task_lists())
def test_scores_add_up_and_nothing_comes_before_what_it_waits_for(tasks: list[Task]):
    found = ordered(*tasks)
    place = {name: rank for rank, name in enumerate(ids(found))}
    assert len(place) == len(tasks)
    for task in tasks:
        assert all(place[needed] < place[task.id] for needed in task.dependencies)
    total = np.sum([*found.ranking.components.values()], axis=0)
    assert np.allclose(total, found.ranking.score, atol=1e-6)
    for name, weight in WEIGHTS.items():
        assert np.all((found.ranking.components[name] >= 0) & (found.ranking.components[name] <= weight))
    assert np.all((found.ranking.score >= 0) & (found.ranking.score <= 100))
    assert np.all(np.diff(found.ranking.score[found.order]) <= 0)


@given(task_lists(), st.data())
def test_raising_a_priority_never_lowers_a_rank(tasks: list[Task], data: st.DataObject):
    chosen = data.draw(st.integers(0, len(tasks) - 1))
    higher: list[Level] = [level for level in LEVELS if LEVELS[level] > LEVELS[tasks[chosen].priority]]
    assume(higher)
    raised = [*tasks]
    raised[chosen] = replace(tasks[chosen], priority=data.draw(st.sampled_from(higher)))
    name = tasks[chosen].id
    before, after = ordered(*tasks), ordered(*raised)
    assert ids(after).index(name) <= ids(before).index(name)
    assert score(after, name) >= score(before, name)


@given(task_lists(), st.data())
def test_a_nearer_deadline_never_lowers_a_rank(tasks: list[Task], data: st.DataObject):
    chosen = data.draw(st.integers(0, len(tasks) - 1))
    deadline = tasks[chosen].deadline
    nearer = NOW if deadline is None else float(str(deadline)) - data.draw(st.floats(0, 1e5))
    hurried = [*tasks]
    hurried[chosen] = replace(tasks[chosen], deadline=max(nearer, 0.0))
    name = tasks[chosen].id
    assert ids(ordered(*hurried)).index(name) <= ids(ordered(*tasks)).index(name)


@given(task_lists(), st.data())
def test_a_list_that_changes_is_ordered_like_one_that_is_sent_anew(tasks: list[Task], data: st.DataObject):
    names = [task.id for task in tasks]
    kept, gone = queue(), set[str]()
    kept.update(tasks, (), (), NOW)
    for _ in range(3):
        completed = set(data.draw(st.lists(st.sampled_from(names), max_size=3)))
        failed = set(data.draw(st.lists(st.sampled_from(names), max_size=1))) - completed
        gone |= completed | failed
        changed = kept.update((), completed, failed, NOW)
    known = kept._known.ended
    anew = queue().update(
        tasks, [name for name, good in known.items() if good], [name for name, good in known.items() if not good], NOW
    )
    assert ids(changed) == ids(anew)
    assert not gone & set(ids(changed))
    assert changed.blocked.keys() == anew.blocked.keys()
    assert changed.waits_for[changed.order].tolist() == anew.waits_for[anew.order].tolist()


def test_the_callers_word_weighs_most():
    found = ordered(Task("low", priority="low"), Task("critical", priority="critical"), Task("normal"))
    assert ids(found) == ["critical", "normal", "low"]
    assert component(found, "critical", "priority") == WEIGHTS["priority"]
    assert sum(WEIGHTS.values()) == 100


def test_what_an_urgent_task_waits_for_is_as_urgent():
    """No priority inversion: a low task goes first when a critical one waits for it."""
    found = ordered(
        Task("middle", priority="high"),
        Task("groundwork", priority="low"),
        Task("urgent", priority="critical", dependencies=("groundwork",)),
    )
    assert ids(found) == ["groundwork", "urgent", "middle"]
    assert score(found, "groundwork") == score(found, "urgent")
    assert component(found, "groundwork", "inherited") > 0
    assert found.ranking.raised_by.tolist() == [0, 2, 2]


def test_a_deadline_counts_through_what_lies_before_it():
    found = ordered(
        Task("last", duration_seconds=600, deadline=NOW + 1800, dependencies=("first",)),
        Task("first", duration_seconds=900),
        Task("free", duration_seconds=900),
    )
    slack = dict(zip((task.id for task in found.tasks), found.ranking.slack_s.tolist(), strict=True))
    assert slack == {"last": 1200.0, "first": 300.0, "free": float("inf")}
    assert component(found, "first", "slack") == pytest.approx(20 * 2 ** (-300 / 3600), abs=0.01)
    assert component(found, "free", "slack") == 0


def test_overdue_is_as_urgent_as_it_gets():
    assert component(ordered(Task("late", deadline=NOW - 1e6)), "late", "slack") == WEIGHTS["slack"]


def test_a_type_says_what_a_task_takes_where_it_does_not():
    found = ordered(Task("film", type="film"), Task("note"), Task("small film", type="film", resources=Demand(cpu=1)))
    assert component(found, "film", "resources") == 5 * (1 - 4 / 16)
    assert component(found, "small film", "resources") == pytest.approx(5 * (1 - 1 / 16), abs=0.01)
    assert component(found, "note", "resources") == 5
    assert component(found, "film", "duration") == pytest.approx(5 * 60 / 180, abs=0.01)


def test_waiting_makes_older():
    kept = queue()
    first = kept.update([Task("a")], (), (), NOW)
    later = kept.update((), (), (), NOW + 3600)
    assert component(first, "a", "age") == 0
    assert component(later, "a", "age") == WEIGHTS["age"] / 2


def test_what_waits_for_a_failure_is_blocked_until_it_is_sent_again():
    kept = queue()
    kept.update([Task("a"), Task("b", dependencies=("a",)), Task("c", dependencies=("b",)), Task("d")], (), (), NOW)
    broken = kept.update((), (), ["a"], NOW)
    assert ids(broken) == ["d"]
    assert broken.blocked == {"b": "a", "c": "a"}
    assert len(kept) == 3
    again = kept.update([Task("a")], (), (), NOW)
    assert set(ids(again)) == {"a", "b", "c", "d"}
    assert not again.blocked


def test_what_ended_makes_the_next_ready():
    kept = queue()
    kept.update([Task("a"), Task("b", dependencies=("a",))], (), (), NOW)
    found = kept.update((), ["a"], (), NOW)
    assert ids(found) == ["b"]
    assert found.waits_for[found.order].tolist() == [0]


def test_what_has_ended_is_no_measure_of_the_longest_path():
    kept = queue()
    kept.update([Task("long", duration_seconds=900), Task("short", duration_seconds=9)], (), (), NOW)
    found = kept.update((), ["long"], (), NOW)
    assert component(found, "short", "critical_path") == WEIGHTS["critical_path"]


def test_what_arrives_may_wait_for_what_has_ended():
    kept = queue()
    kept.update([Task("a")], (), (), NOW)
    kept.update((), ["a"], (), NOW)
    assert ids(kept.update([Task("b", dependencies=("a",))], (), (), NOW)) == ["b"]


def test_a_task_that_is_sent_again_replaces_the_earlier_one():
    kept = queue()
    kept.update([Task("a", priority="low"), Task("b")], (), (), NOW)
    assert ids(kept.update([Task("a", priority="critical")], (), (), NOW)) == ["a", "b"]
    assert len(kept) == 2


def test_a_dependency_that_nobody_knows_is_refused_with_the_nearest_name():
    with pytest.raises(InvalidInput) as refused:
        ordered(Task("draft"), Task("print", dependencies=("draf",)))
    assert refused.value.field == "tasks.1.dependencies.0"
    assert "Did you mean 'draft'?" in str(refused.value.remedy)


def test_an_id_that_is_sent_twice_is_refused():
    with pytest.raises(InvalidInput) as refused:
        ordered(Task("a"), Task("b"), Task("a"))
    assert refused.value.field == "tasks.2.id"


def test_a_change_that_is_refused_changes_nothing():
    kept = queue()
    kept.update([Task("a"), Task("b", dependencies=("a",))], (), (), NOW)
    with pytest.raises(InvalidInput, match="wait for each other"):
        kept.update([Task("a", dependencies=("b",))], (), (), NOW)
    assert ids(kept.update((), (), (), NOW)) == ["a", "b"]


def test_over_the_limit_is_refused():
    kept = queue(limit=2)
    kept.update([Task("a"), Task("b")], (), (), NOW)
    with pytest.raises(TooLarge):
        kept.update([Task("c")], (), (), NOW)
    assert ids(kept.update([Task("c")], ["a"], (), NOW)) == ["b", "c"]
