"""From one sentence to a specification, by rules.

    read("A bike shop app for repairs with customers; each repair has a price and a due date. In Vue, with login")

The reader takes out what it knows, the surest first: the name, the features, the framework, lists of fields, then the
things that an app of this kind keeps and those that the sentence names. What it made of it is a specification like any
other: it is shown, and checked by the same rules. Text is data: nothing in it is followed or executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from imperium.intelligences.grammar import singular
from imperium.intelligences.web_app_builder import cues
from imperium.intelligences.web_app_builder.model import Access
from imperium.intelligences.web_app_builder.naming import clean, entity_name
from imperium.intelligences.web_app_builder.things import app_words, kept_by, thing_words, things, type_of

MOST = 12
"""Entities that one sentence may make."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The specification as plain data, and in sentences how the text was understood."""

    specification: dict[str, Any]
    notes: tuple[str, ...] = ()


@dataclass(eq=False)
class _Relation:
    """A reference to another entity; `many` for many to many."""

    to: _Entity
    required: bool = True
    many: bool = False


@dataclass(eq=False)
class _Entity:
    """An entity in the making. `known` is the key of the thing that it is, if it is a known one."""

    label: str
    known: str | None = None
    fields: list[Any] = field(default_factory=list)
    relations: list[_Relation] = field(default_factory=list)


@dataclass
class _Page:
    """The text, with a mark where something was taken, and the entities found so far by folded name."""

    rest: str
    entities: dict[str, _Entity] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    kind: str | None = None

    def take(self, pattern: re.Pattern[str], mark: str = cues.MARK) -> list[re.Match[str]]:
        found = list(pattern.finditer(self.rest))
        self.rest = pattern.sub(f" {mark} ", self.rest)
        return found

    def entity(self, words: str, known: str | None = None) -> _Entity:
        """The entity of that name or of that known kind; a new one where there is none."""
        label = singular(words.strip())
        label = label[:1].upper() + label[1:]
        key = known or _key(label)
        return self.entities.setdefault(key, _Entity(label, known))


def read(text: str) -> Reading:
    """What a sentence asks for. Never raises; what isn't understood is left out, and told."""
    page = _Page(clean(text, 10_000))
    name = next((match["quoted"] or match["name"] for match in page.take(cues.NAME)), None)
    framework = next((match["framework"] for match in page.take(cues.FRAMEWORK)), None)
    pattern = next((match["pattern"].lower() for match in page.take(cues.PATTERN)), None)
    features = _features(page)
    _take_relations(page)
    _take_fields(page)
    _take_apps(page)
    _take_things(page)
    _take_objects(page)
    name = name or page.kind
    entities = _first(page)
    _link(entities)
    access = _access(entities)
    said = {"name": name, "framework": framework, "pattern": pattern}
    specification = {
        **{key: value for key, value in said.items() if value},
        "description": clean(text, 500),
        "features": features,
        "entities": [_written(entity) | access[entity.label] for entity in entities],
    }
    return Reading(specification, tuple(page.notes))


def _first(page: _Page) -> list[_Entity]:
    """The entities, at most so many, with what they name among themselves."""
    entities = list(page.entities.values())[:MOST]
    for entity in entities:
        entity.relations = [one for one in entity.relations if one.to in entities]
    if left := len(page.entities) - len(entities):
        page.notes.append(f"{left} more kinds of thing were named; a sentence makes at most {MOST}.")
    return entities


def _features(page: _Page) -> list[str]:
    """The features that are named. Accounts are there unless the text does without them."""
    without = bool(page.take(cues.WITHOUT_ACCOUNTS))
    found = [feature for feature, pattern in cues.FEATURES.items() if page.take(pattern)]
    if "user_auth" not in found and not without:
        found.insert(0, "user_auth")
        page.notes.append('Nothing was said of accounts, so there are some: say "without login" to leave them out.')
    return found


def _take_relations(page: _Page) -> None:
    """`tasks belong to projects`, `a post has many comments`."""
    for match in page.take(cues.BELONGS):
        owned, owner = _named(page, match["owned"]), _named(page, match["owner"])
        if owned is not owner:
            owned.relations.append(_Relation(owner))
    for match in page.take(cues.HAS_MANY):
        owner, owned = _named(page, match["owner"]), _named(page, match["owned"])
        if owned is not owner:
            owned.relations.append(_Relation(owner))


def _named(page: _Page, words: str) -> _Entity:
    """The entity that a phrase ends with: of `to manage our shifts` the shifts."""
    words = words.strip()
    known = next((m for m in thing_words().find(words) if m.end == len(words)), None)
    return page.entity(known.words, known.key) if known else page.entity(cues.LEADING.sub("", words))


def _take_fields(page: _Page) -> None:
    """`repairs (title, price, status: open/done)`, `each customer has a name and an e-mail`."""
    for pattern in (cues.HAS, cues.IN_PARENTHESES):
        for match in list(pattern.finditer(page.rest)):
            if _is_app(match["thing"]) or type_of(match["thing"]).startswith("choice"):
                continue
            entity = _named(page, match["thing"])
            made = (_field(item) for item in _items(match["list"]) if not _is_thing(item))
            entity.fields += [one for one in made if one["name"]]
            page.rest = page.rest.replace(match["list"], f" {', '.join(filter(_is_thing, _items(match['list'])))} ")


def _is_app(words: str) -> bool:
    return cues.APP.search(words.strip()) is not None or app_words().of(words.strip()) is not None


def _is_thing(item: str) -> bool:
    """Whether an item of a list is a known thing in the plural: then it is no field."""
    known = thing_words().of(item)
    return known is not None and known[1] and known[0] != "note"


