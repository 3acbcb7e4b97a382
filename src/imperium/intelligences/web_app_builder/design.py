"""From a checked specification to the model: names made safe, what was left open decided, and each decision told.

Raises InvalidInput where the specification contradicts itself; it names field, value and remedy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from imperium.intelligences.web_app_builder.access import access_of, is_price, payments_of
from imperium.intelligences.web_app_builder.fields import designed, title_field
from imperium.intelligences.web_app_builder.framework import framework
from imperium.intelligences.web_app_builder.model import Access, App, Collection, Entity, Reference
from imperium.intelligences.web_app_builder.naming import Label, Name, clean, entity_name, plain_name
from imperium.intelligences.web_app_builder.relations import Plan, plural, relate
from imperium.intelligences.web_app_builder.specification import (
    EntitySpecification,
    FieldSpecification,
    Specification,
)
from imperium.platform.errors import InvalidInput

MINOR_DIGITS: Mapping[str, int] = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3}
"""Digits of a currency's smallest unit, ISO 4217, where they aren't two."""
STAND_IN = {
    "name": "Item",
    "fields": {"Name": "string", "Details": "text?", "State": "choice: open, in progress, done"},
}
PRODUCT = {
    "name": "Product",
    "fields": {"Name": "string", "Description": "text?", "Price": {"type": "money", "min": 1}},
}


@dataclass(frozen=True)
class Design:
    """The app, and in sentences what was decided where the specification left it open."""

    app: App
    notes: tuple[str, ...] = ()


def design(specification: Specification) -> Design:
    """The model of a specification.

    Raises:
        InvalidInput: two things of one name, a relation to nothing, a circle of references, what no type allows.
    """
    notes: list[str] = []
    given = _completed(specification, notes)
    plan = _named(given)
    plan.notes = notes
    relate(plan)
    features = set(specification.features)
    if "payments" in features and "user_auth" not in features:
        features.add("user_auth")
        notes.append("Payments belong to accounts, so user_auth is on.")
    payments = payments_of(specification, plan) if "payments" in features else None
    access = access_of(plan, payments)
    entities = _ordered([_entity(plan, key, access[key]) for key in plan.names])
    _check_tables(entities)
    title = specification.name or _title(entities)
    return Design(
        App(
            name=plain_name(title),
            description=Label(clean(specification.description, 500)),
            entities=entities,
            frontend=framework(specification.framework),
            pattern=specification.pattern,
            auth="user_auth" in features,
            dashboard="dashboard" in features,
            analytics="analytics" in features,
            payments=payments,
            currency=specification.currency,
            minor_digits=MINOR_DIGITS.get(specification.currency, 2),
        ),
        tuple(notes),
    )


def _completed(specification: Specification, notes: list[str]) -> list[EntitySpecification]:
    """The entities, with one to begin with where there is none, and one to pay for where none has a price."""
    entities = list(specification.entities)
    pays = "payments" in specification.features
    if pays and not specification.pay_for and not any(is_price(f) for e in entities for f in e.fields):
        entities.append(EntitySpecification.model_validate(PRODUCT))
        notes.append("Nothing has a price, so a Product with one was added: name yours with a field of type money.")
    if not entities:
        entities.append(EntitySpecification.model_validate(STAND_IN))
        notes.append("No entity was named, so a single Item stands in: name yours under `entities`.")
    return entities


def _named(given: Iterable[EntitySpecification]) -> Plan:
    names: dict[str, Name] = {}
    specifications: dict[str, EntitySpecification] = {}
    folded: dict[str, str] = {}
    for number, one in enumerate(given, 1):
        name = entity_name(one.name, f"record_{number}")
        if name.pascal.lower() in folded:
            raise InvalidInput(
                f"entities: {one.name!r} and {folded[name.pascal.lower()]!r} would have the same name in code.",
                field=f"entities.{number - 1}.name",
                value=one.name,
                remedy="Give one of them another name.",
            )
        folded[name.pascal.lower()] = one.name
        names[name.pascal], specifications[name.pascal] = name, one
    return Plan(names, specifications, {key: [] for key in names}, {key: [] for key in names})


def _entity(plan: Plan, key: str, access: Access) -> Entity:
    one = plan.given[key]
    bare = not (one.fields or plan.references[key] or plan.collections[key])
    given = [FieldSpecification(name="Name")] if bare else one.fields
    fields = tuple(designed(item, f"{one.name}.{item.name}") for item in given)
    entity = Entity(
        name=plan.names[key],
        plural=plural(plan, key),
        fields=fields,
        references=tuple(plan.references[key]),
        collections=tuple(plan.collections[key]),
        access=access,
        description=Label(clean(one.description, 500)),
        title_field=title_field(fields),
    )
    _check_names(entity, one.name)
    return entity


def _check_names(entity: Entity, called: str) -> None:
    """Refuse two attributes of one name, in any spelling that a target language would take for the same."""
    labels = [(f.name.camel, f.name.label.text) for f in entity.fields]
    linked: tuple[Reference | Collection, ...] = (*entity.references, *entity.collections)
    for one in linked:
        labels += [(one.name.camel, one.name.label.text), (_camel(one.column), one.name.label.text)]
    counts = Counter(camel.lower() for camel, _ in labels)
    for camel, label in labels:
        if counts[camel.lower()] > 1:
            raise InvalidInput(
                f"{called}: two attributes would be called {camel!r}, one of them {label!r}.",
                field=f"entities.{called}.fields",
                value=label,
                remedy="Give one of them another name.",
            )


def _camel(snake: str) -> str:
    head, *tail = snake.split("_")
    return head + "".join(word.capitalize() for word in tail)


def _ordered(entities: list[Entity]) -> tuple[Entity, ...]:
    """Each after those it refers to; among equals, as given. Raises InvalidInput for a circle."""
    by_key = {entity.key: entity for entity in entities}
    sorter = TopologicalSorter[str]()
    for entity in entities:
        sorter.add(entity.key, *(r.target for r in entity.references if r.target != entity.key))
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise InvalidInput(
            f"entities: they refer to each other in a circle: {circle}.",
            field="entities",
            value=circle,
            remedy="Leave one of the relations out, or make it many_to_many.",
        ) from None
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=list(by_key).index)
        order += ready
        sorter.done(*ready)
    return tuple(by_key[key] for key in order)


def _check_tables(entities: Iterable[Entity]) -> None:
    """Refuse two entities with one table, one page or one table of links."""
    tables: dict[str, str] = {}
    for entity in entities:
        links = [f"{entity.name.snake}_{c.name.snake}" for c in entity.collections]
        for table in (entity.table, *links):
            if table in tables:
                raise InvalidInput(
                    f"entities: {entity.name.label.text!r} and {tables[table]!r} would share the table {table!r}.",
                    field="entities",
                    value=entity.name.label.text,
                    remedy="Give one of them another name or plural.",
                )
            tables[table] = entity.name.label.text


def _title(entities: Iterable[Entity]) -> str:
    return f"{next(iter(entities)).plural.label.text} app"
