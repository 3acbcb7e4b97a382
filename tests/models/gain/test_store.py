"""What was learned survives a restart and a crash while it is saved."""

from pathlib import Path

import pytest

from imperium.models.gain.features import read
from imperium.models.gain.store import GainStore
from imperium.platform.errors import DataCorrupted


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    store = GainStore(tmp_path / "deeper" / "gain.npz")
    model = store.load()
    model.observe(read("What is it?"), "m", 1.0)
    store.save(model.dump())
    assert GainStore(tmp_path / "deeper" / "gain.npz").load().evidence("m") == 1
    assert [path.name for path in (tmp_path / "deeper").iterdir()] == ["gain.npz"]


def test_what_a_crash_left_half_written_is_not_read(tmp_path: Path) -> None:
    store = GainStore(tmp_path / "gain.npz")
    model = store.load()
    model.observe(read("What is it?"), "m", 1.0)
    store.save(model.dump())
    (tmp_path / "gain.new").write_bytes(model.dump()[:100])
    assert store.load().evidence("m") == 1
    (tmp_path / "gain.npz").write_bytes(b"something else")
    with pytest.raises(DataCorrupted):
        store.load()
