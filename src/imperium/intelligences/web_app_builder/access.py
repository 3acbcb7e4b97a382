"""Who sees what, and what can be paid for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imperium.intelligences.web_app_builder.model import Access, Collection, Payments, Reference
from imperium.intelligences.web_app_builder.naming import field_name
from imperium.intelligences.web_app_builder.relations import Plan, target_of
from imperium.intelligences.web_app_builder.specification import (
    FieldSpecification,
    RelationSpecification,
    Specification,
)
from imperium.platform.errors import InvalidInput

RANK: Mapping[Access, int] = {"private": 0, "shared": 1, "public": 2}


def payments_of(specification: Specification, plan: Plan) -> Payments:
    """What can be paid for: what was said, or the first that has a price."""
    keys = list(plan.names)
    if specification.pay_for:
        relation = RelationSpecification(to=specification.pay_for)
        keys = [target_of(plan, keys[0], relation)]
    for key in keys:
        for one in plan.given[key].fields:
            if is_price(one):
                plan.notes.append(f"{plan.given[key].name} can be paid for: {one.name} is the amount.")
                return Payments(key, field_name(one.name).snake)
    raise InvalidInput(
        f"pay_for: {specification.pay_for!r} has no field of type money that can be 1 or more.",
        field="pay_for",
        value=specification.pay_for,
        remedy="Give it one.",
    )


def is_price(one: FieldSpecification) -> bool:
    """Whether it can say how much something costs."""
    return one.type == "money" and (one.max is None or one.max >= 1)


def access_of(plan: Plan, payments: Payments | None) -> dict[str, Access]:
    """Who sees what. Whoever sees a row sees what it refers to, so that is at least as open."""
    access: dict[str, Access] = {key: one.access or "private" for key, one in plan.given.items()}
    if payments and plan.given[payments.entity].access is None:
        access[payments.entity] = "shared"
    for key in _from_referrers(plan):
        for target in _targets(plan, key):
            if RANK[access[target]] < RANK[access[key]]:
                _open(plan, access, key, target)
    return access


def _open(plan: Plan, access: dict[str, Access], key: str, target: str) -> None:
    if plan.given[target].access is not None:
        raise InvalidInput(
            f"{plan.given[key].name} is {access[key]} and names {plan.given[target].name}, which is {access[target]}.",
            field=f"entities.{list(plan.names).index(target)}.access",
            value=access[target],
            remedy=f"Make it {access[key]} too, or leave the relation out.",
        )
    access[target] = access[key]
    plan.notes.append(f"{plan.given[target].name} is {access[key]}, because {plan.given[key].name} names it.")


def _targets(plan: Plan, key: str) -> list[str]:
    linked: list[Reference | Collection] = [*plan.references[key], *plan.collections[key]]
    return [one.target for one in linked if one.target != key]


def _from_referrers(plan: Plan) -> Iterator[str]:
    """Keys often enough that what one opens is seen by all that follow from it."""
    for _ in plan.names:
        yield from plan.names
