"""Random specifications, each built into a project that is installed, built and tested by its own commands.

    python3 dev.py bench builder [--count N] [--seed S] [--frameworks react,none] [--fresh] [--keep FOLDER]

The measure is how many pass. Names are ordinary words, words that languages reserve, other scripts, and texts that
try to leave the place where they stand. Dependencies are locked, so equal locks are installed once and shared; with
--fresh each project installs its own. `none` is an API without a front end.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import random
import re
import shutil
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from rich.console import Console
from rich.table import Table

from imperium.intelligences.web_app_builder.design import design
from imperium.intelligences.web_app_builder.fields import UNIQUE
from imperium.intelligences.web_app_builder.model import App, FieldType
from imperium.intelligences.web_app_builder.project import project
from imperium.intelligences.web_app_builder.renderer import frontends
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.trial import Step, parts, run
from imperium.intelligences.web_app_builder.update import write
from imperium.platform.errors import InvalidInput

ORDINARY = (
    "task project order customer invoice event note price amount due date status owner team member part stock room "
    "booking photo link rating review comment title summary body number code colour size weight place start end"
)
RESERVED = "class def import default delete user type select table index public model schema metadata list id key"
WORDS = [*ORDINARY.split(), *RESERVED.split()]
ODD = (
    "Größe",
    "заказ",
    "注文",
    "naïve café",
    "9 lives",
    "O'Brien",
    'say "hi"',
    "<b>bold</b>",
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}",
    "${process.exit()}",
    "'; DROP TABLE users; --",
    "../../etc/passwd",
    "back\\slash",
    "`tick` ${x}",
    "# comment",
    "%(name)s {0}",
    "new\nline",
    "rtl \u202e txt",
    "😀",
)
INSTALLED = {"backend": ".venv", "frontend": "node_modules"}
LOCKS = {"backend": "requirements-dev.lock", "frontend": "package-lock.json"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--frameworks", default=",".join([*(k for k, r in frontends().items() if r.checked), "none"]))
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for projects that fail")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="builder-") as folder:
        rows = asyncio.run(measure(Path(folder), arguments))
    Console(highlight=False).print(table(rows))
    if any(row.failed for row in rows.values()):
        sys.exit(1)


@dataclass
class Row:
    """What came of the projects of one front end."""

    passed: int = 0
    failed: int = 0
    files: int = 0
    tests: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def spent(self, what: str, seconds: float) -> None:
        self.seconds[what] = self.seconds.get(what, 0.0) + seconds


async def measure(folder: Path, arguments: argparse.Namespace) -> dict[str, Row]:
    frameworks = arguments.frameworks.split(",")
    rows = {name: Row() for name in frameworks}
    for number in range(arguments.count):
        name = frameworks[number % len(frameworks)]
        target = folder / f"app-{number}"
        passed = await one(f"{arguments.seed}:{number}", name, target, folder, rows[name], fresh=arguments.fresh)
        print(f"{number + 1}/{arguments.count} {name} {'passed' if passed else 'FAILED'}", file=sys.stderr, flush=True)
        if not passed and arguments.keep:
            shutil.copytree(target, arguments.keep / target.name, ignore=shutil.ignore_patterns(*INSTALLED.values()))
        shutil.rmtree(target)
    return rows


async def one(seed: str, framework: str, target: Path, folder: Path, row: Row, *, fresh: bool) -> bool:
    started = time.perf_counter()
    made = project(specification(random.Random(seed), framework))
    write({path: text.encode() for path, text in made.files.items()}, target)
    row.spent("render", time.perf_counter() - started)
    row.files += len(made.files)
    passed = True
    async for kind, step in tried(made.app, target, folder / "installed", fresh=fresh):
        row.spent(kind, step.seconds)
        row.tests += count(step.output) if kind == "test" else 0
        if not step.passed:
            passed = False
            print(f"{step.shown}\n{step.output}", file=sys.stderr)
    row.passed, row.failed = row.passed + passed, row.failed + (not passed)
    return passed


async def tried(app: App, target: Path, shared: Path, *, fresh: bool) -> AsyncIterator[tuple[str, Step]]:
    """Each step with its kind, until one fails."""
    for part, renderer in parts(app).items():
        if not renderer.checked:
            continue
        kept = shared / hashlib.sha256((target / part / LOCKS[part]).read_bytes()).hexdigest()[:16]
        if kept.exists() and not fresh:
            link(kept, target / part / INSTALLED[part])
        commands = {"install": () if kept.exists() and not fresh else renderer.install}
        commands |= {"build": renderer.build, "test": renderer.test}
        for kind, listed in commands.items():
            for command in listed:
                step = await run(part, command, target / part)
                yield kind, step
                if not step.passed:
                    return
            if kind == "install" and listed and not fresh:
                share(target / part / INSTALLED[part], kept)


def share(place: Path, kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    place.rename(kept)
    link(kept, place)


def link(kept: Path, place: Path) -> None:
    """Python's environment by a link; Node's as a copy whose files are shared, because tools resolve links to it."""
    if place.name == ".venv":
        place.symlink_to(kept)
    else:
        shutil.copytree(kept, place, symlinks=True, copy_function=hard_link)


def hard_link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def count(output: str) -> int:
    """How many tests pytest or vitest say that passed."""
    found = re.findall(r"(?:Tests\s+)?(\d+) passed", re.sub(r"\x1b\[[0-9;]*m", "", output))
    dots = sum(len(line) for line in re.findall(r"(?m)^(\.+)(?: +\[ *\d+%\])?$", output))
    return int(found[-1]) if found else dots


def specification(chance: random.Random, framework: str) -> Specification:
    """One that can be built. What contradicts itself is drawn again."""
    while True:
        drawn = draw(chance, framework)
        try:
            design(drawn)
        except InvalidInput:
            continue
        return drawn


def draw(chance: random.Random, framework: str) -> Specification:
    names = chance.sample([*WORDS, *ODD], chance.randint(1, 6))
    entities = [entity(chance, name, names[:number]) for number, name in enumerate(names)]
    features = ["user_auth", "dashboard", "analytics", "payments"]
    return Specification.model_validate(
        {
            "name": chance.choice([*WORDS, *ODD]),
            "description": chance.choice(ODD),
            "framework": framework,
            "pattern": chance.choice(["mvc", "mvvm"]),
            "currency": chance.choice(["USD", "EUR", "JPY", "KWD"]),
            "entities": entities,
            "features": chance.sample(features, chance.randint(0, 4)),
        }
    )


def entity(chance: random.Random, name: str, earlier: list[str]) -> dict[str, Any]:
    names = chance.sample([*WORDS, *ODD], chance.randint(0, 8))
    kinds = ("belongs_to", "has_one", "many_to_many", "has_many")
    targets = chance.sample(earlier, min(len(earlier), chance.randint(0, 3)))
    relations: list[dict[str, Any]] = [{"to": to, "kind": chance.choice(kinds)} for to in targets]
    for relation in relations:
        if relation["kind"] == "belongs_to":
            relation |= chance.choice(RELATIONS)
    if chance.random() < 0.2:
        relations.append({"to": name, "kind": chance.choice(["belongs_to", "many_to_many"])})
    access = chance.choice([None, "private", "shared", "public"])
    return {"name": name, "fields": [attribute(chance, n) for n in names], "relations": relations, "access": access}


RELATIONS: tuple[dict[str, Any], ...] = (
    {},
    {"required": False},
    {"unique": True},
    {"on_delete": "cascade"},
    {"required": False, "on_delete": "restrict"},
    {"required": False, "on_delete": "cascade", "unique": True},
)


def attribute(chance: random.Random, name: str) -> dict[str, Any]:
    kind = chance.choice(get_args(FieldType))
    found: dict[str, Any] = {"name": name, "type": kind, "required": chance.random() < 0.6}
    if kind == "choice":
        found["choices"] = chance.sample([*WORDS, *ODD], chance.randint(1, 6))
    elif kind in UNIQUE and chance.random() < 0.25:
        found["unique"] = True
    if kind in ("integer", "number", "money") and chance.random() < 0.5:
        low = chance.randint(-1_000, 1_000)
        found |= {"min": low, "max": low + chance.randint(100, 10_000)}
    if kind in ("string", "text") and chance.random() < 0.5:
        least = chance.randint(1, 20)
        found |= {"min_length": least, "max_length": least + chance.randint(3, 200)}
    return found


def table(rows: dict[str, Row]) -> Table:
    shown = Table(title="Projects that install, build and pass their own tests")
    for head in ("front end", "passed", "files", "tests", "render", "install", "build", "test"):
        shown.add_column(head, justify="left" if head == "front end" else "right")
    for name, row in rows.items():
        made = max(1, row.passed + row.failed)
        times = [f"{row.seconds.get(kind, 0.0) / made:.1f} s" for kind in ("render", "install", "build", "test")]
        passed = f"{row.passed}/{row.passed + row.failed}"
        shown.add_row(name, passed, f"{row.files / made:.0f}", f"{row.tests / made:.0f}", *times)
    return shown


if __name__ == "__main__":
    main()
