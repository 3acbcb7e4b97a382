"""The OWASP cases once more, changed without changing what they do: who knows them by heart loses here.

Names are replaced, statements move into functions of their own, functions and constants change places. The labels stay.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from rich.table import Table

from benchmarks.review_suites import owasp
from benchmarks.review_suites.mutation_dialect import Dialect
from benchmarks.review_suites.mutation_java import Java
from benchmarks.review_suites.mutation_kinds import extracted, renamed, reordered
from benchmarks.review_suites.mutation_python import Python
from benchmarks.review_suites.reviewer import Half, Language, Reviewer

Mutation = Callable[[str, Dialect, Random], str]

MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "renamed": (renamed,),
    "methods extracted": (extracted,),
    "reordered": (reordered,),
    "all three": (extracted, reordered, renamed),
}
DIALECTS: dict[Language, Dialect] = {"python": Python(), "java": Java()}
SEED = 20_260


def measure(root: Path, half: Half, reviewers: Sequence[Reviewer], language: Language) -> list[Table]:
    """Each reviewer's score on every kind of mutated case."""
    tables: list[Table] = []
    for title, mutations in MUTATIONS.items():
        with tempfile.TemporaryDirectory(prefix="mutated-") as name:
            copy = Path(name) / "copy"
            shutil.copytree(root, copy, symlinks=True)
            found = owasp.cases(copy, language, half)
            changed = sum(mutate(copy / case.path, mutations, DIALECTS[language]) for case in found)
            there, _ = owasp.results(copy, found, [each for each in reviewers if language in each.languages])
            heading = f"{owasp.NAMES[language]}, {title} ({changed} of {len(found)} cases changed), {half} cases"
            tables.append(owasp.overview(heading, there, {}))
    return tables


def mutate(file: Path, mutations: Sequence[Mutation], dialect: Dialect) -> bool:
    """Change a file in its place; whether that changed anything."""
    before = source = file.read_text()
    for mutation in mutations:
        source = mutation(source, dialect, Random(f"{SEED} {file.name}"))
    file.write_text(source)
    return source != before
