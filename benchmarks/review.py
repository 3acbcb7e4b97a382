"""Code review by public benchmarks, beside the scanners that people use, in one run on one machine.

    python3 dev.py bench review -- --owasp-python DIR --owasp-java DIR --realvuln DIR --juliet DIR --cweval DIR

Each folder is a checkout of a benchmark; the suites that none is given for are left out. `--half even` and `--half odd`
take half of the cases (by number or, where there is none, by order), `--peers` asks bandit, ruff, semgrep, cppcheck
and eslint-plugin-security too, `--mutations` scores changed cases whose meaning stayed, `--growth` shows how the cost
grows. CPU time counts all processes of a reviewer; a peer that isn't here is named with what to do about it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.review_suites import calibration, growth, mutation, owasp
from benchmarks.review_suites.ours import OURS
from benchmarks.review_suites.peers import peers
from benchmarks.review_suites.reviewer import Language, Reviewer

OWASP: dict[str, Language] = {"owasp_python": "python", "owasp_java": "java"}
SUITES = ("realvuln", "juliet", "cweval")
"""Each is a module of this name in `review_suites/` with `measure(folder, half, reviewers)`."""

Measure = Callable[..., list[Table]]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for suite in (*OWASP, *SUITES):
        parser.add_argument(f"--{suite.replace('_', '-')}", type=Path, metavar="DIR", help="a checkout of it")
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--peers", action="store_true", help="the other scanners too")
    parser.add_argument("--semgrep-rules", type=Path, metavar="DIR", help="semgrep's rules, which may not be shipped")
    parser.add_argument("--mutations", action="store_true", help="the OWASP cases, renamed, extracted and reordered")
    parser.add_argument("--growth", action="store_true", help="how the cost grows with size, on the OWASP cases")
    calibration.options(parser)
    parser.add_argument("--only", action="append", default=[], metavar="REVIEWER", help="by name; may be repeated")
    return parser.parse_args([argument for argument in sys.argv[1:] if argument != "--"])


def chosen(asked: argparse.Namespace) -> list[Reviewer]:
    """The reviewers to ask."""
    everyone: list[Reviewer] = [*OURS, *(peers(asked.semgrep_rules) if asked.peers else ())]
    return [each for each in everyone if not asked.only or each.name in asked.only]


def tables(asked: argparse.Namespace, reviewers: Sequence[Reviewer]) -> Iterator[Table]:
    """All that was asked for, one table after the other."""
    for option, language in OWASP.items():
        if root := getattr(asked, option):
            yield from owasp.measure(root, asked.half, reviewers, language)
            if asked.mutations:
                yield from mutation.measure(root, asked.half, reviewers[:1], language)
            if asked.growth:
                paths = [case.path for case in owasp.cases(root, language, asked.half)]
                there = [each for each in reviewers if language in each.languages]
                yield growth.measure(root, paths, there, owasp.NAMES[language])
    for suite in SUITES:
        if root := getattr(asked, suite):
            yield from measure(suite)(root, asked.half, reviewers)
    if asked.realvuln and asked.calibration:
        yield calibration.measure(asked.realvuln, asked.half, asked.write)


def measure(suite: str) -> Measure:
    """What measures a suite."""
    name = f"benchmarks.review_suites.{suite}"
    if find_spec(name) is None:
        sys.exit(f"There is no {name}.")
    found: Measure = import_module(name).measure
    return found


def main() -> None:
    asked, console = options(), Console(width=170)
    if not any(getattr(asked, suite) for suite in (*OWASP, *SUITES)):
        sys.exit("Name the folder of a benchmark: --owasp-python DIR, --owasp-java DIR, --realvuln DIR, …")
    console.print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for table in tables(asked, chosen(asked)):
        console.print(table)


if __name__ == "__main__":
    main()
