"""Templates as data in the package, rendered so that no text from a person can leave the place where it stands.

A folder of templates mirrors the folder that it becomes. A file that ends in `.j2` is a Jinja template, any other is
copied as it is. In paths `_entity_snake_`, `_entity_kebab_` and `_entity_pascal_` stand for the entity's name: such a
file is rendered once for each entity, with `entity` in its context.

Whatever a template prints must be code, a number or the output of a filter (`literals.py`); printing a `Label` or any
other object is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, Undefined

from imperium.intelligences.web_app_builder.literals import FILTERS
from imperium.intelligences.web_app_builder.model import App, Entity

PACKAGE = "imperium.intelligences.web_app_builder"


def render(folder: str, app: App, **context: Any) -> dict[str, str]:
    """The files of a folder below `templates/` (`frontends/react`), by path. Templates see `app` and the context.

    Raises:
        TypeError: a template prints what isn't code: see above.
        jinja2.UndefinedError: a template names what isn't there.
    """
    found: dict[str, str] = {}
    for path, text in _sources(folder).items():
        for entity in app.entities if "_entity_" in path else (None,):
            target = _placed(path.removesuffix(".j2"), entity)
            here = {"app": app, "entity": entity, **context}
            found[target] = _compiled(text).render(here) if path.endswith(".j2") else text
    return found


@cache
def _sources(folder: str) -> dict[str, str]:
    """The text of each file below a folder of templates, by path inside it, in their order."""
    return dict(sorted(_walk(files(PACKAGE).joinpath("templates", *folder.split("/")), "")))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from _walk(item, f"{prefix}{item.name}/")
        elif item.is_file():
            yield f"{prefix}{item.name}", item.read_text("utf-8")


def _placed(path: str, entity: Entity | None) -> str:
    if entity is None:
        return path
    names = {"snake": entity.name.snake, "kebab": entity.name.kebab, "pascal": entity.name.pascal}
    return re.sub(r"_entity_(snake|kebab|pascal)_", lambda match: names[match[1]], path)


def _only_code(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Undefined):
        str(value)  # raises, and says which name
    raise TypeError(f"a template prints a {type(value).__name__}; it needs a filter, or is a mistake")


@cache
def _compiled(text: str) -> Template:
    return _environment().from_string(text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=BaseLoader(),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (each place names its own filter, and labels can't be printed without)
        finalize=_only_code,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
