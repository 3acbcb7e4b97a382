"""A small picture of unfinished work: what a worker shows on its way, and who follows a run sees."""

from __future__ import annotations

from base64 import b64encode
from typing import Protocol

from msgspec import Struct

MAX_BYTES = 96 * 1024
"""Larger ones are dropped: a preview is on its way to everybody who follows."""
LEAST_APART_S = 0.4


class Preview(Struct, frozen=True):
    """A JPEG or WebP picture. `base64` is its content."""

    media_type: str
    base64: str

    @property
    def url(self) -> str:
        """A `data:` URL."""
        return f"data:{self.media_type};base64,{self.base64}"


def preview_of(content: bytes) -> Preview | None:
    """None for what is too large, or neither JPEG nor WebP."""
    media_type = _media_type(content)
    if media_type is None or len(content) > MAX_BYTES:
        return None
    return Preview(media_type, b64encode(content).decode())


def _media_type(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


class Report(Protocol):
    """How a job in a worker process tells how far it is: a fraction from 0 to 1, a short sentence, and where there is
    one, a picture of what it has so far: JPEG or WebP, at most 96 KiB, more than that is dropped."""

    def __call__(self, fraction: float, message: str, preview: bytes | None = None) -> None: ...


def within(report: Report, start: float, share: float, before: str = "") -> Report:
    """A report of a part of the work: its 0 is `start` of the whole, its 1 is `start + share`."""

    def told(fraction: float, message: str, preview: bytes | None = None) -> None:
        report(start + share * fraction, before + message, preview)

    return told


class Progress(Protocol):
    """Called where the job was ordered; never blocks."""

    def __call__(self, fraction: float, message: str, preview: Preview | None = None) -> None: ...
