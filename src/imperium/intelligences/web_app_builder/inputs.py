"""What the builder is asked: a sentence, a specification, or both; what is said outright wins over what was read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from imperium.intelligences.strict import Strict
from imperium.intelligences.web_app_builder.design import design
from imperium.intelligences.web_app_builder.specification import EntitySpecification, Specification
from imperium.platform.capability import invalid_input

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class Requirements(Strict):
    """What the app has to have."""

    features: list[str] = Field(default_factory=list, max_length=20)
    entities: list[EntitySpecification] | dict[str, Any] = Field(default_factory=list)
    requires_payments: bool = False


class BuilderInputs(Specification):
    """`objective` in plain words and/or the members of a specification. `plan_only` shows what would be built."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, str_strip_whitespace=True)

    objective: Sentence | None = Field(default=None, validation_alias=AliasChoices("objective", "prompt"))
    app_type: Literal["web", "mobile", "api"] = "web"
    requirements: Requirements = Requirements()
    plan_only: bool = False
    pictures: bool = True
    earlier: list[Specification] = Field(default_factory=list, max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, data: Any) -> Any:
        """The capability names what isn't known among its own fields."""
        return data

    @model_validator(mode="after")
    def _something_to_build(self) -> BuilderInputs:
        """Refuses what can't be built before anybody waits for it; of a sentence that is known once it is read."""
        if not {"objective", "entities", "features", "requirements", "pay_for"} & self.model_fields_set:
            raise PydanticCustomError("nothing", "say what to build: an objective in plain words, or entities")
        if self.objective is None:
            design(specification(said(self)))
        return self


FRAMEWORKS = {"mobile": "flutter", "api": "none"}
"""The front end where only the kind of app was said."""


def said(inputs: BuilderInputs) -> dict[str, Any]:
    """What was said outright, as the members of a specification."""
    given = inputs.model_dump(mode="json", exclude_unset=True, include=set(Specification.model_fields))
    wanted: list[str] = [*given.pop("features", []), *inputs.requirements.features]
    if inputs.requirements.requires_payments:
        wanted.append("payments")
    entities = [*given.pop("entities", []), *_entities(inputs.requirements)]
    usual = FRAMEWORKS.get(inputs.app_type)
    return {
        **({"framework": usual} if usual else {}),
        **given,
        **({"features": wanted} if wanted else {}),
        **({"entities": entities} if entities else {}),
    }


def _entities(requirements: Requirements) -> list[Any]:
    if isinstance(requirements.entities, dict):
        return [
            one.model_dump(mode="json", exclude_unset=True)
            for one in Specification.model_validate({"entities": requirements.entities}).entities
        ]
    return [one.model_dump(mode="json", exclude_unset=True) for one in requirements.entities]


def specification(data: dict[str, Any]) -> Specification:
    """The specification of plain data. Raises InvalidInput."""
    try:
        return Specification.model_validate(data)
    except ValidationError as error:
        raise invalid_input(error, Specification.model_fields) from None


def combined(read: dict[str, Any], outright: dict[str, Any]) -> dict[str, Any]:
    """What was read from a sentence, with what was said outright in its place; features of both."""
    features = list(dict.fromkeys([*read.get("features", []), *outright.get("features", [])]))
    return {**read, **outright, **({"features": features} if features else {})}
