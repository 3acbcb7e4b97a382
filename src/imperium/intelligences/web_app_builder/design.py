"""From a checked specification to the model: names made safe, what was left open decided, and each decision told.

Raises InvalidInput where the specification contradicts itself; it names field, value and remedy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from imperium.intelligences.grammar import plural as plural_of
from imperium.intelligences.web_app_builder.fields import designed, title_field
from imperium.intelligences.web_app_builder.framework import framework
from imperium.intelligences.web_app_builder.model import Access, App, Collection, Entity, Payments, Reference
from imperium.intelligences.web_app_builder.naming import (
    LONGEST_ENTITY,
    Label,
    Name,
    clean,
    entity_name,
    field_name,
    plain_name,
    safe_words,
)
from imperium.intelligences.web_app_builder.reserved import PATHS, TABLES
from imperium.intelligences.web_app_builder.specification import (
    EntitySpecification,
    FieldSpecification,
    RelationSpecification,
    Specification,
)
from imperium.kit.suggest import did_you_mean
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


@dataclass
class _Plan:
    """Entities in the making, by key."""

    names: dict[str, Name]
    given: dict[str, EntitySpecification]
    references: dict[str, list[Reference]] = field(default_factory=dict)
    collections: dict[str, list[Collection]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def design(specification: Specification) -> Design:
    """The model of a specification.

    Raises:
        InvalidInput: two things of one name, a relation to nothing, a circle of references, what no type allows.
    """
    notes: list[str] = []
    given = _completed(specification, notes)
    plan = _named(given)
    plan.notes = notes
    _relate(plan)
    features = set(specification.features)
    if "payments" in features and "user_auth" not in features:
        features.add("user_auth")
        notes.append("Payments belong to accounts, so user_auth is on.")
    payments = _payments(specification, plan) if "payments" in features else None
    access = _access(plan, payments)
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
    if pays and not specification.pay_for and not any(_is_price(f) for e in entities for f in e.fields):
        entities.append(EntitySpecification.model_validate(PRODUCT))
        notes.append("Nothing has a price, so a Product with one was added: name yours with a field of type money.")
    if not entities:
        entities.append(EntitySpecification.model_validate(STAND_IN))
        notes.append("No entity was named, so a single Item stands in: name yours under `entities`.")
    return entities


def _named(given: Iterable[EntitySpecification]) -> _Plan:
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
    return _Plan(names, specifications, {key: [] for key in names}, {key: [] for key in names})


def _relate(plan: _Plan) -> None:
    """Every relation on the side that keeps it: many to one and one to one as references, many to many once."""
    both = [(key, relation) for key, one in plan.given.items() for relation in one.relations]
    for key, relation in sorted(both, key=lambda pair: pair[1].kind in ("has_one", "has_many")):
        target = _target(plan, key, relation)
        if relation.kind == "many_to_many":
            _collect(plan, key, target, relation)
        elif relation.kind == "belongs_to":
            _refer(plan, key, target, relation)
        elif not any(r.target == key for r in plan.references[target]):
            back = relation.model_copy(update={"unique": relation.kind == "has_one", "name": None})
            _refer(plan, target, key, back)


def _target(plan: _Plan, key: str, relation: RelationSpecification) -> str:
    wanted = entity_name(relation.to).pascal.lower()
    found = next((k for k in plan.names if k.lower() == wanted or _plural(plan, k).pascal.lower() == wanted), None)
    if found is None:
        raise InvalidInput(
            f"{plan.given[key].name}: there is no entity {relation.to!r}.",
            field=f"entities.{list(plan.names).index(key)}.relations",
            value=relation.to,
            remedy=did_you_mean(relation.to, [one.name for one in plan.given.values()]),
        )
    return found


def _refer(plan: _Plan, key: str, target: str, relation: RelationSpecification) -> None:
    required = relation.required if relation.required is not None else key != target
    if required and key == target:
        raise InvalidInput(
            f"{plan.given[key].name}: the first one could never be made, as each needs another.",
            field=f"entities.{list(plan.names).index(key)}.relations",
            value=relation.to,
            remedy="Set required to false.",
        )
    usual = "Parent" if key == target else plan.given[target].name
    name = field_name(relation.name or usual, "link")
    name = Name(name.label, name.words[:-1]) if len(name.words) > 1 and name.words[-1] == "id" else name
    on_delete = relation.on_delete or ("restrict" if required else "set_null")
    if required and on_delete == "set_null":
        raise InvalidInput(
            f"{plan.given[key].name}: {name.label.text} is required, so it can't be emptied.",
            field=f"entities.{list(plan.names).index(key)}.relations",
            value="set_null",
            remedy="Use restrict or cascade, or set required to false.",
        )
    plan.references[key].append(Reference(name, target, required, relation.unique, on_delete))


def _collect(plan: _Plan, key: str, target: str, relation: RelationSpecification) -> None:
    if key != target and any(c.target == key for c in plan.collections[target]):
        plan.notes.append(f"{plan.given[key].name} and {plan.given[target].name} are related once, not twice.")
        return
    usual = f"Related {_plural(plan, target).label.text}" if key == target else _plural(plan, target).label.text
    plan.collections[key].append(Collection(field_name(relation.name or usual, "links"), target))


def _plural(plan: _Plan, key: str) -> Name:
    """The plural, under which its table and its pages are; another one where that is taken."""
    one, singular = plan.given[key], plan.names[key]
    label = clean(one.plural or plural_of(one.name)) or singular.label.text
    name = Name(Label(label), safe_words(label, LONGEST_ENTITY + 2, f"{singular.snake}s"))
    if name.snake in TABLES or name.kebab in PATHS or name.words == singular.words:
        return Name(name.label, (*(w for w in singular.words if w != "record"), "records"))
    return name


def _payments(specification: Specification, plan: _Plan) -> Payments:
    """What can be paid for: what was said, or the first that has a price."""
    keys = list(plan.names)
    if specification.pay_for:
        relation = RelationSpecification(to=specification.pay_for)
        keys = [_target(plan, keys[0], relation)]
    for key in keys:
        for one in plan.given[key].fields:
            if _is_price(one):
                plan.notes.append(f"{plan.given[key].name} can be paid for: {one.name} is the amount.")
                return Payments(key, field_name(one.name).snake)
    raise InvalidInput(
        f"pay_for: {specification.pay_for!r} has no field of type money that can be 1 or more.",
        field="pay_for",
        value=specification.pay_for,
        remedy="Give it one.",
    )


def _is_price(one: FieldSpecification) -> bool:
    """Whether it can say how much something costs."""
    return one.type == "money" and (one.max is None or one.max >= 1)


RANK: Mapping[Access, int] = {"private": 0, "shared": 1, "public": 2}


def _access(plan: _Plan, payments: Payments | None) -> dict[str, Access]:
    """Who sees what. Whoever sees a row sees what it refers to, so that is at least as open."""
    access: dict[str, Access] = {key: one.access or "private" for key, one in plan.given.items()}
    if payments and plan.given[payments.entity].access is None:
        access[payments.entity] = "shared"
    for key in _from_referrers(plan):
        for target in _targets(plan, key):
            if RANK[access[target]] < RANK[access[key]]:
                _open(plan, access, key, target)
    return access


def _open(plan: _Plan, access: dict[str, Access], key: str, target: str) -> None:
    if plan.given[target].access is not None:
        raise InvalidInput(
            f"{plan.given[key].name} is {access[key]} and names {plan.given[target].name}, which is {access[target]}.",
            field=f"entities.{list(plan.names).index(target)}.access",
            value=access[target],
            remedy=f"Make it {access[key]} too, or leave the relation out.",
        )
    access[target] = access[key]
    plan.notes.append(f"{plan.given[target].name} is {access[key]}, because {plan.given[key].name} names it.")


def _targets(plan: _Plan, key: str) -> list[str]:
    linked: list[Reference | Collection] = [*plan.references[key], *plan.collections[key]]
    return [one.target for one in linked if one.target != key]


def _from_referrers(plan: _Plan) -> Iterator[str]:
    """Keys often enough that what one opens is seen by all that follow from it."""
    for _ in plan.names:
        yield from plan.names


def _entity(plan: _Plan, key: str, access: Access) -> Entity:
    one = plan.given[key]
    bare = not (one.fields or plan.references[key] or plan.collections[key])
    given = [FieldSpecification(name="Name")] if bare else one.fields
    fields = tuple(designed(item, f"{one.name}.{item.name}") for item in given)
    entity = Entity(
        name=plan.names[key],
        plural=_plural(plan, key),
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
