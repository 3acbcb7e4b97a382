"""Files that work produced, stored once under the hash of their content, readable by whose work it was.

Beside the files lie two kinds of empty marks: `tenants/<tenant>/…` says who may read a file, `public/…` that everybody
may. Whoever stores what is there already gets a mark, and learns nothing of the others.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import io
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from imperium.platform.errors import NotFound, StorageFull, TooLarge

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "tif": "image/tiff",
    "svg": "image/svg+xml",
    "exr": "image/x-exr",
    "mp4": "video/mp4",
    "m4s": "video/iso.segment",
    "webm": "video/webm",
    "m3u8": "application/vnd.apple.mpegurl",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
    "ply": "application/octet-stream",
    "npz": "application/octet-stream",
    "safetensors": "application/octet-stream",
    "html": "text/html",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "csv": "text/csv",
    "zip": "application/zip",
}
PIECE = 1 << 20
_STORED_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A stored file. `name` is its address (`<sha256>.<ext>`), `filename` what a person would call it."""

    name: str
    filename: str
    media_type: str
    size: int

    @property
    def url(self) -> str:
        return f"/artifacts/{self.name}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "filename": self.filename,
            "media_type": self.media_type,
            "size": self.size,
            "url": self.url,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Artifact:
        return cls(data["name"], data["filename"], data["media_type"], data["size"])


def safe_filename(wanted: str, extension: str) -> str:
    """A file name without path, control or shell characters: letters, digits, dashes; at most 80 long."""
    stem = re.sub(r"[^a-z0-9]+", "-", wanted.lower().removesuffix(f".{extension}")).strip("-")[:80].strip("-")
    return f"{stem or 'file'}.{extension}"


class ArtifactStore:
    """A folder of content-addressed files, each at most `max_bytes` long. Of a `tenant`'s store nobody else's file can
    be read; the one without a tenant is for what stands above them."""

    def __init__(self, folder: Path, max_bytes: int = 2 * 1024**3, tenant: str | None = None) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._marks = None if tenant is None else folder / "tenants" / hashlib.sha256(tenant.encode()).hexdigest()[:32]

    def of(self, tenant: str) -> ArtifactStore:
        """The same files as this tenant may see them."""
        return ArtifactStore(self.folder, self.max_bytes, tenant)

    def adopt(self) -> None:
        """Mark for this tenant what was stored while files had no marks."""
        if (self.folder / "tenants").exists():
            return
        for path in self.folder.glob("??/*"):
            if _STORED_NAME.fullmatch(path.name):
                self._mark(path.name)

    async def put_bytes(self, content: bytes, filename: str, extension: str) -> Artifact:
        """Store bytes. `extension` decides the media type and must be one of MEDIA_TYPES."""
        return await asyncio.to_thread(self._put, content, filename, extension)

    async def put_file(self, path: Path, filename: str, extension: str) -> Artifact:
        """Store a copy of a file that a worker wrote."""
        return await asyncio.to_thread(lambda: self._put_path(path, filename, extension))

    def path(self, name: str) -> Path:
        """Where a stored artifact lies. Raises NotFound for a name that is none, or that isn't stored."""
        if _STORED_NAME.fullmatch(name):
            path = self.folder / name[:2] / name
            if path.is_file() and (self._marks is None or (self._marks / name[:2] / name).exists()):
                return path
        raise NotFound(f"There is no artifact {name[:80]!r}.", field="name")

    async def publish(self, name: str) -> Artifact:
        """Let everybody read a file under its name. Raises NotFound."""
        path = self.path(name)
        await asyncio.to_thread(_touch, self.folder / "public" / name[:2] / name)
        return Artifact(name, name, MEDIA_TYPES[name.rpartition(".")[2]], path.stat().st_size)

    async def withdraw(self, name: str) -> None:
        """Let only its tenants read a file again. Raises NotFound, also for what wasn't published."""
        self.public_path(self.path(name).name)
        await asyncio.to_thread((self.folder / "public" / name[:2] / name).unlink, missing_ok=True)

    def public_path(self, name: str) -> Path:
        """Where a published artifact lies. Raises NotFound for all others."""
        if _STORED_NAME.fullmatch(name) and (self.folder / "public" / name[:2] / name).exists():
            path = self.folder / name[:2] / name
            if path.is_file():
                return path
        raise NotFound(f"There is no published file {name[:80]!r}.", field="name")

    async def read(self, name: str) -> bytes:
        return await asyncio.to_thread(self.path(name).read_bytes)

    def _put_path(self, path: Path, filename: str, extension: str) -> Artifact:
        size = path.stat().st_size
        self._check_size(size)
        with path.open("rb") as source:
            return self._keep(hashlib.file_digest(source, "sha256").hexdigest(), source, size, filename, extension)

    def _check_size(self, size: int) -> None:
        if size > self.max_bytes:
            raise TooLarge(
                f"The file has {size} bytes; at most {self.max_bytes} are stored.",
                field="artifact",
                limit=self.max_bytes,
            )

    def _put(self, content: bytes, filename: str, extension: str) -> Artifact:
        self._check_size(len(content))
        source = io.BytesIO(content)
        return self._keep(hashlib.sha256(content).hexdigest(), source, len(content), filename, extension)

    def _keep(self, digest: str, source: BinaryIO, size: int, filename: str, extension: str) -> Artifact:
        name = f"{digest}.{extension}"
        target = self.folder / name[:2] / name
        try:
            if not target.exists():
                source.seek(0)
                _write_durably(target, source)
            self._mark(name)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise StorageFull(
                    f"The disk under {self.folder} is full.",
                    remedy="Free space, or start with another --data folder.",
                ) from error
            raise
        return Artifact(name, safe_filename(filename, extension), MEDIA_TYPES[extension], size)

    def _mark(self, name: str) -> None:
        if self._marks is not None:
            _touch(self._marks / name[:2] / name)


def _write_durably(target: Path, source: BinaryIO) -> None:
    """Piece by piece: a picture of 16K has more bytes than a process should hold."""
    temporary = target.with_name(f".{secrets.token_hex(8)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            shutil.copyfileobj(source, file, PIECE)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _touch(mark: Path) -> None:
    if not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        _sync_folder(mark.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, as the journal's rows that tell of it do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
