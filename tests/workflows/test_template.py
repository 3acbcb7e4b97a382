"""Every shipped template is filled by its parameters, checked like any workflow, and never asks in vain."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import InvalidInput, NotFound
from imperium.workflows.template import Parameter, get_template, load_templates
from imperium.workflows.validation import check_variables
from support.house import House

TEMPLATES = sorted(load_templates())


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    low, high = parameter.minimum, parameter.maximum
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.type == "string":
        return st.text(min_size=1, max_size=parameter.max_length).filter(str.strip)
    if parameter.type == "boolean":
        return st.booleans()
    if parameter.type == "integer":
        return st.integers(int(low or 0), int(high if high is not None else 1_000))
    return st.floats(low or 0, high if high is not None else 1_000, allow_nan=False)


def test_the_documented_templates_are_there() -> None:
    assert set(TEMPLATES) >= {"research_report", "marketing_campaign", "code_project"}


@pytest.mark.parametrize("name", TEMPLATES)
@given(data=st.data())
def test_a_filled_template_is_a_sound_workflow(name: str, data: st.DataObject) -> None:
    template = get_template(name)
    given_ = {key: data.draw(values(parameter), key) for key, parameter in template.parameters.items()}
    workflow = template.fill(given_)
    check_variables(workflow)
    assert workflow.variables == given_


@pytest.mark.parametrize("name", TEMPLATES)
@given(data=st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=8) | st.lists(st.none())))
def test_nothing_that_is_sent_breaks_it(name: str, data: dict[str, Any]) -> None:
    with suppress(InvalidInput):
        get_template(name).fill(data)


@pytest.mark.parametrize("name", TEMPLATES)
async def test_every_task_of_a_template_names_what_is_known(house: House, name: str) -> None:
    template = get_template(name)
    required = {key: "tea" for key, parameter in template.parameters.items() if parameter.required}
    state = await house.workflows.submit_template(name, required, LOCAL_ADMIN)
    assert (await house.workflows.cancel(state.id, LOCAL_ADMIN)).status == "cancelled"
    assert template.parts


def test_a_wrong_parameter_is_named() -> None:
    template = get_template("research_report")
    required = next(key for key, parameter in template.parameters.items() if parameter.required)
    with pytest.raises(InvalidInput) as missing:
        template.fill({})
    assert missing.value.field == required
    with pytest.raises(InvalidInput) as misspelt:
        template.fill({f"{required}s": "x"})
    assert misspelt.value.remedy == f"Did you mean {required!r}?"
    for wrong in (3, "", "  ", "x" * 100_000, None, ["x"]):
        with pytest.raises(InvalidInput) as caught:
            template.fill({required: wrong})
        assert caught.value.field == required


def test_an_unknown_template_names_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        get_template("research_reprt")
    assert caught.value.remedy == "Did you mean 'research_report'?"
