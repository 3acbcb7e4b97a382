"""Files packed ahead of time: once for all readers, and no more of them than fit into a bound."""

from __future__ import annotations

import asyncio
import gzip
import os
import secrets
from pathlib import Path

from imperium.cdn.encoding import GAINS, Coding

SMALLEST, LARGEST = 1_024, 16 * 1024 * 1024
"""Bytes: below that nothing is gained, above it packing takes too long."""
WORTH = 0.9
"""What doesn't shrink to this share is sent as it is."""
GZIP_LEVEL, ZSTD_LEVEL = 6, 10


class CompressedCache:
    """A folder of packed files, at most `max_bytes` of them; the longest unread ones go first."""

    def __init__(self, folder: Path, max_bytes: int = 256 * 1024 * 1024) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._packing: dict[str, asyncio.Task[Path | None]] = {}

    async def packed(self, source: Path, coding: Coding) -> Path | None:
        """The file in this coding; None where it gains nothing. Readers that come meanwhile share the work."""
        name = f"{source.name}.{coding}"
        if source.suffix.removeprefix(".") not in GAINS:
            return None
        if (known := self.folder / name).exists():
            return self._read(known)
        task = self._packing.get(name)
        if task is None:
            task = self._packing[name] = asyncio.create_task(asyncio.to_thread(self._pack, source, known, coding))
            task.add_done_callback(lambda done: self._packing.pop(name, None))
        return await asyncio.shield(task)

    def _read(self, known: Path) -> Path | None:
        """An empty file stands for one that doesn't gain."""
        os.utime(known)
        return known if known.stat().st_size else None

    def _pack(self, source: Path, target: Path, coding: Coding) -> Path | None:
        if not SMALLEST <= source.stat().st_size <= LARGEST:
            return None
        content = source.read_bytes()
        packed = _packed(content, coding)
        gains = len(packed) <= len(content) * WORTH
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f".{secrets.token_hex(8)}"
        temporary.write_bytes(packed if gains else b"")
        temporary.replace(target)
        self._make_room(target)
        return target if gains else None

    def _make_room(self, newest: Path) -> None:
        files = sorted(((path.stat().st_mtime, path) for path in self.folder.glob("[0-9a-f]*")), reverse=True)
        left = self.max_bytes
        for _, path in files:
            left -= path.stat().st_size
            if left < 0 and path != newest:
                path.unlink(missing_ok=True)


def _packed(content: bytes, coding: Coding) -> bytes:
    if coding == "gzip":
        return gzip.compress(content, GZIP_LEVEL, mtime=0)
    import zstandard

    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content)
