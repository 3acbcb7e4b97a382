"""Pictures and films of a run, carried inside the page as data URIs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from imperium.platform.errors import ImperiumError
from imperium.workflows.report.prompts import prompts
from imperium.workflows.report.wording import duration, file_size, titled
from imperium.workflows.run import RunState, TaskState

PICTURES = ("image/png", "image/jpeg", "image/webp")
FILMS = ("video/mp4",)
LARGEST_INSIDE = 24 * 1024**2
"""Bytes of a file that the page carries: 32 MiB as base64, what browsers take as one data URI."""

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Figure:
    """`source` is a data URI, or empty when the file is not inside the page and `absence` says why."""

    kind: Literal["picture", "film"]
    title: str
    file: str
    source: str
    absence: str = ""
    poster: str = ""
    prompt: str = ""
    facts: tuple[str, ...] = ()
    note: str = ""
    width: int | None = None
    height: int | None = None

    @property
    def alternative(self) -> str:
        """What is shown, for those who can't see it."""
        said = self.prompt if len(self.prompt) <= 200 else f"{self.prompt[:199].rstrip()}…"
        return said or self.title


def figures(state: RunState, files: Iterable[Mapping[str, Any]], read: Read) -> list[Figure]:
    """What the succeeded tasks drew and filmed; `files` gives each artifact its name in the delivered folder."""
    named = {file["name"]: file["file"] for file in files}
    tasks = {task.id: task for task in state.tasks.values() if task.status == "succeeded" and task.artifacts}
    asked = prompts(state, tasks)
    return [figure for task in tasks.values() for figure in _of_task(task, asked.get(task.id, ""), named, read)]


def _of_task(task: TaskState, prompt: str, named: Mapping[str, str], read: Read) -> list[Figure]:
    """A film takes the task's first picture as its poster; without a film every picture stands for itself."""
    films = [artifact for artifact in task.artifacts if artifact["media_type"] in FILMS]
    pictures = [artifact for artifact in task.artifacts if artifact["media_type"] in PICTURES]
    poster = _source(pictures[0], read)[0] if films and pictures else ""
    return [_figure(task, artifact, named[artifact["name"]], prompt, read, poster) for artifact in films or pictures]


def _figure(task: TaskState, artifact: dict[str, Any], file: str, prompt: str, read: Read, poster: str) -> Figure:
    source, absence = _source(artifact, read)
    output = task.output if isinstance(task.output, Mapping) else {}
    return Figure(
        kind="film" if artifact["media_type"] in FILMS else "picture",
        title=titled(task.output_variable),
        file=file,
        source=source,
        absence=absence,
        poster=poster,
        prompt=prompt,
        facts=_facts(task, output),
        note=_note(output),
        width=_pixels(output, "width"),
        height=_pixels(output, "height"),
    )


def _source(artifact: dict[str, Any], read: Read) -> tuple[str, str]:
    """The data URI, or why there is none."""
    if artifact["size"] > LARGEST_INSIDE:
        return "", f"{file_size(artifact['size'])}: too large to travel inside this page."
    try:
        content = read(artifact["name"])
    except (ImperiumError, OSError):
        return "", "The file is no longer stored."
    return f"data:{artifact['media_type']};base64,{b64encode(content).decode()}", ""


def _facts(task: TaskState, output: Mapping[str, Any]) -> tuple[str, ...]:
    """The small print: setting, size, length, seed, and what made it."""
    width, height = _pixels(output, "width"), _pixels(output, "height")
    setting, seconds, variation = output.get("setting"), output.get("duration"), output.get("variation")
    facts = (
        setting if isinstance(setting, str) else "",
        f"{width} × {height}" if width and height else "",
        duration(seconds) if isinstance(seconds, int | float) else "",
        f"seed {seed}" if isinstance(seed := output.get("seed"), int) else "",
        f"variation {variation}" if isinstance(variation, int) else "",
        task.answered_by or task.engine or "",
    )
    return tuple(fact for fact in facts if fact)


def _note(output: Mapping[str, Any]) -> str:
    """What was asked for and could not be shown, said plainly."""
    items = output.get("unmatched_terms")
    terms = [term for item in items if (term := _term(item))] if isinstance(items, list) else []
    return f"Not shown: {', '.join(terms)}." if terms else ""


def _term(item: Any) -> str:
    return str(item.get("term", "")) if isinstance(item, Mapping) else str(item)


def _pixels(output: Mapping[str, Any], side: str) -> int | None:
    value = output.get(side)
    return value if isinstance(value, int) and 0 < value <= 100_000 else None
