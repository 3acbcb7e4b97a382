"""Every master keeps the same contract, whoever holds its key."""

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from vault import Vault

from imperium.kit.kinds import names
from imperium.models.keys.master import KINDS, Context, Master, Masters, Wrapped
from imperium.platform.errors import DataCorrupted, InvalidInput
from imperium.platform.settings import Settings

Configure = Callable[..., Settings]
CONTEXT: Context = {"tenant": "acme", "principal": "key_1", "provider": "openai", "key": "key_a"}


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws_key(aws: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key at the test's AWS, made by its own client."""
    import boto3

    for name, value in {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("kms", region_name="eu-central-1", endpoint_url=aws)
    return str(client.create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(params=sorted(names(KINDS)))
def sections(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """The settings of each kind, whose service runs here."""
    kind: str = request.param
    if kind == "aws_kms":
        key = request.getfixturevalue("aws_key")
        address = request.getfixturevalue("aws")
        return {"master": kind, "awsKms": {"keyId": key, "region": "eu-central-1", "endpointUrl": address}}
    if kind == "vault_transit":
        server: Vault = request.getfixturevalue("vault")
        return {"master": kind, "vaultTransit": {"address": server.url, "token": server.token}}
    return {"master": kind, "keyFile": str(tmp_path / "master.json")}


@pytest.fixture
def master(sections: dict[str, Any], open_masters: Callable[..., Masters]) -> Master:
    masters = open_masters(**sections)
    return masters.get(masters.chosen)


async def test_a_data_key_comes_back(master: Master) -> None:
    plain, wrapped = await master.new_data_key(CONTEXT)
    assert len(plain) == 32
    assert bytes(plain) not in wrapped.key
    assert base64.b64encode(plain) not in wrapped.key
    assert await master.unwrap(wrapped, CONTEXT) == plain
    assert wrapped.version == await master.current()


async def test_each_data_key_is_another(master: Master) -> None:
    keys = {bytes((await master.new_data_key(CONTEXT)).plain) for _ in range(5)}
    assert len(keys) == 5


async def test_one_from_elsewhere_is_wrapped_too(master: Master) -> None:
    plain = bytearray(os.urandom(32))
    assert await master.unwrap(await master.wrap(plain, CONTEXT), CONTEXT) == plain


async def test_data_keys_are_wrapped_anew_in_order(master: Master, sections: dict[str, Any]) -> None:
    made = [await master.new_data_key({**CONTEXT, "key": f"key_{number}"}) for number in range(3)]
    if sections["master"] == "aws_kms":
        with pytest.raises(InvalidInput):
            await master.rotate()
    else:
        before = await master.current()
        assert await master.rotate() != before
    again = await master.rewrap([(one.wrapped, {**CONTEXT, "key": f"key_{n}"}) for n, one in enumerate(made)])
    assert {wrapped.version for wrapped in again} == {await master.current()}
    for number, (old, new) in enumerate(zip(made, again, strict=True)):
        context = {**CONTEXT, "key": f"key_{number}"}
        assert new.key != old.wrapped.key
        assert await master.unwrap(new, context) == old.plain
        assert await master.unwrap(old.wrapped, context) == old.plain, "the version before still opens"


async def test_a_service_looks_after_its_versions_itself(master: Master, sections: dict[str, Any]) -> None:
    await master.new_data_key(CONTEXT)
    if sections["master"] == "local_file":
        assert await master.retire([await master.current()]) == []
        return
    with pytest.raises(InvalidInput) as refused:
        await master.retire([])
    assert refused.value.field == "secrets.master"


async def test_an_altered_one_is_refused(master: Master) -> None:
    _, wrapped = await master.new_data_key(CONTEXT)
    altered = bytearray(wrapped.key)
    altered[-3] ^= 0x01
    with pytest.raises(DataCorrupted):
        await master.unwrap(Wrapped(wrapped.version, bytes(altered)), CONTEXT)


async def test_what_is_not_named_is_asked_for(open_masters: Callable[..., Masters]) -> None:
    for kind, field in (("aws_kms", "secrets.awsKms.keyId"), ("vault_transit", "secrets.vaultTransit")):
        with pytest.raises(InvalidInput) as refused:
            open_masters(master=kind).get(kind)
        assert refused.value.field == field


def test_a_master_that_nobody_knows_is_refused_at_once(open_masters: Callable[..., Masters]) -> None:
    with pytest.raises(InvalidInput, match="no kind of master") as refused:
        open_masters(master="local_fil")
    assert (refused.value.field, refused.value.remedy) == ("secrets.master", "Did you mean 'local_file'?")
