# ruff: noqa: ASYNC240  (the file is tiny, and nothing else waits)
"""The key file: made once, read by its owner only, never beside what it protects."""

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from imperium.models.keys.master import Context, Master, Masters, Wrapped
from imperium.models.keys.masters.local_file import SETTLED_AFTER_S, default_path
from imperium.platform.errors import Conflict, DataCorrupted, InvalidInput

CONTEXT: Context = {"tenant": "acme", "key": "key_a"}
Open = Callable[..., Masters]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "key.json"


def test_it_lies_in_the_users_configuration_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path() == tmp_path / "imperium" / "master-key.json"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path() == tmp_path / ".config" / "imperium" / "master-key.json"


async def test_it_is_made_at_first_use_for_its_owner_alone(open_masters: Open, path: Path) -> None:
    master = open_masters(keyFile=str(path)).get("local_file")
    assert not path.exists()
    await master.new_data_key(CONTEXT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert orjson.loads(path.read_bytes())["current"] == "1"


async def test_processes_that_begin_together_make_one(open_masters: Open, path: Path) -> None:
    masters = [open_masters(keyFile=str(path)).get("local_file") for _ in range(5)]
    wrapped = await asyncio.gather(*(master.new_data_key(CONTEXT) for master in masters))
    for _, key in wrapped:
        for master in masters:
            await master.unwrap(key, CONTEXT)


async def test_a_missing_file_is_never_replaced_by_a_new_one(open_masters: Open, path: Path) -> None:
    _, wrapped = await open_masters(keyFile=str(path)).get("local_file").new_data_key(CONTEXT)
    path.unlink()
    later = open_masters(used=True, keyFile=str(path)).get("local_file")
    for call in (later.unwrap(wrapped, CONTEXT), later.new_data_key(CONTEXT), later.rotate()):
        with pytest.raises(DataCorrupted) as refused:
            await call
        assert str(path) in refused.value.detail
        assert "backup" in str(refused.value.remedy)
    assert not path.exists()


async def rotated(open_masters: Open, path: Path, ago_s: float) -> Master:
    """A master whose second version was made some seconds ago."""
    master = open_masters(keyFile=str(path)).get("local_file")
    await master.new_data_key(CONTEXT)
    assert await master.retire(["1"]) == [], "the current one stays"
    await master.rotate()
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - ago_s))
    return master


async def test_a_version_that_nothing_is_under_is_forgotten(open_masters: Open, path: Path) -> None:
    master = await rotated(open_masters, path, SETTLED_AFTER_S + 1)
    held = await open_masters(keyFile=str(path)).get("local_file").new_data_key(CONTEXT)
    old = Wrapped("1", b"x" * 60)
    assert await master.retire(["2"]) == ["1"]
    assert list(orjson.loads(path.read_bytes())["keys"]) == ["2"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert await master.unwrap(held.wrapped, CONTEXT) == held.plain
    with pytest.raises(DataCorrupted, match="version 1"):
        await master.unwrap(old, CONTEXT)
    assert await master.rotate() == "3", "a number is never given twice"


@pytest.mark.parametrize(("used", "ago_s", "said"), [(["1", "2"], 999.0, "rewrap"), (["2"], 5.0, "Try again in 5")])
async def test_a_version_that_is_needed_stays(
    open_masters: Open, path: Path, used: list[str], ago_s: float, said: str
) -> None:
    master = await rotated(open_masters, path, ago_s)
    with pytest.raises(Conflict) as refused:
        await master.retire(used)
    assert said in str(refused.value.remedy)
    assert list(orjson.loads(path.read_bytes())["keys"]) == ["1", "2"]


async def test_without_a_file_there_is_nothing_to_forget(open_masters: Open, path: Path) -> None:
    assert await open_masters(keyFile=str(path)).get("local_file").retire([]) == []
    assert not path.exists()
    with pytest.raises(DataCorrupted):
        await open_masters(used=True, keyFile=str(path)).get("local_file").retire([])


async def test_a_file_that_others_may_read_is_refused(open_masters: Open, path: Path) -> None:
    master = open_masters(keyFile=str(path)).get("local_file")
    await master.new_data_key(CONTEXT)
    path.chmod(0o640)
    with pytest.raises(InvalidInput) as refused:
        await master.new_data_key(CONTEXT)
    assert refused.value.remedy == f"chmod 600 {path}"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"current": "2", "keys": {"1": "eA=="}}', b'{"keys": 7}'])
async def test_a_broken_file_is_named(open_masters: Open, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(DataCorrupted) as refused:
        await open_masters(keyFile=str(path)).get("local_file").new_data_key(CONTEXT)
    assert str(path) in refused.value.detail


def test_it_may_not_lie_beside_what_it_protects(open_masters: Open, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_masters(keyFile=str(tmp_path / "data" / "key.json")).get("local_file")
    assert refused.value.field == "secrets.keyFile"


async def test_a_version_that_another_process_made_is_found(open_masters: Open, path: Path) -> None:
    server, command = (open_masters(keyFile=str(path)).get("local_file") for _ in range(2))
    plain, wrapped = await server.new_data_key(CONTEXT)
    assert await command.rotate() == "2"
    (new,) = await command.rewrap([(wrapped, CONTEXT)])
    assert await server.unwrap(new, CONTEXT) == plain
    assert (await server.new_data_key(CONTEXT)).wrapped.version == "2", "what is old only opens"


async def test_a_version_that_is_gone_is_named(open_masters: Open, path: Path) -> None:
    master = open_masters(keyFile=str(path)).get("local_file")
    _, wrapped = await master.new_data_key(CONTEXT)
    await master.rotate()
    stored = orjson.loads(path.read_bytes())
    del stored["keys"]["1"]
    path.write_bytes(orjson.dumps(stored))
    await master.current()
    with pytest.raises(DataCorrupted, match="doesn't hold version 1"):
        await master.unwrap(wrapped, CONTEXT)


async def test_a_data_key_is_bound_to_its_context(open_masters: Open, path: Path) -> None:
    master = open_masters(keyFile=str(path)).get("local_file")
    _, wrapped = await master.new_data_key(CONTEXT)
    with pytest.raises(DataCorrupted):
        await master.unwrap(wrapped, {**CONTEXT, "tenant": "evil"})
