"""What comes in: files checked and put into a folder of ours, so that nothing reads the user's own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.review.request import FILE_CHARACTERS, MOST_CHARACTERS, MOST_FILES

SKIPPED = frozenset(
    (
        *(".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache", ".ruff_cache"),
        *(".pytest_cache", "site-packages", "bower_components", ".idea", ".gradle", "target", "dist", "build"),
    )
)
"""Folders of what others wrote, or machines made."""


def checked(files: dict[str, str]) -> dict[str, str]:
    """The files as they may be written below a folder.

    Raises:
        InvalidInput: a path leads elsewhere.
        TooLarge: more files or text than is read at once.
    """
    for path in files:
        parts = PurePosixPath(path).parts
        if path.startswith(("/", "\\")) or ".." in parts or "\0" in path or "\\" in path or ":" in parts[0]:
            raise InvalidInput(
                f"The path {path[:200]!r} doesn't stay inside the project.",
                field="files",
                value=path[:200],
                remedy="Name files relative to the project's root, with forward slashes.",
            )
    _bounded(files)
    return {str(PurePosixPath(path)): text for path, text in files.items()}


def _bounded(files: dict[str, str]) -> None:
    size = sum(map(len, files.values()))
    if len(files) > MOST_FILES or size > MOST_CHARACTERS:
        raise TooLarge(
            f"{len(files)} files with {size:,} characters are more than {MOST_FILES:,} with {MOST_CHARACTERS:,}.",
            field="files",
            remedy="Review a part of the project, or only what changed, with a diff.",
        )


def read_folder(folder: Path) -> dict[str, str]:
    """The text files of a project by relative path; links, binaries, and folders that others' code fills are left out.

    Raises:
        InvalidInput: it isn't a folder, or holds nothing to read.
        TooLarge: more than is read at once.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder.", field="repository", value=str(folder))
    files: dict[str, str] = {}
    for path in _walk(folder):
        if (text := _text(path)) is not None:
            files[path.relative_to(folder).as_posix()] = text
        if len(files) > MOST_FILES:
            break
    if not files:
        raise InvalidInput(f"There is nothing to read in {folder}.", field="repository", value=str(folder))
    _bounded(files)
    return files


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.is_symlink() or path.name in SKIPPED:
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.is_file():
                found.append(path)
    return found


def _text(path: Path) -> str | None:
    """None for what isn't text or is too large to have been written by anybody."""
    try:
        if path.stat().st_size > FILE_CHARACTERS:
            return None
        raw = path.read_bytes()
    except OSError:
        return None
    return None if b"\0" in raw[:8_192] else raw.decode("utf-8", errors="replace")


@asynccontextmanager
async def copied(files: dict[str, str]) -> AsyncIterator[Path]:
    """A folder that holds the files as long as the block."""
    folder = Path(await asyncio.to_thread(mkdtemp, prefix="imperium-review-"))
    try:
        await asyncio.to_thread(_write, files, folder)
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _write(files: dict[str, str], folder: Path) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="replace", newline="")
