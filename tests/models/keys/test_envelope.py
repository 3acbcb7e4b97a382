"""What is sealed for one opens for nobody else."""

import pickle
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.keys.envelope import Binding, Sealed, SealedSecret, seal
from imperium.models.keys.master import Masters, Wrapped
from imperium.platform.errors import DataCorrupted
from imperium.platform.settings import Settings

KEY = b"sk-test-0123456789abcdef"
MINE = Binding("acme", "key_1", "openai", "key_a", 3)


async def nothing_sealed(kind: str) -> bool:
    return False


@pytest.fixture
def masters(settings: Settings, tmp_path: Path) -> Masters:
    return Masters(settings.secrets, tmp_path / "data", nothing_sealed)


async def opened(sealed: Sealed, masters: Masters) -> bytes:
    async with SealedSecret(sealed, masters).revealed() as key:
        return bytes(key)


async def test_it_opens_for_its_owner_and_is_overwritten_then(masters: Masters) -> None:
    plain = bytearray(KEY)
    sealed = await seal(plain, MINE, masters)
    assert plain == KEY, "who brought it overwrites it"
    assert sealed.hint == "cdef"
    assert KEY not in msgspec.msgpack.encode(sealed)
    async with SealedSecret(sealed, masters).revealed() as key:
        assert key == KEY
    assert not any(key)


@pytest.mark.parametrize(
    "changed",
    [{"tenant": "evil"}, {"principal": "key_2"}, {"provider": "lab"}, {"key_id": "key_b"}, {"version": 2}],
    ids=lambda changed: next(iter(changed)),
)
async def test_a_row_of_somebody_else_does_not_open(masters: Masters, changed: dict[str, Any]) -> None:
    sealed = await seal(bytearray(KEY), MINE, masters)
    moved = msgspec.structs.replace(sealed, binding=msgspec.structs.replace(MINE, **changed))
    with pytest.raises(DataCorrupted) as refused:
        await opened(moved, masters)
    assert refused.value.remedy


async def test_parts_of_two_secrets_do_not_fit(masters: Masters) -> None:
    one, other = [await seal(bytearray(KEY), MINE, masters) for _ in range(2)]
    assert one.ciphertext != other.ciphertext
    with pytest.raises(DataCorrupted):
        await opened(msgspec.structs.replace(one, wrapped=other.wrapped), masters)
    with pytest.raises(DataCorrupted):
        await opened(msgspec.structs.replace(one, ciphertext=other.ciphertext), masters)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), short=st.booleans())
async def test_no_altered_bit_passes(at: int, bit: int, short: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    masters = Masters(in_folder(tmp_path_factory.getbasetemp()), Path("/nowhere"), nothing_sealed)
    sealed = await seal(bytearray(KEY), MINE, masters)
    for part in ("ciphertext", "wrapped"):
        content = bytearray(sealed.ciphertext if part == "ciphertext" else sealed.wrapped.key)
        if short:
            del content[at % len(content) :]
        else:
            content[at % len(content)] ^= 1 << bit
        changed = bytes(content) if part == "ciphertext" else Wrapped(sealed.wrapped.version, bytes(content))
        with pytest.raises(DataCorrupted):
            await opened(msgspec.structs.replace(sealed, **{part: changed}), masters)


def in_folder(folder: Path) -> Any:
    from imperium.platform.settings import load_settings

    return load_settings(None, folder, {"IMPERIUM_SECRETS__KEY_FILE": str(folder / "property" / "key.json")}).secrets


async def test_it_says_nothing_of_itself(masters: Masters) -> None:
    secret = SealedSecret(await seal(bytearray(KEY), MINE, masters), masters)
    assert repr(secret) == "SealedSecret(…cdef)"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
