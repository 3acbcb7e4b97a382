"""Pictures and films of a run, carried inside the page as data URIs."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Mapping
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


def figures(state: RunState, artifacts: list[dict[str, Any]], read: Read) -> list[Figure]:
    """What the succeeded tasks drew and filmed; `artifacts` are the run's files, each with `file` and `task`."""
    asked = prompts(state)
    by_task: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for artifact in artifacts:
        by_task[artifact["task"]].append(artifact)
    return [
        figure
        for task_id, own in by_task.items()
        for figure in _of_task(state.tasks[task_id], own, asked.get(task_id, ""), read)
    ]


def _of_task(task: TaskState, artifacts: list[dict[str, Any]], prompt: str, read: Read) -> list[Figure]:
    """A film takes the task's first picture as its poster; without a film every picture stands for itself."""
    films = [artifact for artifact in artifacts if artifact["media_type"] in FILMS]
    pictures = [artifact for artifact in artifacts if artifact["media_type"] in PICTURES]
    poster = _source(pictures[0], read)[0] if films and pictures else ""
    return [_figure(task, artifact, prompt, read, poster) for artifact in films or pictures]


def _figure(task: TaskState, artifact: dict[str, Any], prompt: str, read: Read, poster: str) -> Figure:
    source, absence = _source(artifact, read)
    output = task.output if isinstance(task.output, Mapping) else {}
    return Figure(
        kind="film" if artifact["media_type"] in FILMS else "picture",
        title=titled(task.output_variable),
        file=artifact["file"],
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
    """The small print: size, length, seed, and what made it."""
    width, height = _pixels(output, "width"), _pixels(output, "height")
    seconds, seed = output.get("duration"), output.get("seed")
    facts = (
        f"{width} × {height}" if width and height else "",
        duration(seconds) if isinstance(seconds, int | float) else "",
        f"seed {seed}" if isinstance(seed, int) else "",
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
