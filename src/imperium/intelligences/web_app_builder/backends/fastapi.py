"""FastAPI, SQLAlchemy 2, alembic and pytest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import pairwise

from imperium.intelligences.web_app_builder.api import operations
from imperium.intelligences.web_app_builder.backends._python import (
    bad_values,
    column_type,
    output_type,
    python_type,
    range_type,
    sample,
    schema_type,
)
from imperium.intelligences.web_app_builder.migration import migration
from imperium.intelligences.web_app_builder.model import App, Collection, Entity, Reference
from imperium.intelligences.web_app_builder.renderer import Renderer
from imperium.intelligences.web_app_builder.schema import Table, tables, uniques
from imperium.intelligences.web_app_builder.template import render


def _render(app: App) -> Mapping[str, str]:
    files: dict[str, str] = {}
    for part in _parts(app):
        files |= render(
            f"backends/fastapi/{part}",
            app,
            bad_values=bad_values,
            before=partial(_before, app),
            column_type=column_type,
            on_delete=_on_delete,
            operations=operations(app),
            output_type=output_type,
            pairs=_pairs,
            python_type=python_type,
            range_type=range_type,
            sample=sample,
            schema_type=schema_type,
            targets=partial(_targets, app),
            uniques=uniques,
        )
    return files | _migrations([tables(version) for version in (*app.earlier, app)])


def _parts(app: App) -> Iterable[str]:
    wanted = {"auth": app.auth, "dashboard": app.dashboard, "analytics": app.analytics, "payments": app.payments}
    return ("base", *(part for part, asked in wanted.items() if asked))


def _migrations(databases: list[tuple[Table, ...]]) -> dict[str, str]:
    """One from nothing to the first, and one for each change after it."""
    steps = [pair for pair in pairwise([(), *databases]) if pair[0] != pair[1]]
    made = (migration(number, before, after) for number, (before, after) in enumerate(steps, 1))
    return {f"migrations/versions/{name}": code for name, code in made}


def _before(app: App, entity: Entity) -> list[str]:
    """The keys of the entities that come before this one: rows of theirs can be made without any of its own."""
    keys = [one.key for one in app.entities]
    return keys[: keys.index(entity.key)]


def _targets(app: App, entity: Entity) -> list[Entity]:
    """The other entities that this one names, in the order of their names."""
    linked: tuple[Reference | Collection, ...] = (*entity.references, *entity.collections)
    return [app.entity(key) for key in sorted({one.target for one in linked} - {entity.key})]


def _on_delete(one: Reference) -> str:
    return one.on_delete.replace("_", " ").upper()


def _pairs(links: Iterable[Reference | Collection]) -> str:
    return "{" + ", ".join(f'"{one.column}": "{one.name.snake}"' for one in links) + "}"


FASTAPI = Renderer(
    title="FastAPI",
    part="backend",
    render=_render,
    install=(
        ("python3", "-m", "venv", ".venv"),
        (".venv/bin/pip", "install", "--quiet", "--require-hashes", "-r", "requirements-dev.lock"),
    ),
    build=((".venv/bin/python", "-m", "compileall", "-q", "app", "migrations"),),
    test=((".venv/bin/python", "-m", "pytest"),),
    prepare=((".venv/bin/alembic", "upgrade", "head"),),
    start=(".venv/bin/uvicorn", "--factory", "app.main:create_app", "--reload"),
)
