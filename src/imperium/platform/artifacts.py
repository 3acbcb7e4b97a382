"""Files that work produced, stored once under the hash of their content."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imperium.platform.errors import NotFound, StorageFull, TooLarge

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "exr": "image/x-exr",
    "mp4": "video/mp4",
    "html": "text/html",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "csv": "text/csv",
    "zip": "application/zip",
}
_STORED_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")


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
    """A folder of content-addressed files, each at most `max_bytes` long."""

    def __init__(self, folder: Path, max_bytes: int = 2 * 1024**3) -> None:
        self.folder = folder
        self.max_bytes = max_bytes

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
            if path.is_file():
                return path
        raise NotFound(f"There is no artifact {name[:80]!r}.", field="name")

    async def read(self, name: str) -> bytes:
        return await asyncio.to_thread(self.path(name).read_bytes)

    def _put_path(self, path: Path, filename: str, extension: str) -> Artifact:
        self._check_size(path.stat().st_size)
        return self._put(path.read_bytes(), filename, extension)

    def _check_size(self, size: int) -> None:
        if size > self.max_bytes:
            raise TooLarge(
                f"The file has {size} bytes; at most {self.max_bytes} are stored.",
                field="artifact",
                limit=self.max_bytes,
            )

    def _put(self, content: bytes, filename: str, extension: str) -> Artifact:
        self._check_size(len(content))
        name = f"{hashlib.sha256(content).hexdigest()}.{extension}"
        target = self.folder / name[:2] / name
        if not target.exists():
            self._write_durably(target, content)
        return Artifact(name, safe_filename(filename, extension), MEDIA_TYPES[extension], len(content))

    def _write_durably(self, target: Path, content: bytes) -> None:
        temporary = target.with_name(f".{secrets.token_hex(8)}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise StorageFull(
                    f"The disk under {self.folder} is full.",
                    remedy="Free space, or start with another --data folder.",
                ) from error
            raise


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, as the journal's rows that tell of it do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
