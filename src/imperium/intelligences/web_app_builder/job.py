"""The build as a job of a worker process: rendering and drawing take longer than an event loop may wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from imperium.intelligences.web_app_builder.preview import previews
from imperium.intelligences.web_app_builder.project import project
from imperium.intelligences.web_app_builder.specification import Specification


def build(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """Write `project.zip` and the pictures into the job's folder; what was made, as plain data.

    Raises:
        InvalidInput: the specification contradicts itself.
    """
    report(0.05, "renders the project")
    earlier = tuple(Specification.model_validate(one) for one in job["earlier"])
    made = project(Specification.model_validate(job["specification"]), earlier)
    folder = Path(job["folder"])
    (folder / "project.zip").write_bytes(made.archive())
    report(0.5, "draws the pages")
    pictures = previews(made.app) if job["pictures"] else {}
    for name, content in pictures.items():
        (folder / f"{name}.png").write_bytes(content)
    return {
        "folder": made.app.name.kebab,
        "files": [{"path": path, "bytes": len(text.encode())} for path, text in made.files.items()],
        "pictures": list(pictures),
        "notes": list(made.notes),
    }