def _items(text: str) -> Iterator[str]:
    """The members of a list, without articles. Choices in parentheses or after a colon stay with theirs."""
    for part in cues.SEPARATOR.split(text):
        item = cues.ARTICLE.sub("", part.strip(" .;:!"))
        if item and len(item) <= 80 and cues.MARK not in item:
            yield item


def _field(item: str) -> dict[str, Any]:
    """A field of what a person wrote: its name, and its type by its name or as said."""
    optional = cues.OPTIONAL.search(item)
    bare = cues.OPTIONAL.sub("", item).strip(" ,") if optional else item
    name, _, listed = (part.strip(" ()") for part in bare.replace("(", ":", 1).partition(":"))
    choices = [part.strip() for part in re.split(r"/|\||,|\bor\b", listed) if part.strip()]
    required = {"required": False} if optional or type_of(name) in ("text", "url") else {}
    label = name[:1].upper() + name[1:]
    if len(choices) > 1:
        return {"name": label, "type": "choice", "choices": choices, **required}
    return {"name": label, "type": type_of(name), **required}


def _take_apps(page: _Page) -> None:
    """What an app of a kind keeps, whether it is named or not."""
    kinds = app_words().find(page.rest)
    for mention in reversed(kinds):
        page.rest = f"{page.rest[: mention.start]} {cues.APP_MARK} {page.rest[mention.end :]}"
    for mention in kinds:
        page.kind = page.kind or mention.words[:1].upper() + mention.words[1:]
        for key in kept_by(mention.key):
            page.entity(key.replace("_", " "), key)


def _take_things(page: _Page) -> None:
    """The known things that the text names."""
    for mention in thing_words().find(page.rest):
        acts = not mention.many and cues.BEFORE_VERB.search(page.rest[: mention.start])
        if not acts and not cues.NOT_A_THING.match(page.rest, mention.end):
            page.entity(mention.words, mention.key)
    page.rest = thing_words().pattern.sub(f" {cues.MARK} ", page.rest)


def _take_objects(page: _Page) -> None:
    """What the app is to keep, in words that aren't known: `to catalogue fountain pens`."""
    for match in cues.OBJECTS.finditer(page.rest):
        for item in _items(match["objects"]):
            if cues.OBJECT.fullmatch(item) and not _is_app(item):
                if (shorter := page.entities.get(_key(singular(item.split()[-1])))) and shorter.known is None:
                    shorter.label = singular(item)[:1].upper() + singular(item)[1:]
                    continue
                entity = page.entity(item)
                page.notes.append(f"{entity.label} is not a kind of thing that is known here: look at its fields.")


def _link(entities: Iterable[_Entity]) -> None:
    """References between the known things of the app, as they usually are."""
    by_key = {entity.known: entity for entity in entities if entity.known}
    for key, entity in by_key.items():
        usual = [link for link in things()[key].links if _target(link) in by_key] if key else []
        for link in usual[:1] if key and things()[key].one_link else usual:
            to = by_key[_target(link)]
            if not any(relation.to is to for relation in entity.relations):
                entity.relations.append(_Relation(to, required=not link.endswith("?"), many=link.endswith("[]")))


def _access(entities: Iterable[_Entity]) -> dict[str, dict[str, Access]]:
    """Who usually sees things of a kind; what they name is at least as open. Nothing where it is private."""
    ranks: tuple[Access, ...] = ("private", "shared", "public")
    usual = {e.label: ranks.index((things()[e.known].access if e.known else None) or "private") for e in entities}
    pairs = [(entity.label, relation.to.label) for entity in entities for relation in entity.relations]
    for _ in usual:
        for label, to in pairs:
            usual[to] = max(usual[to], usual[label])
    return {label: {"access": ranks[rank]} if rank else {} for label, rank in usual.items()}


def _target(link: str) -> str:
    return link.rstrip("?").removesuffix("[]")


def _written(entity: _Entity) -> dict[str, Any]:
    """The entity as a specification: its own fields, or those that are usual."""
    usual = things()[entity.known].fields if entity.known else ("name: string", "description: text?")
    own = entity.fields
    titled = own if any(_type(one) == "string" for one in own) else [*usual[:1], *own]
    fields = titled if len(own) > 1 else [*usual[:1], *own, *usual[1:]]
    related = {_key(relation.to.label) for relation in entity.relations}
    kept = [one for one in _distinct(fields) if _key(_name(one)) not in related]
    return {"name": entity.label, "fields": kept, "relations": [_related(one) for one in entity.relations]}


def _related(one: _Relation) -> dict[str, Any]:
    if one.many:
        return {"to": one.to.label, "kind": "many_to_many"}
    return {"to": one.to.label} if one.required else {"to": one.to.label, "required": False}


def _name(field: Any) -> str:
    return str(field.partition(":")[0] if isinstance(field, str) else field["name"])


def _type(field: Any) -> str:
    return str(field.partition(":")[2].strip() if isinstance(field, str) else field["type"])


def _key(name: str) -> str:
    return entity_name(name).pascal.lower()


def _distinct(fields: Iterable[Any]) -> list[Any]:
    """Each field once; what the text says of it wins over what is usual."""
    found: dict[str, Any] = {}
    for item in sorted(fields, key=lambda one: isinstance(one, str)):
        found.setdefault(_key(_name(item)), _labelled(item))
    return [found[key] for key in dict.fromkeys(_key(_name(item)) for item in fields)]


def _labelled(item: Any) -> Any:
    return item[:1].upper() + item[1:] if isinstance(item, str) else item
