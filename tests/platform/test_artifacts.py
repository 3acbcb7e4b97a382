"""Files are stored once, whole or not at all, under names that are safe."""

from __future__ import annotations

import hashlib
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.artifacts import Artifact, ArtifactStore, safe_filename
from imperium.platform.errors import NotFound, StorageFull, TooLarge


@pytest.fixture
def store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(tmp_path / "artifacts", max_bytes=1_000)


def files(store: ArtifactStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


async def test_a_stored_file_is_found_by_its_content(store: ArtifactStore) -> None:
    artifact = await store.put_bytes(b"hello", "Über uns: 2026!.txt", "txt")
    assert artifact.name == f"{hashlib.sha256(b'hello').hexdigest()}.txt"
    assert (artifact.filename, artifact.media_type, artifact.size) == ("ber-uns-2026.txt", "text/plain", 5)
    assert await store.read(artifact.name) == b"hello"
    assert Artifact.from_dict(artifact.as_dict()) == artifact
    assert artifact.url == f"/artifacts/{artifact.name}"


async def test_the_same_content_lies_there_once(store: ArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(b"hello")
    first = await store.put_bytes(b"hello", "a", "md")
    second = await store.put_file(tmp_path / "made", "b", "md")
    assert first.name == second.name
    assert len(files(store)) == 1


async def test_what_is_too_large_is_refused_before_it_is_written(store: ArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 1_001)
    for put in (store.put_bytes(b"x" * 1_001, "a", "txt"), store.put_file(tmp_path / "large", "a", "txt")):
        with pytest.raises(TooLarge, match="1001 bytes; at most 1000"):
            await put
    assert not store.folder.exists()


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 64, f"{'a' * 64}.txt", f"{'A' * 64}.txt", "x/y"])
def test_a_name_that_is_none_is_not_found(store: ArtifactStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.path(name)


async def test_on_a_full_disk_nothing_half_written_stays(store: ArtifactStore) -> None:
    store.max_bytes = 10**6
    with room_for(4_096), pytest.raises(StorageFull) as caught:
        await store.put_bytes(os.urandom(100_000), "large", "txt")
    assert "--data" in (caught.value.remedy or "")
    assert files(store) == []
    assert await store.put_bytes(b"fits", "small", "txt")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@given(st.text())
def test_any_text_gives_a_file_name_that_every_system_takes(wanted: str) -> None:
    name = safe_filename(wanted, "png")
    stem, dot, extension = name.rpartition(".")
    assert (dot, extension) == (".", "png")
    assert 1 <= len(stem) <= 80
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not stem.startswith("-")
    assert safe_filename(name, "png") == name
