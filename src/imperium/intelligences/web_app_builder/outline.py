"""What will be built, for a person to look at before it is: entities, pages, operations, tables."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.grammar import join
from imperium.intelligences.web_app_builder.api import operations
from imperium.intelligences.web_app_builder.design import Design
from imperium.intelligences.web_app_builder.literals import md
from imperium.intelligences.web_app_builder.model import App, Collection, Entity, Field, Reference
from imperium.intelligences.web_app_builder.renderer import backends, frontends
from imperium.intelligences.web_app_builder.schema import tables


def outline(made: Design) -> dict[str, Any]:
    """The app as plain data: architecture, entities, pages, api, database, deployment."""
    app = made.app
    frontend = frontends().get(app.frontend)
    return {
        "name": app.name.label.text,
        "architecture": {
            "backend": backends()[app.backend].title,
            "frontend": frontend.title if frontend else None,
            "pattern": app.pattern,
            "features": features(app),
            "currency": app.currency,
        },
        "entities": [_entity(app, entity) for entity in app.entities],
        "pages": [{"kind": page.kind, "path": page.path, "entity": page.entity} for page in app.pages],
        "api": [
            {"method": one.method, "path": one.path, "summary": one.summary, "needs_login": one.needs_login}
            for one in operations(app)
        ],
        "database": [
            {"table": table.name, "columns": [column.name for column in table.columns]} for table in tables(app)
        ],
        "deployment": ["Dockerfile", "compose.yaml", ".github/workflows/ci.yml"],
        "notes": list(made.notes),
    }


def features(app: App) -> list[str]:
    """The features that are on, by key."""
    wanted = {"user_auth": app.auth, "dashboard": app.dashboard, "analytics": app.analytics, "payments": app.payments}
    return [name for name, there in wanted.items() if there]


def markdown(made: Design) -> str:
    """The same, to be read."""
    app = made.app
    frontend = frontends().get(app.frontend)
    stack = " and ".join([*([frontend.title] if frontend else []), backends()[app.backend].title])
    lines = [f"# {md(app.name.label)}", "", f"{stack}, with {join(features(app)) or 'no further features'}."]
    for entity in app.entities:
        lines += [
            "",
            f"**{md(entity.plural.label)}** ({entity.access})" if app.auth else f"**{md(entity.plural.label)}**",
        ]
        lines += [f"- {_told(field)}" for field in entity.fields]
        linked: tuple[Reference | Collection, ...] = (*entity.references, *entity.collections)
        lines += [f"- {md(one.name.label)}: {_to(app, one)}" for one in linked]
    if made.notes:
        lines += ["", *(f"> {md(note)}" for note in made.notes)]
    return "\n".join(lines)


def _entity(app: App, entity: Entity) -> dict[str, Any]:
    linked: tuple[Reference | Collection, ...] = (*entity.references, *entity.collections)
    return {
        "name": entity.name.label.text,
        "path": entity.path,
        "access": entity.access,
        "fields": [
            {"name": f.name.snake, "label": f.name.label.text, "type": f.type, "required": f.required}
            for f in entity.fields
        ],
        "relations": [
            {"name": one.column, "to": app.entity(one.target).name.label.text, "many": isinstance(one, Collection)}
            for one in linked
        ],
    }


def _told(field: Field) -> str:
    choices = f" ({', '.join(md(choice.label) for choice in field.choices)})" if field.choices else ""
    extra = [*(["optional"] if not field.required else []), *(["unique"] if field.unique else [])]
    return ", ".join([f"{md(field.name.label)}: {field.type}{choices}", *extra])


def _to(app: App, one: Reference | Collection) -> str:
    target = app.entity(one.target)
    if isinstance(one, Collection):
        return f"any number of {md(target.plural.label)}"
    return f"{'a' if one.required else 'perhaps a'} {md(target.name.label)}"
