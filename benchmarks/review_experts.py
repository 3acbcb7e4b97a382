"""The experts that no public benchmark is about: documentation, dependencies, tests.

    python3 dev.py bench review_experts -- --documentation scipy --advisories DIR --gaps DIR --coverage FILE

`--documentation PACKAGE` changes docstrings of an installed package that are complete: a parameter dropped, one
renamed, the result dropped, all of it dropped; and leaves some as they are. Beside us pydoclint and ruff's D417.
`--advisories DIR` is a folder of OSV records: versions that are listed as affected, and versions that fix something.
`--gaps DIR --coverage FILE` is a Python project and what coverage.py says (JSON) of a run of the tests that are in it.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from imperium.review.advisories.advisory import Affected
from imperium.review.advisories.archive import records
from imperium.review.advisories.ecosystem import by_osv_name
from imperium.review.advisories.osv import read
from imperium.review.advisories.repository import FILE, AdvisoryRepository
from imperium.review.advisories.update import update
from imperium.review.claim import Claim
from imperium.review.experts.documentation import EXPERT as DOCUMENTATION
from imperium.review.process import start
from imperium.review.subject import Subject
from imperium.review.testing.reach import unreached
from imperium.review.testing.suite import Suite

LISTED, FIXED = 4_000, 1_500
SECTION = re.compile(r"\n\s*\w[\w ]*\n\s*-{3,}")


class Documented(NamedTuple):
    """A function whose docstring names all of its parameters and its result, as NumPy writes it."""

    name: str
    source: str
    parameters: list[str]


def documented(package: str) -> list[Documented]:
    """The functions of an installed package that qualify."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} isn't installed.")
    paths = sorted(path for path in Path(spec.origin).parent.rglob("*.py") if "test" not in str(path))
    return [found for path in paths for found in _in_file(path.read_text(errors="replace"))]


def _in_file(text: str) -> Iterator[Documented]:
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not node.decorator_list:
            names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            source = ast.get_source_segment(text, node)
            if source and names and not (node.args.vararg or node.args.kwarg) and _is_complete(node, names):
                yield Documented(node.name, source, names)


def _is_complete(node: ast.FunctionDef, names: list[str]) -> bool:
    docstring = ast.get_docstring(node) or ""
    if "Parameters\n-----" not in docstring or "Returns\n----" not in docstring:
        return False
    section = SECTION.split(docstring.split("Parameters\n")[1])[0]
    gives = any(isinstance(inner, ast.Return) and inner.value for inner in ast.walk(node))
    return gives and re.findall(r"^(\w+) ?:", section, re.MULTILINE) == names


def drop_parameter(one: Documented) -> str:
    entry = re.compile(
        rf"^(\s+){random.choice(one.parameters)} ?:.*\n(?:\1[ \t]+.*\n|[ \t]*\n(?=\1[ \t]))*", re.MULTILINE
    )
    return entry.sub("", one.source, count=1)


def rename_parameter(one: Documented) -> str:
    name = random.choice(one.parameters)
    return re.sub(rf"^(\s+){name}( ?:)", rf"\1{name}_old\2", one.source, count=1, flags=re.MULTILINE)


def drop_result(one: Documented) -> str:
    return re.sub(r'(?ms)^ +Returns\n +-{4,}\n.*?(?=^ +\w[\w ]*\n +-{3,}|""")', "", one.source, count=1)


def drop_all(one: Documented) -> str:
    return re.sub(r'(?s)r?""".*?"""', "pass", one.source, count=1)


CHANGES: dict[str, Callable[[Documented], str]] = {
    "clean (false alarms)": lambda one: one.source,
    "parameter dropped": drop_parameter,
    "parameter renamed": rename_parameter,
    "result dropped": drop_result,
    "no docstring": drop_all,
}


def documentation(package: str, samples: int) -> Table:
    """Of changed functions, how many are told, by reviewer."""
    table = Table(
        "docstrings", "n", "we", "our own reading alone", "pydoclint as second witness", "ruff D417", title=package
    )
    functions = documented(package)
    for change, apply in CHANGES.items():
        fitting = [one for one in functions if change.startswith("clean") or apply(one) != one.source]
        chosen = random.sample(fitting, min(samples, len(fitting)))
        texts = {f"f{index}.py": f'"""A module."""\n\n{apply(one)}\n' for index, one in enumerate(chosen)}
        table.add_row(change, str(len(texts)), *map(str, _told(texts)))
    return table


