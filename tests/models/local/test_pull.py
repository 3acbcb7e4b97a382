"""From a reference to a file: what is checked before a byte is brought."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from hub_server import HubServer

from imperium.models.local import pull as pulls
from imperium.models.local.hub import HubModel, parse
from imperium.models.local.hub_client import HubClient
from imperium.models.local.pull import Chosen, Progress, Pulled, pull
from imperium.platform.errors import Conflict, StorageFull, TooLarge

PARTS = {f"big/M-F16-0000{number}-of-00002.gguf": bytes([number]) * 1_000 for number in (1, 2)}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def repository(hub: HubServer) -> None:
    hub.files["org/M-GGUF"] = {"M-Q4_K_M.gguf": b"4" * 500, **PARTS}


async def steps_of(
    client: HubClient, text: str, folder: Path, most_bytes: int = 10**6
) -> list[Chosen | Progress | Pulled]:
    seen: list[tuple[str, Path]] = []
    steps = pull(client, parse(text), folder, most_bytes, lambda model, target: seen.append((model.label, target)))
    found = [step async for step in steps]
    assert len(seen) == 1
    return found


async def test_the_steps_are_told(client: HubClient, tmp_path: Path) -> None:
    first, *between, last = await steps_of(client, "org/M-GGUF", tmp_path)
    assert first == Chosen("org/M-GGUF:Q4_K_M", ("M-Q4_K_M.gguf",), 500, ("Q4_K_M", "F16"))
    assert between[-1] == Progress(500, 500)
    assert last == Pulled(tmp_path / "org/M-GGUF/M-Q4_K_M.gguf", "org/M-GGUF:Q4_K_M")


async def test_parts_count_as_one(client: HubClient, tmp_path: Path) -> None:
    _, *between, last = await steps_of(client, "org/M-GGUF:F16", tmp_path)
    told = [step.have for step in between if isinstance(step, Progress)]
    assert told == sorted(told)
    assert told[-1] == 2_000
    assert isinstance(last, Pulled)
    assert last.path.name == "M-F16-00001-of-00002.gguf"
    assert {path.name: path.read_bytes() for path in last.path.parent.iterdir()} == {
        name.removeprefix("big/"): content for name, content in PARTS.items()
    }


async def test_too_large_a_model(hub: HubServer, client: HubClient, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match=r"local\.maxModelBytes|at most"):
        await steps_of(client, "org/M-GGUF:F16", tmp_path, most_bytes=1_999)
    assert hub.downloads == []


async def test_too_small_a_disk(
    hub: HubServer, client: HubClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, pulls.SPARE_BYTES + 1_999))
    with pytest.raises(StorageFull, match="the disk under"):
        await steps_of(client, "org/M-GGUF:F16", tmp_path)
    assert hub.downloads == []
    await steps_of(client, "org/M-GGUF", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, 0))
    await steps_of(client, "org/M-GGUF", tmp_path)


async def test_who_checks_may_refuse(hub: HubServer, client: HubClient, tmp_path: Path) -> None:
    def refuse(model: HubModel, target: Path) -> None:
        raise Conflict("The name is taken.")

    with pytest.raises(Conflict):
        await anext(pull(client, parse("org/M-GGUF"), tmp_path, 10**6, refuse))
    assert hub.downloads == []
