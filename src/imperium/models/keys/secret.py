"""The contract of a secret: shown to nobody, and readable only for the moment in which it is sent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NoReturn, Protocol

from pydantic import SecretStr

from imperium.platform.errors import InvalidInput

SENDABLE = re.compile(r"[\x21-\x7e]{1,4096}")
"""What may stand in a header's value: printable ASCII. Anything else would end the header, or be another key."""
SHOWN = 4
SHOWN_FROM = 8
"""Of a secret shorter than this its last four characters would tell too much."""


class Secret(Protocol):
    """Holds a secret without saying it: not in `repr`, not in a pickle, not in an error."""

    @property
    def hint(self) -> str:
        """The last four characters, all that is ever shown."""

    def revealed(self) -> AbstractAsyncContextManager[bytearray]:
        """The secret's bytes, overwritten on leaving. Raises ImperiumError when they can't be had now."""


class Configured:
    """A key from a file or from the environment. Those stay in this process for as long as it lives.

    Raises:
        InvalidInput: the key holds what no header can carry.
    """

    __slots__ = ("_text",)

    def __init__(self, text: SecretStr, field: str) -> None:
        check_sendable(text.get_secret_value(), field)
        self._text = text

    @property
    def hint(self) -> str:
        return hint_of(self._text.get_secret_value())

    @asynccontextmanager
    async def revealed(self) -> AsyncIterator[bytearray]:
        key = bytearray(self._text.get_secret_value(), "ascii")
        try:
            yield key
        finally:
            overwrite(key)

    def __repr__(self) -> str:
        return f"Configured(…{self.hint})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled")


def overwrite(buffer: bytearray) -> None:
    """Zeros in place: of the same length, so nothing is moved and no copy is left where it was."""
    buffer[:] = bytes(len(buffer))


def hint_of(text: str) -> str:
    return text[-SHOWN:] if len(text) >= SHOWN_FROM else ""


def check_sendable(text: str, field: str) -> None:
    """Raises InvalidInput, which doesn't repeat the text."""
    if not SENDABLE.fullmatch(text):
        raise InvalidInput(
            f"{field} holds a character that no key has, or more than 4,096 of them.",
            field=field,
            value="(not shown)",
            remedy="Copy it again, without spaces and line ends.",
        )