def _told(texts: dict[str, str]) -> list[int]:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            Path(folder, path).write_text(text)
        claims = DOCUMENTATION.examine(Subject(files=texts, root=Path(folder))).claims
        arguments = ["check", "--isolated", "--select", "D417", "--config", "lint.pydocstyle.convention='numpy'"]
        ran = start("ruff", [*arguments, "--output-format", "json"], folder=Path(folder), timeout_s=60)
        peer = {entry["filename"] for entry in json.loads(ran.output)}
    return [len(_files(claims)), len(_files(claims, "comments")), len(_files(claims, "pydoclint")), len(peer)]


def _files(claims: tuple[Claim, ...], voter: str = "") -> set[str]:
    return {claim.place.path for claim in claims if voter in ("", claim.voter)}


def advisories(folder: Path) -> Table:
    """Listed versions that are found, and fixed versions that are told all the same."""
    listed: list[tuple[str, Affected, str]] = []
    fixed: list[tuple[str, Affected, str]] = []
    for advisory in filter(None, map(read, records(folder))):
        for each in advisory.affected:
            listed += [(advisory.id, each, version) for version in each.versions]
            fixed += [(advisory.id, each, at) for events in each.ranges for kind, at in events if kind == "fixed"]
    table = Table("versions", "n", "told", title=f"advisories in {folder.name}")
    with tempfile.TemporaryDirectory() as data:
        asyncio.run(update(Path(data), [str(folder)]))
        with AdvisoryRepository(Path(data) / FILE) as kept:
            for name, cases, most in (
                ("listed as affected", listed, LISTED),
                ("that fix it (false alarms)", fixed, FIXED),
            ):
                chosen = random.sample(cases, min(most, len(cases)))
                table.add_row(name, str(len(chosen)), str(sum(_is_told(kept, *case) for case in chosen)))
    return table


def _is_told(kept: AdvisoryRepository, identity: str, affected: Affected, version: str) -> bool:
    matches = kept.matching(by_osv_name()[affected.ecosystem], affected.package, version)
    return any(advisory.id == identity for advisory, _ in matches)


def gaps(folder: Path, report: Path) -> Table:
    """Functions that are said to be untested, against the lines that ran; those inside of others are left out."""
    files = {str(path.relative_to(folder)): path.read_text(errors="replace") for path in sorted(folder.rglob("*.py"))}
    suite = Suite(Subject(files=files, root=folder))
    said = {(unit.path, function.at.line) for unit, function in unreached(suite)}
    program = {unit.path for unit in suite.units}
    truth: dict[tuple[str, int], bool] = {}
    for path, lines in json.loads(report.read_text())["files"].items():
        if path not in program:
            continue
        truth |= {(path, line): untested for line, untested in _untested(files[path], lines)}
    claimed = said & truth.keys()
    right, untested = sum(truth[each] for each in claimed), sum(truth.values())
    table = Table("functions", "untested", "told", "precision", "recall", title=f"test gaps in {folder.name}")
    shares = (f"{right / max(len(claimed), 1):.3f}", f"{right / max(untested, 1):.3f}")
    table.add_row(str(len(truth)), str(untested), str(len(claimed)), *shares)
    return table


def _untested(text: str, lines: dict[str, list[int]]) -> Iterator[tuple[int, bool]]:
    """The line of each function outside of functions, and whether none of its body's lines ran."""
    ran, missed = set(lines["executed_lines"]), set(lines["missing_lines"])
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = {line for one in node.body for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)}
            if body & (ran | missed):
                yield node.lineno, not body & ran
        else:
            waiting.extend(ast.iter_child_nodes(node))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documentation", metavar="PACKAGE")
    parser.add_argument("--samples", type=int, default=32, help="functions of each kind")
    parser.add_argument("--advisories", type=Path, metavar="DIR")
    parser.add_argument("--gaps", type=Path, metavar="DIR")
    parser.add_argument("--coverage", type=Path, metavar="FILE")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args([argument for argument in sys.argv[1:] if argument != "--"])
    random.seed(asked.seed)
    console = Console(width=150)
    if asked.documentation:
        console.print(documentation(asked.documentation, asked.samples))
    if asked.advisories:
        console.print(advisories(asked.advisories))
    if asked.gaps and asked.coverage:
        console.print(gaps(asked.gaps, asked.coverage))


if __name__ == "__main__":
    main()
