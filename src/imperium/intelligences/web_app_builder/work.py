"""Building an app: a sentence or a specification is understood, designed, and rendered by a worker."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from imperium.intelligences.web_app_builder.design import Design, design
from imperium.intelligences.web_app_builder.inputs import BuilderInputs, combined, said, specification
from imperium.intelligences.web_app_builder.outline import markdown, outline
from imperium.intelligences.web_app_builder.proposal import propose
from imperium.intelligences.web_app_builder.renderer import Command, backends, frontends
from imperium.intelligences.web_app_builder.sentence import read
from imperium.platform.artifacts import Artifact
from imperium.platform.capability import Context, Result

ENGINE = "embedded:app-builder"
JOB = "imperium.intelligences.web_app_builder.job:build"
TIMEOUT_S = 120.0


async def build(inputs: BuilderInputs, context: Context) -> Result:
    """Raises InvalidInput for a specification that contradicts itself."""
    data, notes, asked = await _understood(inputs, context)
    asked_for = specification(data)
    made = await asyncio.to_thread(design, asked_for)
    made = Design(made.app, (*notes, *made.notes))
    given = asked_for.model_dump(mode="json", exclude_defaults=True)
    plan = {"engine": ENGINE, **outline(made), "specification": given, "markdown": markdown(made)}
    model, cost = (asked.model, asked.cost_micro_usd) if asked else (None, 0)
    if inputs.plan_only:
        return Result(output={"status": "planned", **plan}, engine=ENGINE, model=model, cost_micro_usd=cost)
    job = {
        "specification": given,
        "earlier": [one.model_dump(mode="json", exclude_defaults=True) for one in inputs.earlier],
        "pictures": inputs.pictures,
    }
    built, artifacts = await _built(job, asked_for.name or made.app.name.label.text, context)
    output = {
        "status": "built",
        **plan,
        "files": built["files"],
        "notes": [*notes, *built["notes"]],
        "commands": _commands(made),
        "folder": built["folder"],
        "archive": artifacts[0].as_dict(),
        "previews": [
            {"page": page, **artifact.as_dict()}
            for page, artifact in zip(built["pictures"], artifacts[1:], strict=True)
        ],
    }
    return Result(output=output, engine=ENGINE, model=model, cost_micro_usd=cost, artifacts=artifacts)


async def _understood(inputs: BuilderInputs, context: Context) -> tuple[dict[str, Any], tuple[str, ...], Result | None]:
    """The specification, how it came to be, and what a model was asked for it."""
    outright = said(inputs)
    if inputs.objective is None:
        return outright, (), None
    reading = read(inputs.objective)
    if "entities" not in outright and (proposed := await propose(inputs.objective, context)):
        by_rules = {k: v for k, v in reading.specification.items() if k in ("framework", "pattern", "description")}
        data, answer = proposed
        note = f"The entities were proposed by {answer.model or answer.engine}."
        return combined({**by_rules, **data}, outright), (note,), answer
    return combined(reading.specification, outright), reading.notes, None


async def _built(job: dict[str, Any], name: str, context: Context) -> tuple[dict[str, Any], tuple[Artifact, ...]]:
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="imperium-")
    with folder as path:
        built = await context.workers.run(
            JOB,
            {**job, "folder": path},
            progress=context.progress,
            priority=context.priority,
            timeout_s=TIMEOUT_S,
            waiting=context.waiting,
        )
        files = [("project", name, "zip"), *((page, f"{name} {page}", "png") for page in built["pictures"])]
        kept = [
            await context.artifacts.put_file(Path(path, f"{stem}.{extension}"), called, extension)
            for stem, called, extension in files
        ]
    return built, tuple(kept)


def _commands(made: Design) -> dict[str, list[list[str]]]:
    """How each part is installed, built and tested, in its own folder."""
    parts = {"backend": backends()[made.app.backend], "frontend": frontends().get(made.app.frontend)}

    def listed(commands: tuple[Command, ...]) -> list[list[str]]:
        return [list(command) for command in commands]

    return {part: listed((*one.install, *one.build, *one.test)) for part, one in parts.items() if one}
