"""What Vault answers when something is wrong, and where its token comes from."""

from collections.abc import Callable
from pathlib import Path

import pytest
from vault import Vault

from imperium.models.keys.master import Context, Masters
from imperium.platform.errors import DataCorrupted, ImperiumError, ProviderRejected, ProviderUnavailable

CONTEXT: Context = {"tenant": "acme", "key": "key_a"}
Open = Callable[..., Masters]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, DataCorrupted), (403, ProviderRejected), (404, ProviderRejected), (503, ProviderUnavailable)],
)
async def test_a_refusal_is_one_of_our_errors(
    vault: Vault, open_masters: Open, status: int, kind: type[ImperiumError]
) -> None:
    own = {"address": vault.url, "token": vault.token}
    master = open_masters(master="vault_transit", vaultTransit=own).get("vault_transit")
    _, wrapped = await master.new_data_key(CONTEXT)
    vault.status = status
    with pytest.raises(ImperiumError) as refused:
        await master.unwrap(wrapped, CONTEXT)
    assert type(refused.value) is kind
    assert refused.value.remedy
    assert vault.token not in str(refused.value.as_dict())


async def test_many_are_wrapped_anew_in_one_call_and_one_that_is_none_is_told(vault: Vault, open_masters: Open) -> None:
    own = {"address": vault.url, "token": vault.token}
    master = open_masters(master="vault_transit", vaultTransit=own).get("vault_transit")
    made = [(await master.new_data_key(CONTEXT)).wrapped for _ in range(3)]
    vault.calls.clear()
    assert len(await master.rewrap([(wrapped, CONTEXT) for wrapped in made])) == 3
    assert vault.calls == ["POST rewrap/imperium"]
    vault._versions.clear()
    await master.rotate()
    with pytest.raises(DataCorrupted):
        await master.rewrap([(made[0], CONTEXT)])


async def test_a_token_from_a_file_is_read_anew(vault: Vault, open_masters: Open, tmp_path: Path) -> None:
    file = tmp_path / "token"
    own = {"address": f"{vault.url}/", "tokenFile": str(file)}
    master = open_masters(master="vault_transit", vaultTransit=own).get("vault_transit")
    with pytest.raises(ProviderRejected, match="token file"):
        await master.current()
    file.write_text("an-old-one\n")
    with pytest.raises(ProviderRejected):
        await master.current()
    file.write_text(f"{vault.token}\n")
    assert await master.current() == "v1"
