"""`imperium review PATH`: seven experts read code, and say what is worth saying."""

from __future__ import annotations

import shlex
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import msgspec
import orjson
import typer
from rich.console import Console

from imperium.cli.asynchronous import finish
from imperium.cli.client import Client, connect
from imperium.cli.errors import ApiError
from imperium.cli.options import Config, Data, settings_for
from imperium.cli.run import cancel_on_interrupt
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Settings
from imperium.review.claim import SEVERITIES, Edit
from imperium.review.finding import Finding, Review
from imperium.review.repair import applied, patch
from imperium.review.report import report
from imperium.review.request import EXPERTS

err = Console(stderr=True, highlight=False)
REVIEW = "/api/v1/review"
FORMATS = ("terminal", "json", "sarif", "markdown", "github", "github_review", "gitlab", "checkstyle", "junit")


def review(
    path: Annotated[Path, typer.Argument(help="A folder or a file.", exists=True)] = Path(),
    base: Annotated[str | None, typer.Option("--diff", help="Only what is new since this commit or branch.")] = None,
    mode: Annotated[str, typer.Option(help="parallel, pipeline or backtrack.")] = "parallel",
    experts: Annotated[str | None, typer.Option(help=f"Some of {', '.join(EXPERTS)}.", show_default="all")] = None,
    prefer: Annotated[str, typer.Option(help="balanced, quality, latency or cost.")] = "balanced",
    written: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")] = "terminal",
    target: Annotated[Path | None, typer.Option("--out", help="The file it is written to.", show_default=False)] = None,
    reports: Annotated[
        list[str], typer.Option("--report", help="A further format and its file: --report sarif=review.sarif")
    ] = [],  # noqa: B006
    everything: Annotated[bool, typer.Option("--all", help="Show all findings, not the first 15.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Write the fixes that were tried and hold.")] = False,
    fail_on: Annotated[str, typer.Option(help="End with 1 from this severity on: critical … low, or never.")] = "never",
    baseline: Annotated[Path | None, typer.Option(help="Findings that are known; made if it isn't there.")] = None,
    sarif: Annotated[list[Path], typer.Option(help="Reports of other analysers, as further voters.")] = [],  # noqa: B006
    coverage: Annotated[list[Path], typer.Option(help="coverage.xml, lcov.info, jacoco.xml.")] = [],  # noqa: B006
    profiled: Annotated[
        str | None, typer.Option("--profile", help="A Python command to run and profile: --profile 'app.py --once'")
    ] = None,
    build: Annotated[bool, typer.Option("--build", help="Let tools build the project. That runs its code.")] = False,
    models: Annotated[bool, typer.Option("--models/--no-models", help="Ask language models, if connected.")] = True,
    budget: Annotated[float | None, typer.Option(help="US dollars that models may cost.", show_default=False)] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Review code: security, quality, performance, dependencies, tests, documentation."""
    _known(written, "format", FORMATS)
    _known(fail_on, "fail-on", (*SEVERITIES, "never"))
    further = [_further(one) for one in reports]
    asked: dict[str, Any] = {"mode": mode, "prefer": prefer, "models": "auto" if models else "never"}
    asked |= _code(path.resolve(), base)
    asked |= {"experts": experts.replace(",", " ").split()} if experts else {}
    asked |= {"budget_usd": budget} if budget is not None else {}
    asked |= {"build": True} if build else {}
    asked["sarif"] = [_json(file) for file in sarif]
    asked["coverage"] = {file.name: file.read_text(errors="replace") for file in coverage}
    asked |= {"profile": _profile(profiled, path)} if profiled else {}
    known = _fingerprints(baseline)
    found = finish(_review(asked | {"baseline": known or []}, settings_for(data, config)))
    if baseline is not None and known is None:
        _keep(found, baseline)
    if everything:
        found = msgspec.structs.replace(found, findings=(*found.findings, *found.more), more=())
    _write(report(written).render(found), target)
    for name, file in further:
        _write(report(name).render(found), file)
    if fix:
        _fix(found, path.resolve())
    if fail_on != "never" and any(_reaches(finding, fail_on) for finding in (*found.findings, *found.more)):
        raise typer.Exit(1)


def _known(value: str, option: str, values: tuple[str, ...]) -> None:
    if value not in values:
        raise InvalidInput(
            f"--{option} {value!r} is not one of {', '.join(values)}.", field=option, value=value, remedy="Choose one."
        )


def _further(pair: str) -> tuple[str, Path]:
    """Of `format=file`. Raises InvalidInput."""
    name, _, file = pair.partition("=")
    _known(name, "report", FORMATS)
    if not file:
        raise InvalidInput(f"--report {pair!r} names no file.", field="report", remedy="--report sarif=review.sarif")
    return name, Path(file)


def _code(path: Path, base: str | None) -> dict[str, Any]:
    """Raises InvalidInput for a diff of a single file: a commit is a repository's."""
    if path.is_dir():
        return {"repository": str(path)} | ({"base": base} if base else {})
    if base:
        raise InvalidInput("--diff needs a folder of a git repository.", field="diff", value=str(path))
    return {"files": {path.name: path.read_text(errors="replace")}}


def _json(file: Path) -> Any:
    try:
        return orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError:
        raise InvalidInput(f"{file} is not JSON.", field="sarif", value=str(file)) from None


def _profile(command: str, path: Path) -> str:
    """The profile of a command that the caller gave, run in the project's folder by its own Python.

    Raises InvalidInput when the command failed before there was one.
    """
    import subprocess

    folder = path if path.is_dir() else path.parent
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "profile"
        words = ["python3", "-m", "cProfile", "-o", str(file), *shlex.split(command)]
        err.print(f"Running: {shlex.join(words)}", markup=False, soft_wrap=True)
        subprocess.run(words, cwd=folder, check=False, stdout=sys.stderr)  # noqa: S603 (the caller's own command)
        if not file.exists():
            raise InvalidInput(f"No profile came of {command!r}.", field="profile", value=command)
        return _as_text(file)


def _as_text(file: Path) -> str:
    import io
    import pstats

    text = io.StringIO()
    pstats.Stats(str(file), stream=text).sort_stats("tottime").print_stats(200)
    return text.getvalue()


async def _review(asked: dict[str, Any], settings: Settings) -> Review:
    async with connect(settings) as client:
        answer = await client.post(REVIEW, {name: value for name, value in asked.items() if value not in ([], {})})
        plain = answer if "findings" in answer else await _ended(client, answer["id"])
        return msgspec.convert(plain, Review)


async def _ended(client: Client, run_id: str) -> dict[str, Any]:
    """The result of the run that reviews. Raises ApiError when there is none."""
    with err.status("Reading …") as status, cancel_on_interrupt(client, run_id):
        async for _, event in client.events(f"/workflow/{run_id}/events"):
            if message := event.get("message"):
                status.update(str(message))
    finished = await client.get(f"/workflow/{run_id}")
    if finished["status"] != "succeeded":
        raise ApiError(finished.get("error") or {"title": f"The review is {finished['status']}."})
    result: dict[str, Any] = finished["results"]["result"]
    return result


def _fingerprints(baseline: Path | None) -> list[str] | None:
    """Those in the file; None where there is no file yet."""
    if baseline is None or not baseline.exists():
        return None
    return [line.split()[0] for line in baseline.read_text().splitlines() if line.strip() and line[0] != "#"]


def _keep(found: Review, baseline: Path) -> None:
    lines = [f"{one.fingerprint} {one.file} {one.type}" for one in (*found.findings, *found.more)]
    baseline.write_text(
        "\n".join(["# Known findings of `imperium review`: delete a line to see it again.", *lines, ""])
    )
    err.print(f"{len(lines)} findings are known from now on: {baseline}", markup=False, soft_wrap=True)


def _write(text: str, target: Path | None) -> None:
    if target is None:
        sys.stdout.write(text if text.endswith("\n") or not text else f"{text}\n")
    else:
        target.write_text(text)
        err.print(f"Written to {target}", markup=False, soft_wrap=True)


def _fix(found: Review, path: Path) -> None:
    """Write the fixes into the files, unless a file has changed since it was read."""
    root = path if path.is_dir() else path.parent
    edits = _apart([edit for finding in (*found.findings, *found.more) for edit in finding.edits])
    before = {edit.place.path: (root / edit.place.path).read_text() for edit in edits}
    for name, after in applied(before, edits).items():
        (root / name).write_text(after)
        err.print(patch(name, before[name], after), markup=False, soft_wrap=True)
    err.print(f"{len(edits)} places changed in {len(before)} files.", markup=False)


def _apart(edits: list[Edit]) -> list[Edit]:
    """Those that don't touch each other, the first ones kept."""
    kept: list[Edit] = []
    for edit in edits:
        place = edit.place
        if all(o.place.path != place.path or o.place.last < place.first or place.last < o.place.first for o in kept):
            kept.append(edit)
    return kept


def _reaches(finding: Finding, severity: str) -> bool:
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(severity)
