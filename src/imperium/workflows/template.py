"""Templates: whole workflows as data, with typed parameters. One JSON file a template; its name is its key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput, NotFound
from imperium.workflows.spec import Name, Stage, Workflow


class Parameter(BaseModel):
    """What a template asks for. Without a default it must be given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["string", "integer", "number", "boolean"]
    description: str
    default: str | int | float | bool | None = None
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 2_000

    @property
    def required(self) -> bool:
        return "default" not in self.model_fields_set


class TemplateSpec(BaseModel):
    """A template file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    description: str
    parts: tuple[str, ...] = Field(description="What a run of it delivers.")
    parameters: dict[Name, Parameter]
    workflow: Annotated[tuple[Stage, ...], Field(min_length=1)]

    def fill(self, given: Mapping[str, Any]) -> Workflow:
        """The workflow with these parameters as its variables. Raises InvalidInput naming the parameter."""
        for name in given:
            if name not in self.parameters:
                raise InvalidInput(
                    f"Unknown parameter {name!r}.", field=name, value=name, remedy=did_you_mean(name, self.parameters)
                )
        values = {name: _value(name, parameter, given) for name, parameter in self.parameters.items()}
        return Workflow(workflow=self.workflow, variables=values)


@cache
def load_templates() -> Mapping[str, TemplateSpec]:
    """Every shipped template by name."""
    folder = files("imperium.workflows").joinpath("templates")
    return {
        entry.name.removesuffix(".json"): TemplateSpec.model_validate(orjson.loads(entry.read_bytes()))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    }


def get_template(name: str) -> TemplateSpec:
    """Raises NotFound with the nearest known name."""
    templates = load_templates()
    if name not in templates:
        raise NotFound(f"There is no template {name[:80]!r}.", field="name", remedy=did_you_mean(name, templates))
    return templates[name]


def _value(name: str, parameter: Parameter, given: Mapping[str, Any]) -> Any:
    if name not in given:
        if parameter.required:
            raise InvalidInput(
                f"The parameter {name!r} is missing: {parameter.description}", field=name, remedy=f"Send {name!r}."
            )
        return parameter.default
    value = given[name]
    if problem := _problem(parameter, value):
        raise InvalidInput(f"{name}: {problem}.", field=name, value=repr(value)[:200], remedy=parameter.description)
    return value


def _problem(parameter: Parameter, value: Any) -> str | None:
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
    }
    if not isinstance(value, kinds[parameter.type]) or (isinstance(value, bool) and parameter.type != "boolean"):
        return f"must be of type {parameter.type}"
    if isinstance(value, str):
        return _text_problem(parameter, value)
    assert isinstance(value, int | float)
    if parameter.minimum is not None and value < parameter.minimum:
        return f"must be at least {parameter.minimum:g}"
    if parameter.maximum is not None and value > parameter.maximum:
        return f"must be at most {parameter.maximum:g}"
    return None


def _text_problem(parameter: Parameter, value: str) -> str | None:
    if not value.strip():
        return "must not be empty"
    if len(value) > parameter.max_length:
        return f"has {len(value)} characters; at most {parameter.max_length} are allowed"
    if parameter.choices and value not in parameter.choices:
        return f"must be one of {', '.join(parameter.choices)}. {did_you_mean(value, parameter.choices)}"
    return None
