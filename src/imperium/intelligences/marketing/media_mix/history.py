"""Past weeks as they are given: what was spent on each channel, what came of it, and what else may have mattered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AliasChoices, Field, model_validator
from pydantic_core import PydanticCustomError

from imperium.intelligences.product import Short
from imperium.intelligences.strict import Strict

FEWEST_WEEKS = 40
MOST_CHANNELS = 20
Amount = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]
Figure = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]


class Week(Strict):
    """`week` is its first day, `outcome` what is wanted (orders, revenue, leads), `spend` by channel in the currency of
    the budget, `controls` other figures of that week (price, temperature, a promotion as 0 or 1)."""

    week: date
    outcome: Amount = Field(
        validation_alias=AliasChoices("outcome", "sales", "revenue", "conversions", "orders", "leads")
    )
    spend: dict[Short, Amount] = Field(min_length=1, max_length=MOST_CHANNELS)
    controls: dict[Short, Figure] = Field(default_factory=dict, max_length=20)


class History(Strict):
    """At least 40 weeks in a row, oldest first. A channel that a week doesn't name was not used in it."""

    weeks: list[Week] = Field(min_length=FEWEST_WEEKS, max_length=1000)
    outcome_name: Short = "results"

    @model_validator(mode="after")
    def _in_a_row(self) -> History:
        for number, (before, after) in enumerate(zip(self.weeks, self.weeks[1:], strict=False), start=2):
            if after.week - before.week != timedelta(days=7):
                raise PydanticCustomError(
                    "weeks",
                    "week {number} begins on {after}, not seven days after {before}; fill the gap or sort the weeks",
                    {"number": number, "after": str(after.week), "before": str(before.week)},
                )
        if len(self.channels) > MOST_CHANNELS:
            raise PydanticCustomError("channels", "at most {most} channels in all", {"most": MOST_CHANNELS})
        return self

    @property
    def channels(self) -> list[str]:
        """Every channel that any week names, in order of appearance."""
        return list(dict.fromkeys(channel for week in self.weeks for channel in week.spend))

    def as_job(self) -> dict[str, object]:
        """Plain columns for the worker."""
        controls = list(dict.fromkeys(name for week in self.weeks for name in week.controls))
        return {
            "channels": self.channels,
            "spend": [[week.spend.get(channel, 0.0) for channel in self.channels] for week in self.weeks],
            "outcome": [week.outcome for week in self.weeks],
            "controls": [[week.controls.get(name, 0.0) for name in controls] for week in self.weeks],
        }
