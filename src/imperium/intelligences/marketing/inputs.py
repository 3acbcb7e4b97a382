"""The inputs of marketing, and what they and the objective say together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints

from imperium.intelligences.inputs import CopyInputs
from imperium.intelligences.marketing.media_mix.history import History
from imperium.intelligences.marketing.segmentation.purchases import Customers
from imperium.intelligences.product import Short
from imperium.intelligences.strict import Strict

Names = Annotated[list[Short], Field(max_length=20)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^https?://[^\s]+$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Call = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=30)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{3}$")]
Money = Annotated[float, Field(ge=0, le=1_000_000_000_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]

PICTURES = 3
"""Image briefs in a campaign, unless another number is asked for."""


class Bounds(Strict):
    """The least and the most that a channel gets, in the currency of the budget."""

    least: Money = 0
    most: Money | None = None


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
