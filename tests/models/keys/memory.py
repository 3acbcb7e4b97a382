"""Looks for bytes in all that another process can write to."""

from __future__ import annotations

import re
from pathlib import Path

PIECE = 16 * 1024 * 1024


def copies(pid: int, wanted: bytes) -> int:
    """How often the bytes lie in the memory of a process. Raises PermissionError where the kernel forbids to look."""
    found = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for first, last in writable(pid):
            found += _copies_in(memory, first, last, wanted)
    return found


def writable(pid: int) -> list[tuple[int, int]]:
    maps = Path(f"/proc/{pid}/maps").read_text()
    regions = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE)
    return [(int(first, 16), int(last, 16)) for first, last in regions]


def _copies_in(memory: object, first: int, last: int, wanted: bytes) -> int:
    found, kept = 0, b""
    for at in range(first, last, PIECE):
        piece = kept + _read(memory, at, min(PIECE, last - at))
        found += piece.count(wanted)
        kept = piece[len(piece) - len(wanted) + 1 :] if len(piece) >= len(wanted) else piece
    return found


def _read(memory: object, at: int, size: int) -> bytes:
    """A page that went away meanwhile holds nothing."""
    try:
        memory.seek(at)  # type: ignore[attr-defined]
        return bytes(memory.read(size))  # type: ignore[attr-defined]
    except (OSError, ValueError):
        return b""
