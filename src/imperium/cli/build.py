"""`imperium build SENTENCE`: from a sentence, or a specification, to an app in a folder, tried and started."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markdown import Markdown

from imperium.cli.asynchronous import finish
from imperium.cli.client import Client, connect
from imperium.cli.errors import ApiError
from imperium.cli.options import Config, Data, settings_for
from imperium.cli.run import follow
from imperium.intelligences.web_app_builder import serving
from imperium.intelligences.web_app_builder.design import design
from imperium.intelligences.web_app_builder.journey import journey
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.photographs import photographs
from imperium.intelligences.web_app_builder.project import SPECIFICATION
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.trial import trial
from imperium.intelligences.web_app_builder.update import Report, specifications, unpacked, update, write
from imperium.platform.errors import InvalidInput, TimedOut
from imperium.platform.settings import Settings

out = Console(highlight=False)
EXECUTE = "/api/v1/intelligence/web_app_builder/execute"


def build(
    sentence: Annotated[str | None, typer.Argument(help="What the app is for, in plain words.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="The folder of the app.", show_default="made from its name")
    ] = None,
    spec: Annotated[Path | None, typer.Option("--spec", help="A specification in JSON instead.")] = None,
    framework: Annotated[str | None, typer.Option(help="The front end: React, Vue, Next.js, Angular, none.")] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show what would be built, and stop.")] = False,
    previous: Annotated[
        Path | None, typer.Option("--update", help="A folder built before, to bring up to date; your edits stay.")
    ] = None,
    test: Annotated[bool, typer.Option("--test", help="Install, build and test it.")] = False,
    start: Annotated[bool, typer.Option("--start", help="Start it, once it is built.")] = False,
    browse: Annotated[
        bool, typer.Option("--browse", help="Use it in a browser: sign up, create, find and delete a row.")
    ] = False,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", help="A folder for pictures of its pages, once it is built.")
    ] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Turn a sentence into an app: API, database, pages, tests."""
    request = _request(sentence, spec, framework)
    if previous:
        request["earlier"] = specifications(previous)
    built = finish(_build(request, settings_for(data, config), plan=plan))
    out.print(Markdown(built["markdown"]))
    if plan:
        return
    target = previous or folder or Path(built["folder"])
    _put(built["archive"], target, merge=previous is not None)
    app = design(Specification.model_validate(json.loads((target / SPECIFICATION).read_bytes()))).app
    out.print(f"\n{target}  ({len(built['files'])} files)", markup=False, soft_wrap=True)
    if (test or start or browse or pictures) and not finish(_try(app, target)):
        raise typer.Exit(1)
    if browse and not finish(_browse(app, target)):
        raise typer.Exit(1)
    if start or pictures:
        finish(_serve(app, target, pictures, stay=start))


def _request(sentence: str | None, spec: Path | None, framework: str | None) -> dict[str, Any]:
    """What is asked of the builder. Raises InvalidInput."""
    if (sentence is None) == (spec is None):
        raise InvalidInput(
            "Say what to build: either a sentence, or a specification with --spec.",
            field="sentence",
            remedy='For example: imperium build "A todo list app with projects" --test --start',
        )
    request = {"objective": sentence} if spec is None else _read(spec)
    return {**request, **({"framework": framework} if framework else {})}


def _read(spec: Path) -> dict[str, Any]:
    try:
        data = json.loads(spec.read_bytes())
    except ValueError:
        raise InvalidInput(f"{spec} is not JSON.", field="spec", value=str(spec)) from None
    if not isinstance(data, dict):
        raise InvalidInput(f"{spec} holds no JSON object.", field="spec", value=str(spec))
    return data


async def _build(request: dict[str, Any], settings: Settings, *, plan: bool) -> dict[str, Any]:
    """What the server built; under `archive` its bytes."""
    async with connect(settings) as client:
        answer = await client.post(EXECUTE, {**request, "plan_only": plan, "pictures": False})
        result: dict[str, Any] = answer["result"] if "result" in answer else await _ended(client, answer["id"])
        return result if plan else {**result, "archive": await client.download(result["archive"]["url"])}


async def _ended(client: Client, run_id: str) -> dict[str, Any]:
    """The result of the run that builds. Raises ApiError when there is none."""
    finished = await follow(client, run_id)
    if finished["status"] != "succeeded":
        raise ApiError(finished.get("error") or {"title": f"The build is {finished['status']}."})
    result: dict[str, Any] = finished["results"]["result"]
    return result


def _put(archive: bytes, target: Path, *, merge: bool) -> None:
    files = unpacked(archive)
    if not merge:
        return write(files, target)
    return _tell(update(files, target))


def _tell(report: Report) -> None:
    for done, paths in (("merged with your edits", report.merged), ("kept as you changed them", report.kept)):
        if paths:
            out.print(f"{len(paths)} {done}: {', '.join(paths[:8])}", markup=False, soft_wrap=True)
    out.print(f"{len(report.written)} written anew, {len(report.removed)} removed.", markup=False)
    for path in report.conflicts:
        out.print(f"Conflict: {path}. Look for <<<<<<< in it.", style="yellow", markup=False, soft_wrap=True)


async def _try(app: App, target: Path) -> bool:
    """Whether every step passed. Each is told as it ends; of one that fails, the end of its output."""
    passed = True
    async for step in trial(app, await asyncio.to_thread(target.resolve)):
        out.print(f"{'✓' if step.passed else '✗'} {step.shown}  ({step.seconds:.1f} s)", markup=False, soft_wrap=True)
        if not step.passed:
            passed = False
            out.print(step.output, markup=False, soft_wrap=True)
    return passed


async def _serve(app: App, target: Path, pictures: Path | None, *, stay: bool) -> None:
    """The app until somebody stops it with Ctrl-C; pictures are taken of one with a database of its own."""
    folder = await asyncio.to_thread(target.resolve)
    if pictures:
        await _photograph(app, folder, pictures)
    if not stay:
        return
    async with serving.served(app, folder) as running:
        out.print(f"\n{app.name.label.text} is at {running.address}  (Ctrl-C stops it)", markup=False, soft_wrap=True)
        await running.process.wait()


async def _browse(app: App, target: Path) -> bool:
    """Whether a person gets through it, on a database of its own."""
    async with _running_aside(app, await asyncio.to_thread(target.resolve)) as address:
        try:
            async for step in journey(app, address):
                out.print(f"✓ browser: {step}", markup=False, soft_wrap=True)
        except TimedOut as error:
            out.print(f"✗ browser: {error.detail}", markup=False, soft_wrap=True)
            return False
    return True


@asynccontextmanager
async def _running_aside(app: App, folder: Path) -> AsyncIterator[str]:
    """The address of the app while it runs on a database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="imperium-app-") as temporary:
        async with serving.served(app, folder, DATABASE_URL=f"sqlite:///{temporary}/aside.db") as running:
            yield running.address


async def _photograph(app: App, folder: Path, pictures: Path) -> None:
    async with _running_aside(app, folder) as address:
        taken = await photographs(app, address)
    await asyncio.to_thread(_keep, taken, pictures)
    out.print(f"{len(taken)} pictures in {pictures}", markup=False, soft_wrap=True)


def _keep(taken: dict[str, bytes], pictures: Path) -> None:
    pictures.mkdir(parents=True, exist_ok=True)
    for name, content in taken.items():
        (pictures / f"{name}.png").write_bytes(content)
