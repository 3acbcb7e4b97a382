"""The lock file: which versions of which packages a program is built with. Its kinds are in `locks/`, one a format."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import orjson
from msgspec import Struct

from imperium.kit.kinds import discover

Package = tuple[dict[str, Any], int]
"""A table of a lock file in TOML and the line of its header."""


class Locked(Struct, frozen=True, order=True):
    """One exact version of a package, where it is written. `ecosystem` is a key of `advisories/ecosystems`."""

    ecosystem: str
    name: str
    version: str
    path: str
    line: int
    licence: str = ""


class Loose(Struct, frozen=True, order=True):
    """A package that is asked for without an exact version: what is installed differs from day to day."""

    ecosystem: str
    name: str
    asked: str
    path: str
    line: int


Entry = Locked | Loose


@dataclass(frozen=True)
class LockFile:
    """`names` are patterns of file names. `read` gives the packages of a file (its path, its text); of a malformed one
    it may raise what plain reading does. A `manifest` says what is wanted, where a lock file says what is there."""

    names: tuple[str, ...]
    read: Callable[[str, str], list[Entry]]
    manifest: bool = False


@cache
def lock_files() -> dict[str, LockFile]:
    """All formats, by the name of their file."""
    return discover("imperium.review.dependency.locks", LockFile)


def format_of(path: str) -> LockFile | None:
    """The format of a file, by its name."""
    name = PurePosixPath(path)
    return next((kind for kind in lock_files().values() if any(name.match(pattern) for pattern in kind.names)), None)


def read(path: str, text: str) -> list[Entry]:
    """The packages that a file names; none if it is of no known format.

    Raises ValueError, with the reason, for what isn't of the format that its name promises.
    """
    kind = format_of(path)
    try:
        return kind.read(path, text) if kind else []
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not written as a {PurePosixPath(path).name} is: {error}") from None


def json(text: str) -> dict[str, Any]:
    """A document in JSON whose root is an object; anything else is a ValueError in words."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise ValueError("its root is not an object")
    return document


def toml(text: str) -> dict[str, Any]:
    """A document in TOML; what isn't one is a ValueError in words."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"not TOML: {error}") from None


def packages(text: str) -> list[Package]:
    """The `[[package]]` tables of a lock file in TOML."""
    tables = toml(text).get("package", [])
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[package]]"]
    if not isinstance(tables, list) or len(tables) != len(lines):
        raise ValueError("its packages are not written as [[package]] tables")
    return [(table, line) for table, line in zip(tables, lines, strict=True) if _is_named(table)]


def keys(text: str) -> dict[str, int]:
    """The keys of a document in JSON whose values are objects or texts, and the line on which each stands first."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if match := _KEY.match(line):
            found.setdefault(match[1], number)
    return found


_KEY = re.compile(r'\s*"([^"]+)"\s*:\s*["{]')


def _is_named(table: dict[str, Any]) -> bool:
    return isinstance(table.get("name"), str) and isinstance(table.get("version"), str)
