"""A whole project: the files of its parts, what holds them together, and what an update needs to know."""

from __future__ import annotations

import ast
import io
import json
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from imperium import __version__
from imperium.intelligences.grammar import join
from imperium.intelligences.web_app_builder.design import Design, design
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.renderer import Renderer, backends, frontends
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.template import render
from imperium.platform.errors import FatalError

MANIFEST, ORIGINALS, SPECIFICATION = ".imperium/manifest.json", ".imperium/originals.zip", "specification.json"
NODE = "22"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that files in archives carry, so that equal projects are equal archives."""


@dataclass(frozen=True, slots=True)
class Project:
    """The files by path, all of them text; and what was decided while designing."""

    app: App
    files: Mapping[str, str]
    notes: tuple[str, ...]
    manifest: Mapping[str, Any]

    def archive(self) -> bytes:
        """Everything in one zip, below a folder of the app's name, with what an update needs."""
        inside = {path: text.encode() for path, text in self.files.items()} | self.records()
        return zipped({f"{self.app.name.kebab}/{path}": content for path, content in inside.items()})

    def records(self) -> dict[str, bytes]:
        """The manifest and the files as they were generated, by path."""
        originals = zipped({path: text.encode() for path, text in self.files.items()})
        return {MANIFEST: json.dumps(self.manifest, indent=1).encode() + b"\n", ORIGINALS: originals}


def project(specification: Specification, earlier: tuple[Specification, ...] = ()) -> Project:
    """The project of a specification; `earlier` are those that it was made of before, oldest first.

    Raises:
        InvalidInput: the specification contradicts itself.
        FatalError: a renderer wrote something that can't be read: a mistake of ours.
    """
    made = design(specification)
    app = replace(made.app, earlier=tuple(design(one).app for one in earlier))
    given = specification.model_dump(mode="json", exclude_defaults=True)
    files = _files(app) | {SPECIFICATION: json.dumps(given, indent=2, ensure_ascii=False) + "\n"}
    for path, text in files.items():
        _check(path, text)
    history = [*(one.model_dump(mode="json", exclude_defaults=True) for one in earlier), given]
    return Project(app, dict(sorted(files.items())), _notes(made), _manifest(files, history))


def _files(app: App) -> dict[str, str]:
    backend, frontend = backends()[app.backend], frontends().get(app.frontend)
    stack = " and ".join([*([frontend.title] if frontend else []), backend.title])
    parts: dict[str, Mapping[str, str]] = {
        "": render("project", app, backend=backend, frontend=frontend, stack=stack, features=_features(app), node=NODE),
        "backend/": backend.render(app),
        "frontend/": frontend.render(app) if frontend else {},
    }
    return {f"{folder}{path}": text for folder, files in parts.items() for path, text in files.items()}


def _features(app: App) -> str:
    words = {
        "accounts": app.auth,
        "a dashboard": app.dashboard,
        "analytics": app.analytics,
        "payments": app.payments is not None,
    }
    return join([word for word, there in words.items() if there])


def _notes(made: Design) -> tuple[str, ...]:
    frontend: Renderer | None = frontends().get(made.app.frontend)
    told = f"The front end in {frontend.title} {frontend.note}" if frontend and frontend.note else None
    return (*made.notes, *([told] if told else []))


def _manifest(files: Mapping[str, str], history: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "generator": f"imperium {__version__}",
        "specifications": history,
        "files": {path: sha256(text.encode()).hexdigest() for path, text in sorted(files.items())},
    }


def _check(path: str, text: str) -> None:
    """Read what can be read: Python, JSON, TOML. Raises FatalError."""
    readers: dict[str, Callable[[str], object]] = {"py": ast.parse, "json": json.loads, "toml": tomllib.loads}
    reader = readers.get(path.rpartition(".")[2])
    if reader is None or path.rpartition("/")[2].startswith("tsconfig"):
        return
    try:
        reader(text)
    except (SyntaxError, ValueError) as error:
        raise FatalError(f"The builder wrote {path}, which can't be read: {error}.") from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of the files, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
