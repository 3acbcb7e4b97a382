"""Relations of a specification, each put on the side that keeps it, under a name of its own.

Raises InvalidInput for a relation to nothing, and for one that no row could ever keep.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from imperium.intelligences.grammar import plural as plural_of
from imperium.intelligences.web_app_builder.model import Collection, Reference
from imperium.intelligences.web_app_builder.naming import (
    LONGEST_ENTITY,
    Label,
    Name,
    clean,
    entity_name,
    field_name,
    safe_words,
)
from imperium.intelligences.web_app_builder.reserved import PATHS, TABLES
from imperium.intelligences.web_app_builder.specification import EntitySpecification, RelationSpecification
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput


@dataclass
class Plan:
    """Entities in the making, by key."""

    names: dict[str, Name]
    given: dict[str, EntitySpecification]
    references: dict[str, list[Reference]] = field(default_factory=dict)
    collections: dict[str, list[Collection]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def relate(plan: Plan) -> None:
    """Every relation on the side that keeps it: many to one and one to one as references, many to many once."""
    both = [(key, relation) for key, one in plan.given.items() for relation in one.relations]
    for key, relation in sorted(both, key=lambda pair: pair[1].kind in ("has_one", "has_many")):
        target = target_of(plan, key, relation)
        if relation.kind == "many_to_many":
            _collect(plan, key, target, relation)
        elif relation.kind == "belongs_to":
            _refer(plan, key, target, relation)
        elif not any(r.target == key for r in plan.references[target]):
            back = relation.model_copy(update={"unique": relation.kind == "has_one", "name": None})
            _refer(plan, target, key, back)


def target_of(plan: Plan, key: str, relation: RelationSpecification) -> str:
    wanted = entity_name(relation.to).pascal.lower()
    found = next((k for k in plan.names if k.lower() == wanted or plural(plan, k).pascal.lower() == wanted), None)
    if found is None:
        raise InvalidInput(
            f"{plan.given[key].name}: there is no entity {relation.to!r}.",
            field=f"entities.{list(plan.names).index(key)}.relations",
            value=relation.to,
            remedy=did_you_mean(relation.to, [one.name for one in plan.given.values()]),
        )
    return found


def _refer(plan: Plan, key: str, target: str, relation: RelationSpecification) -> None:
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


def _collect(plan: Plan, key: str, target: str, relation: RelationSpecification) -> None:
    if key != target and any(c.target == key for c in plan.collections[target]):
        plan.notes.append(f"{plan.given[key].name} and {plan.given[target].name} are related once, not twice.")
        return
    usual = f"Related {plural(plan, target).label.text}" if key == target else plural(plan, target).label.text
    plan.collections[key].append(Collection(field_name(relation.name or usual, "links"), target))


def plural(plan: Plan, key: str) -> Name:
    """The plural, under which its table and its pages are; another one where that is taken."""
    one, singular = plan.given[key], plan.names[key]
    label = clean(one.plural or plural_of(one.name)) or singular.label.text
    name = Name(Label(label), safe_words(label, LONGEST_ENTITY + 2, f"{singular.snake}s"))
    if name.snake in TABLES or name.kebab in PATHS or name.words == singular.words:
        return Name(name.label, (*(w for w in singular.words if w != "record"), "records"))
    return name
