"""Data that ships with a package: YAML files, read as types. One reader, since the one in C is ten times as quick."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped(package: str, name: str, kind: type[T]) -> T:
    """The content of the file `name` beside a package's modules, as a `kind`.

    Raises:
        msgspec.ValidationError: it holds something else; the message names the place.
    """
    return msgspec.convert(parsed(files(package).joinpath(name).read_text(encoding="utf-8")), kind)


def parsed(text: str | bytes) -> Any:
    """The plain value of YAML text, without objects of any class. Raises yaml.YAMLError."""
    return yaml.load(text, _LOADER)  # noqa: S506 (a safe loader)
