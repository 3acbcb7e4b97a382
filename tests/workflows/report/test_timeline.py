import pytest

from imperium.workflows.report.timeline import stages


def bars(state):
    return {bar.task.id: (bar.left, bar.width) for stage in stages(state) for bar in stage.bars}


def test_bars_stand_where_the_tasks_ran(run, done):
    state = run(
        done("a", start=0, seconds=20),
        done("b", start=20, seconds=30),
        done("c", start=50, seconds=50, stage=1),
        after=100,
    )
    assert bars(state) == {"a": (0, 20), "b": (20, 30), "c": (50, 50)}
    first, second = stages(state)
    assert (first.how, second.how) == ("2 tasks at once", "")


def test_what_was_over_at_once_follows_what_it_waited_for(run, done):
    state = run(
        done("draw", start=0, seconds=40), done("write", {"text": "x"}, start=40, seconds=0.02, stage=1), after=80
    )
    assert bars(state)["write"] == (pytest.approx(50), pytest.approx(0.4))


def test_in_a_graph_a_task_follows_those_that_it_waited_for_and_no_others(run, done):
    state = run(
        done("slow", start=0, seconds=80),
        done("quick", start=0, seconds=20),
        done("late", seconds=0.1, after=("middle",)),
        done("middle", seconds=0.1, after=("quick",)),
        after=100,
        kind="graph",
    )
    assert bars(state)["middle"][0] == pytest.approx(20)
    assert bars(state)["late"][0] == pytest.approx(20.1)
    assert stages(state)[0].how == "4 tasks, each as soon as it can"


def test_no_bar_leaves_the_timeline(run, done):
    state = run(done("a", start=90, seconds=50), done("b", seconds=0.01), after=60)
    assert all(0 <= left <= 100 and left + width <= 100.01 for left, width in bars(state).values())


def test_what_never_ran_has_no_bar(run, done):
    state = run(done("a", status="skipped", seconds=0, error={"detail": "x"}), ends="failed", after=10)
    assert bars(state) == {"a": (0, 0)}
