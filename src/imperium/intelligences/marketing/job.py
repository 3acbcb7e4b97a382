"""A request for marketing, understood: what is to be said, in which currency, and for how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from imperium.intelligences.inputs import Assignment, understand
from imperium.intelligences.marketing.budget import Limit
from imperium.intelligences.marketing.currency import USD, Currency, currency
from imperium.intelligences.marketing.inputs import MarketingInputs, MessageInputs
from imperium.intelligences.marketing.message import Message, message
from imperium.intelligences.marketing.stated import stated_budget
from imperium.intelligences.product import plain
from imperium.kit.money import MICRO


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
