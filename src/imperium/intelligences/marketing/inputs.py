"""The inputs of marketing, and what they and the objective say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints

from imperium.intelligences.inputs import Assignment, CopyInputs, understand
from imperium.intelligences.marketing.budget import Bounds, Limit
from imperium.intelligences.marketing.campaign import PICTURES
from imperium.intelligences.marketing.currency import USD, Currency, currency
from imperium.intelligences.marketing.media_mix.history import History
from imperium.intelligences.marketing.message import Message, message
from imperium.intelligences.marketing.segmentation.purchases import Customers
from imperium.intelligences.marketing.stated import stated_budget
from imperium.intelligences.product import Short, plain
from imperium.intelligences.strict import Strict
from imperium.kit.money import MICRO

Names = Annotated[list[Short], Field(max_length=20)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^https?://[^\s]+$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Call = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=30)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{3}$")]
Money = Annotated[float, Field(ge=0, le=1_000_000_000_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Segment(Strict):
    """A group of people: who they are, and why they are one."""

    name: Short
    reason: Line | None = None
    ages: Annotated[str, StringConstraints(max_length=20)] | None = None


class MessageInputs(CopyInputs):
    """What copy is written from, beside the product: `offer` and `proof` are said word for word, `price_unit` goes
    behind the price (`per month`). Without a `currency` it is dollars, or the one that the objective names a sum in."""

    industry: Short | None = None
    location: Short | None = None
    offer: Line | None = None
    proof: Annotated[list[Line], Field(max_length=10)] = Field(default_factory=list)
    goal: Line | None = None
    price_unit: Short | None = None
    call_to_action: Call | None = Field(default=None, validation_alias=AliasChoices("call_to_action", "cta"))
    currency: Code | None = None
    rewrite: bool = False


class MarketingInputs(MessageInputs):
    """`budget` and everything in `history`, `channel_limits` and `value_per_result` is in `currency`; `days` is the
    length of the campaign. With a `history` of past weeks the split follows a media-mix model, with `customers` the
    segments are found in their purchases."""

    channels: Names = Field(default_factory=list)
    budget: Money | None = None
    exchange_rate: Annotated[Decimal, Field(gt=0, le=10_000_000)] | None = None
    channel_limits: dict[Short, Bounds] = Field(default_factory=dict, max_length=20)
    days: int | None = Field(default=None, ge=2, le=366)
    start_date: date | None = None
    pictures: int = Field(default=PICTURES, ge=0, le=12)
    video_seconds: int | None = Field(default=None, ge=0, le=300)
    link: Link | None = None
    campaign_type: Short | None = None
    segments: list[Segment] = Field(default_factory=list, max_length=20)
    customers: Customers | None = None
    history: History | None = None
    subscribers: Count | None = None
    monthly_visitors: Count | None = None
    value_per_result: Money | None = None


class SocialPostsInputs(MessageInputs):
    """`count` is the number of posts altogether, dealt out to the channels in turns."""

    channels: Names = Field(default_factory=list)
    count: int | None = Field(default=None, ge=1, le=30)


class EmailInputs(MessageInputs):
    count: int | None = Field(default=None, ge=1, le=10)


class PageInputs(MessageInputs):
    """A landing page needs nothing more than what every piece of copy needs."""


class VideoScriptInputs(MessageInputs):
    duration_seconds: int | None = Field(
        default=None, ge=3, le=300, validation_alias=AliasChoices("duration_seconds", "duration")
    )


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done: the assignment as every copywriting capability reads it, and the message of it."""

    assignment: Assignment
    message: Message


def read(inputs: MessageInputs) -> Job:
    """The inputs, understood.

    Raises InvalidInput for an objective without a product, or a currency that isn't one.
    """
    assignment = understand(inputs)
    details = inputs.product
    price = _price(inputs, assignment)
    place = inputs.location or (inputs.audience.location if inputs.audience else None) or ""
    return Job(
        assignment,
        message(
            assignment.product,
            category=(details.category if details else "") or "",
            place=plain(place),
            offer=plain(inputs.offer or ""),
            proof=tuple(plain(text) for text in inputs.proof),
            price=price,
            goal=plain(inputs.goal or ""),
            act=plain(inputs.call_to_action or ""),
            kind_of_business=inputs.industry or "",
            objective=inputs.objective or "",
        ),
    )


def _price(inputs: MessageInputs, assignment: Assignment) -> str:
    """The price as it is written in the currency of the campaign."""
    money = currency(code_of(inputs))
    if inputs.product is not None and inputs.product.price is not None:
        price = money.shown(money.units(inputs.product.price, "product.price"))
        return f"{price} {plain(inputs.price_unit)}" if inputs.price_unit else price
    stated = assignment.product.price_micro_usd
    return money.shown(money.units(Decimal(stated) / MICRO, "objective")) if stated is not None else ""


def code_of(inputs: MessageInputs) -> str:
    """The currency that was given, else the one that the objective names a sum in, else dollars."""
    stated = stated_budget(inputs.objective or "")
    return inputs.currency or (stated[0] if stated else USD)


def money_of(inputs: MarketingInputs) -> Currency:
    return currency(code_of(inputs), inputs.exchange_rate)


def budget_of(inputs: MarketingInputs, job: Job) -> int | None:
    """The budget in smallest units: as given, else as the objective says."""
    money = money_of(inputs)
    if inputs.budget is not None:
        return money.units(inputs.budget)
    stated, dollars = stated_budget(inputs.objective or ""), job.assignment.brief.budget_micro_usd
    if stated is not None and stated[0] == money.code:
        return money.units(stated[1], "objective")
    return money.units(Decimal(dollars) / MICRO, "objective") if dollars is not None and money.code == USD else None


def limits_of(inputs: MarketingInputs, keys: Mapping[str, str]) -> dict[str, Limit]:
    """`channel_limits` in smallest units; `keys` leads from a name as given to the channel's key."""
    money = money_of(inputs)
    return {
        keys[name]: Limit(
            money.units(bounds.least, f"channel_limits.{name}.least"),
            None if bounds.most is None else money.units(bounds.most, f"channel_limits.{name}.most"),
        )
        for name, bounds in inputs.channel_limits.items()
    }
