"""What was worked out before, by what it was worked out from: a change of one file costs that file alone.

Entries are files in a folder of the tenant's, named by a hash of everything that their content depends on, written
beside and moved into place. Whoever can write there can change what a review says: it is inside the data folder. A
missing, cut or foreign entry is worked out anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath

import imperium
from imperium.analysis.modules import heirs

MOST_BYTES = 256_000_000
_WORD = re.compile(r"[^\W\d]\w*")
_OF_A_FOLDER = frozenset({"__init__", "index", "mod"})


class Memory:
    """A folder of entries. Each process of a machine may use the same one at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        try:
            return self._place(key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keep an entry. A full disk keeps none: nothing depends on it."""
        place = self._place(key)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
                file.write(value)
            os.replace(file.name, place)
        except OSError:
            return

    def trim(self, most_bytes: int = MOST_BYTES) -> None:
        """Take the oldest entries away until the rest fits."""
        entries = [(entry.stat(), entry) for entry in self._folder.glob("*/*")]
        size = sum(status.st_size for status, _ in entries)
        for status, entry in sorted(entries, key=lambda one: one[0].st_mtime):
            if size <= most_bytes:
                return
            entry.unlink(missing_ok=True)
            size -= status.st_size

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


def key_of(*parts: str) -> str:
    """The name of an entry that depends on these texts and on our own code."""
    digest = hashlib.sha256()
    for part in (_build(), *parts):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(raw) + raw)
    return digest.hexdigest()


@cache
def _build() -> str:
    """What tells our code and data from that of another version, or of before an edit."""
    root = Path(imperium.__file__).parent
    parts = [(part, kind) for part in ("analysis", "review") for kind in ("*.py", "*.yaml")]
    files = (file for part, kind in parts for file in (root / part).rglob(kind))
    return f"{imperium.__version__} {max(file.stat().st_mtime_ns for file in files)}"


def closures(files: Mapping[str, str], paths: Iterable[str]) -> dict[str, str]:
    """For each path a digest of all files that it may depend on: those whose name occurs as a word in it, in one of
    those, and so on. More than are imported, never fewer, in every language that names what it uses. A class of Java
    depends on those that extend or implement it: a call on it may be a call on them."""
    named: dict[str, list[str]] = {}
    for path in files:
        named.setdefault(_name(path), []).append(path)
    uses = {
        path: [other for word in _words(text) & named.keys() for other in named[word]] for path, text in files.items()
    }
    for name, below in heirs(files).items():
        for path in named.get(name, ()):
            uses[path] += below
    digests = {path: key_of(path, text) for path, text in files.items()}
    return {path: key_of(*sorted(digests[other] for other in _reached(path, uses))) for path in paths}


def _reached(path: str, uses: Mapping[str, list[str]]) -> set[str]:
    found = {path}
    waiting = [path]
    while waiting:
        new = [other for other in uses[waiting.pop()] if other not in found]
        found.update(new)
        waiting.extend(new)
    return found


def _name(path: str) -> str:
    """The word that others name a file by; a package's own file by its folder's."""
    pure = PurePosixPath(path)
    return pure.parent.name if pure.stem in _OF_A_FOLDER else pure.stem.partition(".")[0]


@lru_cache(maxsize=4_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
