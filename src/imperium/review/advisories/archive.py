"""Finds OSV records in a file, a folder or a zip: one record a JSON or YAML file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import yaml

from imperium.kit.shipped import parsed
from imperium.platform.errors import InvalidInput

RECORD_BYTES = 8_000_000
ARCHIVE_RECORDS = 2_000_000
SUFFIXES = (".json", ".yaml", ".yml")


def records(path: Path) -> Iterator[Any]:
    """The records below `path`, as plain data. What is no record of the format is left to the reader to refuse; a file
    that is too large or isn't JSON or YAML is skipped.

    Raises InvalidInput if there is nothing at `path`, or a zip that can't be read.
    """
    if path.is_dir():
        files = (file for file in sorted(path.rglob("*")) if file.suffix in SUFFIXES and file.is_file())
        yield from _parsed((file.name, file.read_bytes()) for file in files if file.stat().st_size <= RECORD_BYTES)
    elif zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield from zipped(stream)
    elif path.is_file() and path.suffix in SUFFIXES:
        yield from _parsed([(path.name, path.read_bytes())])
    else:
        raise InvalidInput(
            f"There are no advisories in {path.name}.",
            field="from",
            remedy="Give a folder, a zip or a file of OSV records (JSON or YAML).",
        )


def zipped(stream: BinaryIO) -> Iterator[Any]:
    """The records in a zip."""
    try:
        with zipfile.ZipFile(stream) as archive:
            yield from _parsed(_members(archive))
    except zipfile.BadZipFile as error:
        raise InvalidInput(
            f"The zip can't be read: {error}.", field="from", remedy="Give a zip of OSV records."
        ) from None


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for member in archive.infolist()[:ARCHIVE_RECORDS]:
        if member.filename.endswith(SUFFIXES) and member.file_size <= RECORD_BYTES:
            with archive.open(member) as record:
                yield member.filename, record.read(RECORD_BYTES)


def _parsed(files: Any) -> Iterator[Any]:
    for name, content in files:
        try:
            yield orjson.loads(content) if name.endswith(".json") else parsed(content)
        except (orjson.JSONDecodeError, yaml.YAMLError, UnicodeDecodeError):
            continue
