"""The model files that this machine knows: one small JSON record each, in one folder. The files lie where they lie."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from imperium.kit.suggest import did_you_mean
from imperium.models.local import gguf
from imperium.models.local.gguf import Header
from imperium.platform.errors import Conflict, DataCorrupted, InvalidInput, NotFound

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_RECORD = ".json"


class LocalModel(Struct, frozen=True):
    """A model file under its name. `origin` is `ORG/REPO:QUANT` of one that was pulled, whose files are ours."""

    name: str
    file: str
    header: Header
    added_at: float
    origin: str = ""

    @property
    def path(self) -> Path:
        return Path(self.file)

    @property
    def files(self) -> list[Path]:
        return gguf.parts_of(self.path)

    @property
    def is_there(self) -> bool:
        return all(file.is_file() for file in self.files)


class Store:
    """Reads its folder once; one process at a time writes to it, the one that owns the data folder. `pulled` is where
    models from a hub lie."""

    def __init__(self, folder: Path, pulled: Path) -> None:
        self._folder = folder
        self._pulled = pulled
        self._models = {model.name: model for model in _read_all(folder)}

    def all(self) -> list[LocalModel]:
        """The one that was added last comes first."""
        return sorted(self._models.values(), key=lambda model: model.added_at, reverse=True)

    def default(self) -> LocalModel | None:
        """The model added last that can talk; without one, the last that turns text into vectors."""
        return next(iter(sorted(self.all(), key=lambda model: model.header.embeds)), None)

    def get(self, name: str) -> LocalModel:
        """By its name; an empty one means the default. Raises NotFound."""
        found = self._models.get(name) if name else self.default()
        if found is None:
            raise NotFound(
                f"There is no local model {name[:64]!r}.", field="model", remedy=did_you_mean(name, self._models)
            )
        return found

    def save(self, model: LocalModel) -> None:
        """Raises Conflict when another file has that name."""
        before = self._models.get(model.name)
        if before is not None and before.path != model.path:
            raise Conflict(
                f"The name {model.name!r} is that of {before.path}.",
                field="name",
                value=model.name,
                remedy="Give it another one with --name, or remove that one.",
            )
        _write(self._record(model.name), msgspec.json.encode(model))
        self._models[model.name] = model

    def remove(self, name: str) -> LocalModel:
        """Forgets it; what was pulled is deleted, a file of the user's own stays. Raises NotFound."""
        model = self.get(name)
        self._record(model.name).unlink(missing_ok=True)
        del self._models[model.name]
        if model.origin and not any(other.path == model.path for other in self._models.values()):
            _delete(model.files, self._pulled)
        return model

    def _record(self, name: str) -> Path:
        return self._folder / f"{name}{_RECORD}"


def name_for(wanted: str) -> str:
    """A model's name out of a file's: lower case, without its ending and part number."""
    stem = re.sub(r"(-\d{5}-of-\d{5})?\.gguf$", "", wanted.lower())
    return re.sub(r"[^a-z0-9._-]+", "-", stem).strip("-._")[:63].rstrip("-._") or "model"


def check_name(name: str) -> str:
    """The name. Raises InvalidInput."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{name[:80]!r} can't be a model's name.",
            field="name",
            value=name[:80],
            remedy="Small letters, digits, dots and dashes, at most 63 of them.",
        )
    return name


def _read_all(folder: Path) -> Iterable[LocalModel]:
    for path in sorted(folder.glob(f"*{_RECORD}")):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=LocalModel)
        except msgspec.DecodeError as error:
            raise DataCorrupted(
                f"{path} can't be read: {error}.", remedy="Delete it, then add the model again."
            ) from error


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _delete(files: Iterable[Path], folder: Path) -> None:
    """And the folders that are empty then, up to the store's."""
    for file in files:
        file.unlink(missing_ok=True)
        for parent in file.parents:
            if parent == folder or folder not in parent.parents or any(parent.iterdir()):
                break
            parent.rmdir()
