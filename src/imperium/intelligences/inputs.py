"""The inputs that every copywriting capability takes, and the product that they describe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from imperium.intelligences import product as products
from imperium.intelligences.brief import MAX_CHARACTERS, Brief, parse_brief
from imperium.intelligences.product import Product, ProductDetails, Short, plain
from imperium.intelligences.strict import Strict
from imperium.intelligences.tone import Tone
from imperium.platform.errors import InvalidInput

Objective = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_CHARACTERS)]


class Audience(Strict):
    """Who is meant: a group in words, an age range, interests."""

    description: Short | None = Field(default=None, validation_alias=AliasChoices("description", "group", "name"))
    age: (
        Annotated[str, StringConstraints(pattern=r"^\s*\d{1,3}\s*(?:-|–|to)\s*\d{1,3}\s*$|^\s*\d{1,3}\+?\s*$")] | None
    ) = None
    interests: list[Short] = Field(default_factory=list, max_length=20)
    location: Short | None = None


class CopyInputs(BaseModel):
    """`objective` in plain words and/or `product`; the details win where both say something."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, str_strip_whitespace=True)

    objective: Objective | None = Field(default=None, validation_alias=AliasChoices("objective", "prompt"))
    product: ProductDetails | None = Field(default=None, validation_alias=AliasChoices("product", "product_details"))
    audience: Audience | None = Field(default=None, validation_alias=AliasChoices("audience", "target_audience"))
    tone: Tone | None = None
    seed: int = Field(default=0, ge=0, le=2**32 - 1)

    @model_validator(mode="before")
    @classmethod
    def _words_for_objects(cls, data: Any) -> Any:
        """A product or an audience may be given as plain words."""
        if not isinstance(data, dict):
            return data
        words = {
            "product": "name",
            "product_details": "name",
            "audience": "description",
            "target_audience": "description",
        }
        return {k: {words[k]: v} if k in words and isinstance(v, str) else _listed(k, v) for k, v in data.items()}

    @model_validator(mode="after")
    def _something_to_write_about(self) -> CopyInputs:
        if self.objective is None and self.product is None:
            raise PydanticCustomError("nothing_given", "give an objective in plain words or a product with its name")
        return self


def _listed(key: str, value: Any) -> Any:
    is_people = key in ("audience", "target_audience") and isinstance(value, list)
    return {"description": " and ".join(map(str, value))} if is_people else value


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written about, and what the objective said beside it."""

    product: Product
    brief: Brief
    tone: Tone | None
    seed: int
    ages: tuple[int, int] | None
    interests: tuple[str, ...]

    @property
    def notes(self) -> list[str]:
        """What a person should know about the result."""
        thin = not self.product.facts and not self.product.benefits
        return [_THIN] if thin else []


_THIN = "No features were given, so the copy claims none. Add features or benefits and it will have more to say."


def understand(inputs: CopyInputs) -> Assignment:
    """The product and the people of the inputs.

    Raises:
        InvalidInput: the objective names no product and no details were given.
    """
    brief = parse_brief(inputs.objective or "")
    people = _groups(inputs.audience)
    if inputs.product is not None:
        product = products.from_details(inputs.product, people or (*brief.audience, *brief.interests))
    elif brief.product:
        product = products.from_brief(brief, people)
    else:
        raise InvalidInput(
            "The objective doesn't say which product it is about.",
            field="objective",
            value=(inputs.objective or "")[:200],
            remedy="Name it: 'three posts about eco-friendly water bottles for hikers', or give `product`.",
        )
    interests = tuple(inputs.audience.interests) if inputs.audience else brief.interests
    tone = inputs.tone or brief.tone
    return Assignment(product, brief, tone, inputs.seed, _ages(inputs.audience) or brief.ages, interests)


def _groups(audience: Audience | None) -> tuple[str, ...]:
    if audience is None:
        return ()
    named = [plain(audience.description)] if audience.description else []
    return (*named, *(plain(interest) for interest in audience.interests))


def _ages(audience: Audience | None) -> tuple[int, int] | None:
    if audience is None or audience.age is None:
        return None
    numbers = [int(part) for part in audience.age.replace("+", "").replace("–", "-").replace("to", "-").split("-")]
    return (min(numbers), max(numbers)) if len(numbers) == 2 else None
