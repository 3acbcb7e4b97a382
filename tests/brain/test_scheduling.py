"""Schedules keep to dependencies and resources, and are close to the shortest possible."""

import sys
from collections import defaultdict
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.allocation_demand import Amount
from imperium.brain.scheduling import (
    Schedule,
    Work,
    list_schedule,
    longest_behind,
    lower_bound,
    quickest_first,
    schedule,
)
from imperium.brain.scheduling_exact import solve as solve_exactly
from imperium.brain.scheduling_graph import TaskGraph
from imperium.platform.errors import NotBuilt

ROOM = Amount(4_000, 64, 2)
Edges = list[tuple[int, int]]


def work(durations: list[int], needs: list[Amount], edges: Edges) -> Work:
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    return Work(TaskGraph(len(durations), pairs[:, 0], pairs[:, 1]), durations, needs)


@st.composite
def jobs(draw: st.DrawFn) -> Work:
    count = draw(st.integers(1, 15))
    place = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(place, place), max_size=2 * count))
    needs = st.builds(Amount, st.integers(0, ROOM[0]), st.integers(0, ROOM[1]), st.integers(0, ROOM[2]))
    return work(
        draw(st.lists(st.integers(1, 50), min_size=count, max_size=count)),
        draw(st.lists(needs, min_size=count, max_size=count)),
        [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]],
    )


def check_sound(job: Work, starts: list[int], room: Amount) -> int:
    """Nothing starts before what it waits for has ended, and never is more in use than there is; gives the end."""
    ends = [start + lasts for start, lasts in zip(starts, job.durations, strict=True)]
    for first, then in zip(job.graph.first.tolist(), job.graph.then.tolist(), strict=True):
        assert starts[then] >= ends[first]
    changes = defaultdict[int, list[Amount]](list)
    for task, needs in enumerate(job.needs):
        changes[starts[task]].append(needs)
        changes[ends[task]].append(Amount() - needs)
    used = Amount()
    for moment in sorted(changes):
        for change in changes[moment]:
            used = used.plus(change)
        assert used.fits(room)
    return max(ends)


@given(jobs(), st.randoms(use_true_random=False))
def test_every_list_schedule_is_sound(job: Work, random: Random):
    urgency = [random.random() for _ in job.durations]
    assert check_sound(job, list_schedule(job, ROOM, urgency), ROOM) >= lower_bound(job, ROOM)


@given(jobs())
def test_the_best_is_sound_and_no_longer_than_the_first_pass(job: Work):
    found, first = schedule(job, ROOM, drawn=60), schedule(job, ROOM, passes=0, drawn=0)
    assert check_sound(job, list(found.starts), ROOM) == found.makespan
    assert found.bound <= found.makespan <= first.makespan


def project(tasks: int, seed: int) -> Work:
    """Tasks that wait for up to two of the fifteen before them, with whole seconds and small needs."""
    random = Random(seed)
    edges = {(random.randrange(max(0, j - 15), j), j) for j in range(1, tasks) for _ in range(random.randrange(3))}
    needs = [Amount(random.choice([1_000, 2_000]), random.choice([512, 1_024, 2_048])) for _ in range(tasks)]
    return work([random.randint(1, 19) * 1_000 for _ in range(tasks)], needs, sorted(edges))


@pytest.mark.parametrize("cores", [8, 16, 32, 64])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_tasks_come_within_two_per_cent_of_the_bound(cores: int, seed: int):
    room = Amount(cores * 1_000, cores * 2_048)
    job = project(1_000, seed)
    found = schedule(job, room)
    assert check_sound(job, list(found.starts), room) == found.makespan
    assert found.gap <= 0.02
    in_order = list_schedule(job, room, [-float(task) for task in range(1_000)])
    assert found.makespan <= check_sound(job, in_order, room)


def test_without_a_bottleneck_the_critical_path_is_the_makespan():
    job = work([5, 7, 2], [Amount()] * 3, [(0, 1)])
    assert longest_behind(job) == [12, 7, 2]
    assert schedule(job, ROOM) == Schedule([0, 5, 0], 12, 12)


def test_with_one_the_work_is():
    job = work([10, 10, 10], [Amount(4_000)] * 3, [])
    assert schedule(job, ROOM).makespan == lower_bound(job, ROOM) == 30


def test_nothing_takes_no_time():
    assert schedule(work([], [], []), ROOM) == Schedule([], 0, 0)


def in_small(job: Work) -> Work:
    """The same with so little memory that all of it fits."""
    return Work(job.graph, job.durations, [Amount(needs.milli_cpu, 16) for needs in job.needs])


def exact_job(job: Work) -> dict[str, object]:
    edges = [*zip(job.graph.first.tolist(), job.graph.then.tolist(), strict=True)]
    starts = list(schedule(job, ROOM).starts)
    return {
        "durations": job.durations,
        "needs": job.needs,
        "capacity": ROOM,
        "edges": edges,
        "starts": starts,
        "seconds": 5.0,
    }


def test_the_shortest_schedule_is_found_where_the_extra_is_installed():
    pytest.importorskip("ortools")
    job = in_small(project(8, 3))
    answer = solve_exactly(exact_job(job), lambda fraction, message: None)
    end = check_sound(job, answer["starts"], ROOM)
    assert answer["proved"]
    assert answer["bound"] == end <= schedule(job, ROOM).makespan


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python.cp_model", None)
    with pytest.raises(NotBuilt) as refused:
        solve_exactly(exact_job(in_small(project(3, 1))), lambda fraction, message: None)
    assert "imperium[scheduling]" in str(refused.value.remedy)


@given(jobs())
def test_what_is_quickly_made_comes_first_only_where_the_whole_hardly_takes_longer(job: Work):
    found = schedule(job, ROOM, drawn=0)
    quick = quickest_first(job, ROOM, found)
    assert check_sound(job, [*quick.starts], ROOM) == quick.makespan
    assert quick == found or quick.makespan <= found.bound * 1.01


def test_a_short_task_does_not_wait_for_a_long_one_beside_which_it_has_no_room():
    job = work([40_000, 50], [ROOM, ROOM], [])
    assert quickest_first(job, ROOM, schedule(job, ROOM)).starts == [50, 0]
