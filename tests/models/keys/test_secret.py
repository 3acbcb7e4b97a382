"""A secret says nothing of itself, and is gone after its use."""

import copy
import pickle

import pytest
from pydantic import SecretStr

from imperium.models.keys.secret import Configured, check_sendable, hint_of, overwrite
from imperium.platform.errors import InvalidInput

KEY = "sk-test-0123456789abcdef"


async def test_it_is_overwritten_after_its_use() -> None:
    secret = Configured(SecretStr(KEY), "api_keys.openai")
    async with secret.revealed() as key:
        assert key == KEY.encode()
    assert key == bytes(len(KEY))


async def test_it_is_overwritten_when_its_use_fails() -> None:
    with pytest.raises(RuntimeError):
        async with Configured(SecretStr(KEY), "api_keys.openai").revealed() as key:
            raise RuntimeError
    assert not any(key)


def test_it_shows_four_characters_and_is_never_pickled() -> None:
    secret = Configured(SecretStr(KEY), "api_keys.openai")
    assert repr(secret) == "Configured(…cdef)"
    assert KEY not in str(secret)
    for take_out in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            take_out(secret)


@pytest.mark.parametrize(("text", "shown"), [("1234567", ""), ("12345678", "5678"), ("", "")])
def test_of_a_short_one_nothing_is_shown(text: str, shown: str) -> None:
    assert hint_of(text) == shown


@pytest.mark.parametrize("text", ["a b", "key\n", "key\r\nx-admin: 1", "schlüssel", "", "k" * 4_097, "nul\0"])
def test_what_would_end_a_header_is_no_key(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_sendable(text, "api_key")
    assert refused.value.field == "api_key"
    assert not text or text not in str(refused.value.as_dict())


def test_overwriting_leaves_the_buffer_where_it_is() -> None:
    buffer = bytearray(KEY, "ascii")
    with memoryview(buffer) as seen:
        overwrite(buffer)
        assert bytes(seen) == bytes(len(KEY))
