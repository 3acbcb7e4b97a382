"""A user's own provider serves that user, at once, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from imperium.models.catalog import Catalog
from imperium.models.keys.envelope import SealedSecret
from imperium.models.keys.platform_providers import Entry
from imperium.models.keys.records import ProviderDocument, UserProviderDocument
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.keys.user_providers import MOST_EACH, NONE, OwnEntry
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.database import Database
from imperium.platform.errors import CapacityExceeded, DataCorrupted, InvalidInput, NotFound
from imperium.platform.settings import Settings

Open = Callable[[Settings], Awaitable[RuntimeProviders]]
Configure = Callable[..., Settings]
ANN = Principal("key_ann", "acme", Role.MEMBER)
BEN = Principal("key_ben", "acme", Role.MEMBER)
ELSEWHERE = Principal("key_ann", "other", Role.MEMBER)
KEY = b"sk-test-0123456789abcdef"
PUBLIC = "https://8.8.8.8/v1"


def own(name: str = "openai", key: bytes | None = KEY, **document: Any) -> OwnEntry:
    return OwnEntry(name, UserProviderDocument(**document), bytearray(key) if key else None)


@pytest.fixture
async def runtime(opened: Open, settings: Settings) -> RuntimeProviders:
    return await opened(settings)


async def test_it_is_its_owners_alone_and_at_once(runtime: RuntimeProviders) -> None:
    saved, is_new = await runtime.users.save(ANN, own())
    assert is_new
    connection = runtime.users.connections(ANN)["openai"]
    assert (connection.base_url, connection.owner, connection.trusted) == ("https://api.openai.com/v1", saved.id, True)
    assert connection.secret is not None
    async with connection.secret.revealed() as key:
        assert key == KEY
    assert runtime.users.connections(ANN) is runtime.users.connections(ANN), "built once"
    assert runtime.users.connections(BEN) is NONE
    assert runtime.users.connections(ELSEWHERE) is NONE
    assert await runtime.users.of(BEN) == []


async def test_nothing_that_is_kept_holds_the_key(runtime: RuntimeProviders, database: Database) -> None:
    saved, _ = await runtime.users.save(ANN, own())
    kept = repr(saved) + repr(runtime.users._records) + repr(runtime.users.connections(ANN))
    assert KEY.decode() not in kept
    files = [path for path in database.folder.iterdir() if path.is_file()]
    assert not any(KEY in path.read_bytes() for path in files)


@pytest.mark.usefixtures("database_url")
async def test_a_second_of_the_same_name_replaces_the_first(runtime: RuntimeProviders) -> None:
    first, _ = await runtime.users.save(ANN, own())
    second, is_new = await runtime.users.save(ANN, own(key=b"sk-new-0123456789"))
    assert not is_new
    assert (second.id, second.created_at) == (first.id, first.created_at)
    assert first.secret is not None
    assert second.secret is not None
    assert second.secret.binding.version == first.secret.binding.version + 1
    secret = runtime.users.connections(ANN)["openai"].secret
    assert secret is not None
    async with secret.revealed() as key:
        assert key == b"sk-new-0123456789"
    assert len(await runtime.secrets.not_under("", "", "", 10)) == 1, "the old key is gone"


@pytest.mark.usefixtures("database_url")
async def test_a_removed_one_is_gone_at_once_with_its_key(runtime: RuntimeProviders) -> None:
    saved, _ = await runtime.users.save(ANN, own())
    with pytest.raises(NotFound):
        await runtime.users.remove(BEN, saved.id)
    assert runtime.users.connections(ANN)
    await runtime.users.remove(ANN, saved.id)
    assert runtime.users.connections(ANN) is NONE
    assert await runtime.secrets.by_version() == []
    with pytest.raises(NotFound):
        await runtime.users.remove(ANN, saved.id)


async def test_it_is_there_after_a_restart(runtime: RuntimeProviders, opened: Open, settings: Settings) -> None:
    await runtime.users.save(ANN, own())
    await runtime.users.save(ANN, own("lab", base_url=PUBLIC, models=("a", "b"), dialect="gemini"))
    again = await opened(settings)
    lab = again.users.connections(ANN)["lab"]
    assert (lab.base_url, lab.settings.model, lab.models, lab.trusted) == (PUBLIC, "a", ("a", "b"), False)
    assert lab.provider.dialect == "gemini"
    assert set(again.users.connections(ANN)) == {"openai", "lab"}


@pytest.mark.usefixtures("database_url")
async def test_what_another_server_changes_is_seen(runtime: RuntimeProviders, opened: Open, settings: Settings) -> None:
    other = await opened(settings)
    saved, _ = await other.users.save(ANN, own())
    await other.users.save(BEN, own())
    await runtime.users._watch.look()
    assert runtime.users.connections(ANN)["openai"].owner == saved.id
    await other.users.save(ANN, own(key=b"sk-new-0123456789"))
    await runtime.users._watch.look()
    assert repr(runtime.users.connections(ANN)["openai"].secret) == "SealedSecret(…6789)"
    await other.users.remove(ANN, saved.id)
    await runtime.users._watch.look()
    assert runtime.users.connections(ANN) is NONE
    assert runtime.users.connections(BEN)


async def test_a_row_that_was_copied_opens_nothing(runtime: RuntimeProviders, opened: Open, settings: Settings) -> None:
    """Somebody who can write to the database, but hasn't the master, gives Ann's sealed key to Ben."""
    anns, _ = await runtime.users.save(ANN, own())
    bens, _ = await runtime.users.save(BEN, own(key=b"sk-ben-0123456789"))
    assert anns.secret is not None
    assert bens.secret is not None
    thief = f"UPDATE user_providers SET secret_id = '{anns.secret.binding.key_id}' WHERE id = '{bens.id}'"
    with runtime.users._repository._database.engine.begin() as connection:
        connection.exec_driver_sql(thief)
    secret = (await opened(settings)).users.connections(BEN)["openai"].secret
    assert isinstance(secret, SealedSecret)
    with pytest.raises(DataCorrupted):
        async with secret.revealed():
            pass


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/v1",
        "https://169.254.169.254/v1",
        "https://127.0.0.1:8000/v1",
        "https://[::1]/v1",
        "https://10.0.0.7",
        "https://2130706433/v1",
        "https://user:secret@8.8.8.8/v1",
        "http://8.8.8.8/v1",
        "https://localhost/v1",
    ],
)
async def test_an_address_that_is_not_public_or_not_safe_is_refused(runtime: RuntimeProviders, address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await runtime.users.save(ANN, own(base_url=address))
    assert refused.value.field == "base_url"
    assert await runtime.users.of(ANN) == []


async def test_an_administrator_may_allow_a_host(opened: Open, configure: Configure, secrets: dict[str, Any]) -> None:
    runtime = await opened(configure(secrets={**secrets, "allowedHosts": ["127.0.0.1:9"]}))
    await runtime.users.save(ANN, own("lab", base_url="http://127.0.0.1:9/v1"))
    assert runtime.users.connections(ANN)["lab"].trusted
    with pytest.raises(InvalidInput):
        await runtime.users.save(ANN, own("lab", base_url="http://127.0.0.1:10/v1"))


async def test_the_operators_headers_and_keys_do_not_follow_to_a_users_address(
    opened: Open, configure: Configure, secrets: dict[str, Any]
) -> None:
    openai = {"headers": {"x-gateway-secret": "operators"}, "apiKey": "sk-operators-0123456789"}
    runtime = await opened(configure(secrets=secrets, providers={"openai": openai}))
    await runtime.users.save(ANN, own(key=None, base_url=PUBLIC))
    connection = runtime.users.connections(ANN)["openai"]
    assert connection.secret is None
    assert "operators" not in str(connection.plain_headers)


async def test_a_name_that_nobody_knows_needs_an_address_and_a_known_one_a_key(runtime: RuntimeProviders) -> None:
    for entry, field in ((own("opena"), "base_url"), (own("ollama"), "base_url"), (own(key=None), "api_key")):
        with pytest.raises(InvalidInput) as refused:
            await runtime.users.save(ANN, entry)
        assert refused.value.field == field


async def test_there_is_a_bound(runtime: RuntimeProviders) -> None:
    for number in range(MOST_EACH):
        await runtime.users.save(ANN, own(f"lab{number}", key=None, base_url=PUBLIC))
    with pytest.raises(CapacityExceeded):
        await runtime.users.save(ANN, own("one-more", key=None, base_url=PUBLIC))
    await runtime.users.save(ANN, own("lab0", base_url=PUBLIC))


async def test_a_key_does_not_follow_a_provider_that_is_moved(runtime: RuntimeProviders) -> None:
    """Who may move a provider must not get users' keys by it."""
    await runtime.users.save(ANN, own())
    await runtime.platform.create(Entry("openai", ProviderDocument(base_url="https://9.9.9.9/v1")))
    assert "openai" not in runtime.users.connections(ANN)
    await runtime.users.save(ANN, own())
    assert runtime.users.connections(ANN)["openai"].base_url == "https://9.9.9.9/v1"


