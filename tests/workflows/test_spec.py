"""A workflow is checked whole before anything runs; each complaint says where, what, and the nearest right name."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.workflows.spec import MAX_TASKS, Workflow, parse_workflow
from imperium.workflows.validation import check_variables
from support.house import House
from support.workshop import inline, linear, task


def checked(*stages: dict[str, Any], **variables: Any) -> Workflow:
    workflow = parse_workflow({"workflow": list(stages), "variables": variables})
    check_variables(workflow)
    return workflow


def refused(*stages: Any, **variables: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        checked(*stages, **variables)
    return caught.value


def test_an_unknown_variable_names_its_place_and_the_nearest_one() -> None:
    error = refused(linear(task("a"), task("b", "about {topik}")), topic="tea")
    assert error.detail == "workflow[0].tasks[1]: unknown variable 'topik'."
    assert error.field == "workflow[0].tasks[1].prompt"
    assert error.remedy == "Did you mean 'topic'?"
    assert error.extra["value"] == "topik"


def test_a_variable_in_a_parameter_is_checked_too() -> None:
    assert "'lost'" in refused(inline(task("a", deep=[{"x": "{lost}"}]))).detail


def test_a_sibling_of_a_linear_stage_is_not_there_yet() -> None:
    error = refused(linear(task("a"), task("b", "{a}")))
    assert "same linear stage" in (error.remedy or "")
    checked(inline(task("a"), task("b", "{a}")))
    checked(linear(task("a")), linear(task("b", "{a}")))


def test_a_name_twice_in_a_linear_stage_is_refused() -> None:
    error = refused(linear(task("a"), task("a")))
    assert error.field == "workflow[0].tasks[1].output_variable"
    assert "'a' is used twice" in error.detail
    checked(inline(task("a"), task("a")))


def test_a_stray_brace_is_told_with_its_place() -> None:
    error = refused(inline(task("a"), task("b", "{ oops")))
    assert error.detail.startswith("workflow[0].tasks[1]: ")
    assert error.field == "workflow[0].tasks[1].prompt"
    assert error.remedy


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ({"type": "linear"}, "tasks"),
        ({"type": "linear", "tasks": []}, "at least 1"),
        ({"type": "parallel", "tasks": [task("a")]}, "linear"),
        (inline({**task("a"), "output_variable": "1a"}), "pattern"),
        (inline({**task("a"), "promt": "x"}), "Did you mean 'prompt'?"),
        (inline(task("a", config={"temprature": 1})), "Did you mean 'temperature'?"),
        (inline(task("a", config={"temperature": 3})), "less than or equal to 2"),
        (inline(task("a", config={"retries": 11})), "less than or equal to 10"),
        (inline({"prompt": "x", "output_variable": "a"}), "model"),
        ("nonsense", "dictionary"),
    ],
)
def test_a_wrong_form_is_told_with_its_place(stage: Any, said: str) -> None:
    error = refused(stage)
    assert said in error.detail
    assert (error.field or "").startswith("workflow.0")


def test_too_many_tasks_are_too_large() -> None:
    stage = linear(*(task(f"t{number}") for number in range(MAX_TASKS // 2 + 1)))
    with pytest.raises(TooLarge, match="10002 tasks; at most 10000"):
        checked(stage, stage)


names = st.sampled_from(["a", "b", "a_2", "a_3", "b_2"])


@given(st.lists(st.lists(names, min_size=1, max_size=6), min_size=1, max_size=5))
def test_every_task_has_an_id_of_its_own(stages: list[list[str]]) -> None:
    workflow = checked(*(inline(*map(task, stage)) for stage in stages))
    ids = [task_id for task_id, _, _ in workflow.placed]
    assert len(set(ids)) == len(ids)
    for task_id, _, placed in workflow.placed:
        assert task_id.startswith(placed.output_variable)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "tasks", "model", "prompt", "output_variable", "config", "params", "x"]),
            inner,
            max_size=5,
        )
        | st.builds(lambda tasks: {"type": "linear", "tasks": tasks}, inner)
    ),
    max_leaves=20,
)


@given(json_values, json_values)
def test_nothing_that_is_sent_breaks_the_check(workflow: Any, variables: Any) -> None:
    with suppress(InvalidInput, TooLarge):
        check_variables(parse_workflow({"workflow": workflow, "variables": variables}))


def test_a_recorded_workflow_is_the_same_workflow() -> None:
    workflow = checked(
        linear(task("a", "{topic}", config={"temperature": 0.5, "fallback": ["x"]}, width=3), task("b")),
        inline(task("c", "{a}{b}")),
        topic="tea",
    )
    again = Workflow.model_validate({key: workflow.recorded[key] for key in ("workflow", "variables")})
    assert again == workflow
    assert [planned["stage"] for planned in workflow.recorded["tasks"]] == [0, 0, 1]


@pytest.mark.parametrize(
    ("stage", "field", "said"),
    [
        (inline(task("a", model="mak")), "workflow[0].tasks[0].model", "Did you mean 'make'?"),
        (inline(task("a", model="thinking_a")), "workflow[0].tasks[0].model", "Did you mean 'thinking_ai'?"),
        (inline(task("a", config={"fallback": ["mke"]})), "workflow[0].tasks[0].config.fallback", "'make'?"),
        (inline(task("a", model="fast_ai", config={"addons": ["blog_writng"]})), ".addons", "'blog_writing'?"),
        (inline(task("a", secnds=3)), "workflow[0].tasks[0].config.params.secnds", "Did you mean 'seconds'?"),
        (inline(task("a", config={"temperature": 1})), "workflow[0].tasks[0].config.temperature", "Known: "),
    ],
)
async def test_an_unknown_name_is_refused_before_anything_runs(
    house: House, stage: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await house.submit(stage, linear(task("fine")))
    assert (caught.value.field or "").endswith(field)
    assert said in (caught.value.remedy or "")
    assert house.workshop.started == []
    assert await house.application.runs.totals() == {}
