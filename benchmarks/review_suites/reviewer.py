"""The reviewer: a program that reads code and says where what is wrong. Ours and the peers answer the same question."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

LAUNCH = Path(__file__).with_name("launch.py")

Half = Literal["even", "odd", "all"]

Language = Literal["python", "java", "javascript", "c"]


class Told(NamedTuple):
    """A finding: the file (relative to what was reviewed), the line, and the weaknesses (CWE) that it stands for."""

    path: str
    line: int
    cwes: frozenset[int]
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True)
class Review:
    """What a reviewer said and what that took. `cpu_s` counts all its processes, `rss_mb` is the largest of them."""

    told: tuple[Told, ...]
    cpu_s: float
    rss_mb: float
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Absent:
    """A reviewer that isn't here, and how to get it."""

    remedy: str


class Reviewer(Protocol):
    """`review` reads the files at `paths` below `root`; what else lies there may help to understand them."""

    name: str
    languages: tuple[Language, ...]

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent: ...


@dataclass(frozen=True)
class Ran:
    """A program that ended: what it wrote and what it took."""

    output: str
    errors: str
    cpu_s: float
    rss_mb: float


@dataclass
class Costs:
    """What several runs of a program took together."""

    cpu_s: float = 0.0
    rss_mb: float = 0.0
    outputs: list[str] = field(default_factory=list)

    def add(self, ran: Ran) -> None:
        self.cpu_s += ran.cpu_s
        self.rss_mb = max(self.rss_mb, ran.rss_mb)
        self.outputs.append(ran.output)


def run(command: Sequence[str | Path], *, folder: Path, given: str = "") -> Ran:
    """Run a program to its end, however it ends, and count what it and its children took."""
    with tempfile.NamedTemporaryFile("r") as report:
        started = [sys.executable, "-I", "-S", LAUNCH, report.name, *map(str, command)]
        ended = subprocess.run(started, cwd=folder, input=given, capture_output=True, text=True, errors="replace")
        costs = json.loads(report.read() or "{}")
    return Ran(ended.stdout, ended.stderr, costs.get("cpu_s", 0.0), costs.get("rss_mb", 0.0))


def batches(paths: Sequence[str], size: int = 400) -> Iterable[Sequence[str]]:
    """Paths in numbers that fit on a command line."""
    return (paths[start : start + size] for start in range(0, len(paths), size))


def in_half(number: int, half: Half) -> bool:
    """Whether a numbered case is in a half."""
    return half == "all" or (number % 2 == 0) == (half == "even")


def lines(root: Path, paths: Iterable[str]) -> int:
    """How many lines some files have."""
    return sum((root / path).read_bytes().count(b"\n") for path in paths)