async def test_their_own_come_first_for_them_alone(
    opened: Open, configure: Configure, secrets: dict[str, Any], database: Database
) -> None:
    roles = {"fast_ai": {"provider": "anthropic", "model": "small", "fallbacks": ["openai:tiny"]}}
    settings = configure(
        secrets=secrets, models=roles, api_keys={"openai": "sk-platform-12345", "anthropic": "sk-ant-platform"}
    )
    catalog = Catalog(settings)
    runtime = RuntimeProviders(settings, database.folder, database, catalog)
    await runtime.start()
    mine, _ = await runtime.users.save(ANN, own())
    lab, _ = await runtime.users.save(ANN, own("lab", base_url=PUBLIC, models=("mini", "maxi")))

    def chain(principal: Principal, name: str) -> list[str]:
        return [str(found) for found in catalog.with_own(runtime.users.connections(principal)).resolve(name)]

    assert chain(ANN, "fast_ai") == [
        f"openai:tiny@{mine.id}",
        f"lab:mini@{lab.id}",
        "anthropic:small",
        "openai:tiny",
    ]
    assert chain(ANN, "openai:any") == [f"openai:any@{mine.id}", "openai:any"]
    assert chain(ANN, "lab:maxi") == chain(ANN, "maxi") == [f"lab:maxi@{lab.id}"]
    assert chain(BEN, "fast_ai") == ["anthropic:small", "openai:tiny"]
    for unknown in ("lab:other",):
        with pytest.raises(NotFound):
            chain(ANN, unknown)
    with pytest.raises(NotFound):
        chain(BEN, "lab:mini")
    view = catalog.with_own(runtime.users.connections(ANN))
    assert view is catalog.with_own(runtime.users.connections(ANN)), "a look-up"
    assert "lab:maxi" in view.names()
    assert "lab:maxi" not in catalog.names()
    await runtime.close()


async def test_many_are_saved_at_once(runtime: RuntimeProviders) -> None:
    people = [Principal(f"key_{number}", "acme", Role.MEMBER) for number in range(20)]
    await asyncio.gather(*(runtime.users.save(person, own()) for person in people))
    assert all(runtime.users.connections(person) for person in people)
    assert runtime.users._rows == 20
