"""What administrators add works at once, beside what is configured, and goes where it was sent for."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from ledger import Ledger
from upstream import Upstream

from imperium.models.chat import ChatRequest, Message, Text, Usage
from imperium.models.keys.envelope import SealedSecret
from imperium.models.keys.platform_providers import Entry
from imperium.models.keys.records import ProviderDocument, StoredPrice
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.service import ModelService
from imperium.platform.database import Database
from imperium.platform.errors import Conflict, InvalidInput, NoModelConnected, NotFound
from imperium.platform.settings import Settings

Open = Callable[[Settings], Awaitable[RuntimeProviders]]
Configure = Callable[..., Settings]
KEY = b"sk-test-0123456789abcdef"


def entry(name: str, key: bytes | None = KEY, **document: Any) -> Entry:
    return Entry(name, ProviderDocument(**document), bytearray(key) if key else None)


def asking(model: str) -> ChatRequest:
    return ChatRequest(messages=(Message("user", (Text("hello"),)),), model=model)


@pytest.fixture
async def runtime(opened: Open, settings: Settings) -> RuntimeProviders:
    return await opened(settings)


async def test_one_that_is_added_answers_at_once(
    configure: Configure,
    secrets: dict[str, Any],
    serve: Callable[[Settings], ModelService],
    database: Database,
    upstream: Upstream,
    ledger: Ledger,
) -> None:
    settings = configure(secrets=secrets, routes={"askCategorizer": False})
    service = serve(settings)
    runtime = RuntimeProviders(settings, database.folder, database, service.catalog)
    await runtime.start()
    assert not service.is_connected
    price = StoredPrice(Decimal(1), Decimal(2))
    lab = entry("lab", base_url=f"{upstream.url}/v1", model="echo", models=("echo",), prices={"echo": price})
    await runtime.platform.create(lab)
    for model in ("lab:echo", "echo", "fast_ai"):
        answer = await service.complete(asking(model))
        assert answer.text == "You said: hello"
        assert answer.source.engine == "lab"
        assert answer.source.cost_micro_usd == 11 * 1 + 7 * 2, "at the price that came with it"
    assert {headers["authorization"] for headers in upstream.headers} == {f"Bearer {KEY.decode()}"}
    assert KEY.decode() not in str(ledger.records)
    await runtime.platform.remove("lab")
    with pytest.raises(NotFound):
        service.catalog.resolve("lab:echo")
    await runtime.close()


async def test_the_catalog_that_others_hold_changes_as_a_whole(runtime: RuntimeProviders) -> None:
    catalog = runtime.platform._catalog
    prices, before = catalog.prices, catalog.resolve
    with pytest.raises(NoModelConnected):
        before("openai:gpt-4o")
    await runtime.platform.create(entry("openai"))
    assert [str(found) for found in before("openai:gpt-4o")] == ["openai:gpt-4o"]
    assert catalog.prices is prices
    assert prices.cost(before("openai:gpt-4o")[0], Usage(1_000_000, 0)).micro_usd > 0


async def test_a_key_is_sealed_for_the_platform(runtime: RuntimeProviders) -> None:
    await runtime.platform.create(entry("openai"))
    secret = runtime.platform._catalog.connections["openai"].secret
    assert isinstance(secret, SealedSecret)
    async with secret.revealed() as key:
        assert key == KEY
    assert KEY.decode() not in repr(runtime.platform.stored) + repr(runtime.platform._catalog.connections)


async def test_what_is_stored_goes_before_what_is_configured_until_it_is_removed(
    opened: Open, configure: Configure, secrets: dict[str, Any]
) -> None:
    runtime = await opened(configure(secrets=secrets, api_keys={"openai": "sk-configured-0000"}))
    catalog = runtime.platform._catalog
    await runtime.platform.put(entry("openai"))
    assert repr(catalog.connections["openai"].secret) == "SealedSecret(…cdef)"
    await runtime.platform.put(entry("openai", key=None, enabled=False))
    assert "openai" not in catalog.connections
    await runtime.platform.remove("openai")
    assert repr(catalog.connections["openai"].secret) == "Configured(…0000)"
    with pytest.raises(NotFound):
        await runtime.platform.remove("openai")


@pytest.mark.usefixtures("database_url")
async def test_a_name_is_taken_once(runtime: RuntimeProviders) -> None:
    await runtime.platform.create(entry("openai"))
    with pytest.raises(Conflict) as refused:
        await runtime.platform.create(entry("openai"))
    assert "PATCH /providers/openai" in str(refused.value.remedy)


async def test_an_unknown_one_needs_an_address(runtime: RuntimeProviders) -> None:
    with pytest.raises(InvalidInput) as refused:
        await runtime.platform.create(entry("opena"))
    assert refused.value.field == "base_url"
    assert "openai" in str(refused.value.remedy)


async def test_no_key_follows_to_another_address(opened: Open, configure: Configure, secrets: dict[str, Any]) -> None:
    """Who may change an address may not read keys."""
    own = {"headers": {"x-gateway-secret": "operators"}, "apiKey": "sk-configured-0000"}
    runtime = await opened(configure(secrets=secrets, providers={"openai": own}))
    await runtime.platform.put(entry("openai", key=None, base_url="http://10.0.0.1/v1"))
    moved = runtime.platform._catalog.connections["openai"]
    assert moved.secret is None
    assert "operators" not in str(moved.plain_headers)
    await runtime.platform.put(entry("openai", base_url="http://10.0.0.1/v1"))
    for document in ({"base_url": "http://10.0.0.2/v1"}, {}):
        with pytest.raises(InvalidInput) as refused:
            await runtime.platform.put(entry("openai", key=None, **document))
        assert refused.value.field == "api_key"


async def test_what_another_process_adds_is_seen(runtime: RuntimeProviders, opened: Open, settings: Settings) -> None:
    other = await opened(settings)
    await other.platform.create(entry("openai"))
    await runtime.platform._watch.look()
    assert "openai" in runtime.platform._catalog.connections


async def test_one_that_the_configuration_forgot_does_not_keep_a_server_from_starting(
    opened: Open, configure: Configure, secrets: dict[str, Any]
) -> None:
    before = await opened(configure(secrets=secrets, providers={"lab": {"baseUrl": "http://10.0.0.1/v1"}}))
    await before.platform.put(entry("lab"))
    after = await opened(configure(secrets=secrets))
    assert "lab" not in after.platform._catalog.providers
    await after.platform.put(entry("openai"))
    assert "openai" in after.platform._catalog.connections
    await after.platform.remove("lab")
