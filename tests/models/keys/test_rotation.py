"""A master is changed under what is sealed, batch by batch, while it is used."""

import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from vault import Vault

from imperium.models.keys import rotation as module
from imperium.models.keys.envelope import Sealed, SealedSecret
from imperium.models.keys.records import UserProvider, UserProviderDocument
from imperium.models.keys.rotation import Rotation
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.keys.user_providers import OwnEntry
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import Conflict, TransientError
from imperium.platform.settings import Settings

Open = Callable[[Settings], Awaitable[RuntimeProviders]]
PEOPLE = [Principal(f"key_{number}", "acme", Role.MEMBER) for number in range(7)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)


def key_of(person: Principal) -> str:
    return f"sk-{person.id}-0123456789"


async def entrust(runtime: RuntimeProviders) -> None:
    for person in PEOPLE:
        await runtime.users.save(person, OwnEntry("openai", UserProviderDocument(), bytearray(key_of(person), "ascii")))


async def stored(runtime: RuntimeProviders) -> dict[str, UserProvider]:
    return {person.id: (await runtime.users.of(person))[0] for person in PEOPLE}


async def all_open(runtime: RuntimeProviders) -> bool:
    """Both as they are stored now, and as the server that runs has them in memory."""
    for person in PEOPLE:
        sealed = (await runtime.users.of(person))[0].secret
        held = runtime.users.connections(person)["openai"].secret
        assert sealed is not None
        assert held is not None
        for secret in (SealedSecret(sealed, runtime.masters), held):
            async with secret.revealed() as key:
                assert key == key_of(person).encode()
    return True


def sealing(one: UserProvider) -> Sealed:
    assert one.secret is not None
    return one.secret


async def test_every_data_key_gets_the_new_version_and_no_secret_is_touched(opened: Open, settings: Settings) -> None:
    runtime = await opened(settings)
    await entrust(runtime)
    before = await stored(runtime)
    rotation = Rotation(runtime.secrets, runtime.masters)
    assert await rotation.rotate() == "2"
    assert [done async for done in rotation.rewrap()] == [3, 6, 7]
    assert await runtime.secrets.by_version() == [("local_file", "2", 7)]
    for name, after in (await stored(runtime)).items():
        assert sealing(after).ciphertext == sealing(before[name]).ciphertext
        assert sealing(after).wrapped.key != sealing(before[name]).wrapped.key
    assert await all_open(runtime)
    assert [done async for done in rotation.rewrap()] == [], "there is nothing left to do"


async def test_an_earlier_version_is_forgotten_when_nothing_is_under_it(opened: Open, settings: Settings) -> None:
    runtime = await opened(settings)
    await entrust(runtime)
    rotation, path = Rotation(runtime.secrets, runtime.masters), settings.secrets.key_file
    assert path is not None
    await rotation.rotate()
    os.utime(path, (0, 0))
    with pytest.raises(Conflict):
        await rotation.retire()
    assert [done async for done in rotation.rewrap()][-1] == len(PEOPLE)
    with pytest.raises(Conflict, match="a moment ago"):
        await rotation.retire()
    os.utime(path, (0, 0))
    await runtime.users._watch.look()
    assert await rotation.retire() == ["1"]
    assert await all_open(runtime)
    assert await rotation.retire() == []


@pytest.mark.usefixtures("database_url")
async def test_an_interrupted_one_goes_on_where_it_was(opened: Open, settings: Settings) -> None:
    runtime = await opened(settings)
    await entrust(runtime)
    rotation = Rotation(runtime.secrets, runtime.masters)
    await rotation.rotate()
    async for _ in rotation.rewrap():
        break
    assert await runtime.secrets.by_version() == [("local_file", "1", 4), ("local_file", "2", 3)]
    assert await all_open(runtime), "both versions open"
    assert [done async for done in Rotation(runtime.secrets, runtime.masters).rewrap()] == [3, 4]
    assert await all_open(runtime)


async def test_a_key_that_is_replaced_meanwhile_is_left_alone(opened: Open, settings: Settings) -> None:
    runtime = await opened(settings)
    await entrust(runtime)
    (old,) = await runtime.secrets.not_under("local_file", "9", "", 1)
    person = next(person for person in PEOPLE if person.id == old.binding.principal)
    new = bytearray(b"sk-the-new-one-0123456789")
    await runtime.users.save(person, OwnEntry("openai", UserProviderDocument(), new))
    await runtime.secrets.rewrap([(old, "local_file", old.wrapped)], time.time())
    replaced = (await runtime.users.of(person))[0].secret
    assert replaced is not None
    async with SealedSecret(replaced, runtime.masters).revealed() as key:
        assert key == new


async def test_keys_move_to_another_master(
    opened: Open, settings: Settings, vault: Vault, configure: Callable[..., Settings], secrets: dict[str, Any]
) -> None:
    await entrust(await opened(settings))
    own = {"address": vault.url, "token": vault.token}
    moved = await opened(configure(secrets={**secrets, "master": "vault_transit", "vaultTransit": own}))
    assert await all_open(moved), "what the old master sealed is still opened by it"
    vault.status = 503
    with pytest.raises(TransientError):
        assert [done async for done in Rotation(moved.secrets, moved.masters).rewrap()] == []
    vault.status = 0
    assert [done async for done in Rotation(moved.secrets, moved.masters).rewrap()] == [3, 6, 7]
    assert await moved.secrets.by_version() == [("vault_transit", "v1", 7)]
    Path(secrets["keyFile"]).unlink()  # noqa: ASYNC240
    for person in PEOPLE:
        sealed = (await moved.users.of(person))[0].secret
        assert sealed is not None
        async with SealedSecret(sealed, moved.masters).revealed() as key:
            assert key == key_of(person).encode()
