"""A hub that speaks Hugging Face's file API: what a repository holds, and which of its files is the model wanted.

Source: the Hub API reference (`/api/models/{repo}?blobs=true`, `/{repo}/resolve/{revision}/{file}`, the headers
`X-Repo-Commit`, `X-Linked-Etag`, `X-Error-Code`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct

from imperium.kit.suggest import did_you_mean
from imperium.models.local import gguf
from imperium.models.local.hub_client import HubClient
from imperium.models.local.quantization import preference, quantization_of
from imperium.platform.errors import InvalidInput, NotFound, ProviderUnavailable

LARGEST_LISTING = 32 * 1024 * 1024
MOST_FILES = 20_000
_PREFIXES: Final = ("https://huggingface.co/", "https://hf.co/", "huggingface.co/", "hf.co/")
_PART_OF_A_NAME = r"(?!\.)[A-Za-z0-9._-]{1,96}(?<!\.)"
_REFERENCE = re.compile(rf"({_PART_OF_A_NAME}/{_PART_OF_A_NAME})(?::([A-Za-z0-9._/-]{{1,200}}))?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NOT_MODELS = re.compile(r"(?:^|[-._/])(?:mmproj|imatrix)(?:[-._]|$)", re.IGNORECASE)


class Reference(Struct, frozen=True):
    """`ORG/REPO`, and which of its models: a quantisation or a file's name; empty: the best one."""

    repository: str
    wanted: str = ""

    def __str__(self) -> str:
        return f"{self.repository}:{self.wanted}" if self.wanted else self.repository


class HubFile(Struct, frozen=True):
    """`path` within the repository, `size` in bytes."""

    path: str
    size: int
    sha256: str


class HubModel(Struct, frozen=True):
    """One model of a repository: its file, or all its parts in order. `commit` is the state of the repository."""

    repository: str
    commit: str
    quantization: str | None
    files: tuple[HubFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def label(self) -> str:
        return self.quantization or self.files[0].path

    @property
    def reference(self) -> str:
        return f"{self.repository}:{self.label}"


def parse(text: str) -> Reference:
    """`ORG/REPO[:QUANT]`, also with the hub's address before it. Raises InvalidInput."""
    short = next((text.removeprefix(prefix) for prefix in _PREFIXES if text.startswith(prefix)), text)
    found = _REFERENCE.fullmatch(short.rstrip("/"))
    if found is None or ".." in short:
        raise InvalidInput(
            f"{text[:200]!r} names no model of a hub.",
            field="model",
            value=text[:200],
            remedy="Name it ORG/REPO or ORG/REPO:QUANT, such as Qwen/Qwen3-4B-GGUF:Q4_K_M.",
        )
    return Reference(found[1], found[2] or "")


async def models_of(client: HubClient, reference: Reference) -> list[HubModel]:
    """The models that a repository holds as GGUF files, the preferred one first.

    Raises:
        NotFound: there is no such repository, or no GGUF file in it.
        ProviderRejected: it is gated or private; says what to do.
        ProviderUnavailable, NetworkError, TimedOut: the hub doesn't answer as it should.
    """
    listed = await client.json(f"/api/models/{reference.repository}?blobs=true", LARGEST_LISTING)
    commit, files = _commit(listed), [*_files(listed)]
    found = [_model(reference.repository, commit, first, files) for first in files if _is_first(first.path)]
    whole = [model for model in found if model is not None]
    if not whole:
        raise NotFound(
            f"{reference.repository} has no GGUF file.",
            field="model",
            remedy="Look for a repository of the same model whose name ends with -GGUF.",
        )
    return sorted(whole, key=lambda model: preference(model.quantization, model.size))


def choose(models: list[HubModel], reference: Reference) -> HubModel:
    """The model wanted, or the best. Raises NotFound, and lists what there is with its size."""
    if not reference.wanted:
        return models[0]
    wanted = reference.wanted.casefold()
    for model in models:
        if wanted in (model.label.casefold(), model.files[0].path.casefold()):
            return model
    there = ", ".join(f"{model.label} ({model.size / 1024**3:.1f} GiB)" for model in models[:40])
    raise NotFound(
        f"{reference.repository} has no {reference.wanted}. It has {there}.",
        field="model",
        value=reference.wanted,
        remedy=did_you_mean(reference.wanted, [model.label for model in models]),
    )


def download_path(model: HubModel, file: HubFile) -> str:
    return f"/{model.repository}/resolve/{quote(model.commit)}/{quote(file.path)}"


def _commit(listed: Any) -> str:
    commit = listed.get("sha") if isinstance(listed, dict) else None
    if not isinstance(commit, str) or not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        raise ProviderUnavailable("The hub's answer doesn't name the repository's commit.")
    return commit


def _files(listed: dict[str, Any]) -> Iterable[HubFile]:
    """GGUF files with a size and a SHA-256; of any other file nothing is wanted."""
    siblings = listed.get("siblings")
    for entry in siblings[:MOST_FILES] if isinstance(siblings, list) else []:
        file = _file(entry)
        if file is not None:
            yield file


def _file(entry: Any) -> HubFile | None:
    path = entry.get("rfilename") if isinstance(entry, dict) else None
    if not isinstance(path, str) or not is_safe(path) or not path.lower().endswith(".gguf"):
        return None
    large = entry.get("lfs")
    size, sha256 = (large.get("size"), large.get("sha256")) if isinstance(large, dict) else (None, None)
    if not isinstance(size, int) or size <= 0 or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        return None
    return HubFile(path, size, sha256)


def is_safe(path: str) -> bool:
    """Whether a path from a hub stays below the folder that it is joined to, on every system."""
    parts = path.split("/")
    plain = all(re.fullmatch(r"[A-Za-z0-9_+=@,()\[\] -][A-Za-z0-9._+=@,()\[\] -]*", part) for part in parts)
    return plain and len(path) <= 400 and len(parts) <= 8


def _is_first(path: str) -> bool:
    """A model, and of one that is split the first part."""
    named = re.search(r"-(\d{5})-of-\d{5}\.gguf$", path)
    return not _NOT_MODELS.search(path) and (named is None or named[1] == "00001")


def _model(repository: str, commit: str, first: HubFile, files: list[HubFile]) -> HubModel | None:
    """None when parts of it are missing."""
    by_path = {file.path: file for file in files}
    folder, _, name = first.path.rpartition("/")
    prefix = f"{folder}/" if folder else ""
    parts = [by_path.get(prefix + part) for part in gguf.part_names(name)]
    if None in parts:
        return None
    whole = tuple(part for part in parts if part is not None)
    return HubModel(repository, commit, quantization_of(re.sub(r"-\d{5}-of-\d{5}", "", name)), whole)
