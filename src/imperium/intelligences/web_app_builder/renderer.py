"""The contract of a renderer: it turns the model into the files of one part of a project.

A front end is a file in `frontends/` (`react.py`), a back end one in `backends/`. Each declares exactly one `Renderer`;
the file's name is its public key. Templates lie in `templates/frontends/react/` and are rendered by `template.render`.

**Folders.** A back end's files go to `backend/`, a front end's to `frontend/`; a renderer returns paths inside its
own folder. Above them, the project has README.md, Dockerfile, compose.yaml, CI and `.imperium/manifest.json`; no
renderer writes those.

**A front end**
- is built by its `build` command into `frontend/dist/`, as static files with `index.html`, which the back end serves
  under `/`; an address that is no file of it is answered with `index.html`, so pages may route in the browser. In
  development it passes `/api` on to `http://127.0.0.1:8000`. It takes nothing from other hosts: no font, no script.
- has every page of `App.pages`. A page of one row may find its id in the path or in the query; `Page.path` is what
  links in README and tests say where the framework can follow it.
- keeps the session's token in `localStorage` under `token`; an answer of 401 forgets it and leads to `/login`.
- builds and passes its tests after `install` alone: nothing else is downloaded, no server runs.

**Words that a person sees**, so that one browser test and one set of pictures serve every framework:

    navigation          a link for each list, named by `plural.label`; Dashboard, Analytics, Payments; Log in, Sign up;
                        a button Log out
    signup, login       fields labelled Email and Password; a button Sign up, Log in
    list                heading `plural.label`; a link `New {name.label}`; a searchbox Search; a table whose rows
                        lead to each row by its label; buttons Previous and Next; a text that begins with
                        `No {plural.label}` where there are none
    create, edit        a form; each control is labelled by the field's `name.label` (of references and collections
                        too); a button Save. A message of the API's `errors` stands at its control, the `detail`
                        above the form in an element of role alert
    show                heading: the row's `label`; each field with its label; a link Edit, a button Delete, which
                        asks in a dialog with the buttons Delete and Cancel
    payments            on the payable entity's page a button `Pay`

**Safety.** Labels, choices and descriptions are text from strangers. They are `Label` objects, which a template can
only print through a filter for the place: `py`, `js`, `html`, `yaml`, `md`, `dart`, `toml`, `comment` (see
template.py); anything else is an error while rendering. Paths and identifiers come from `Name` alone.

**Locked.** A front end's dependencies are what its lock file in the templates holds: exact versions and integrity
hashes, no host names. Renderers never add a dependency that isn't in the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from imperium.intelligences.web_app_builder.model import App
from imperium.kit.kinds import discover

Command = tuple[str, ...]
"""A program with its arguments, run in the part's own folder."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """How one part of a project is made, and how it is tried.

    `render` returns text by path (posix, relative to the part's folder). `install`, `build` and `test` are the
    commands that a person, CI and `imperium build --test` run, in this order; each may be empty. `prepare` is run
    before a start, `start` is for development. `checked` is False where the part can't be built here: then `note`
    says in words what was checked instead."""

    title: str
    part: Literal["backend", "frontend"]
    render: Callable[[App], Mapping[str, str]]
    install: tuple[Command, ...] = ()
    build: tuple[Command, ...] = ()
    test: tuple[Command, ...] = ()
    prepare: tuple[Command, ...] = ()
    start: Command = ()
    checked: bool = True
    note: str = ""
    aliases: tuple[str, ...] = ()
    """Other names that people use: `React.js`. Compared without case, dots and spaces."""


@cache
def backends() -> dict[str, Renderer]:
    """Every back end by key."""
    return discover("imperium.intelligences.web_app_builder.backends", Renderer)


@cache
def frontends() -> dict[str, Renderer]:
    """Every front end by key."""
    return discover("imperium.intelligences.web_app_builder.frontends", Renderer)
