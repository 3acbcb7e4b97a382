"""A key file on this machine: the master without any service. It stays in memory while the server runs.

The file holds every version; the current one wraps, the others only unwrap. It lies outside the data folder, so that a
copy of the data alone opens nothing.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from imperium.models.keys.master import DATA_KEY_BYTES, Context, DataKey, InUse, MasterKind, Opening, Wrapped
from imperium.models.keys.secret import overwrite
from imperium.platform.errors import Conflict, DataCorrupted, ImperiumError, InvalidInput

NONCE_BYTES = 12
TAG_BYTES = 16
AT_ONCE = 50
"""Data keys that are wrapped anew before others have their turn: about a millisecond."""
SETTLED_AFTER_S = 60.0
"""After the file was last written, or keys wrapped anew by it: by then no server seals or opens by a version before."""
FILE_NAME = "master-key.json"


class Keyring(Struct, frozen=True):
    """The versions of the master, and which of them wraps."""

    current: str
    ciphers: dict[str, AESGCM]


class LocalFile:
    def __init__(self, path: Path, in_use: InUse, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._in_use = in_use
        self._clock = clock
        self._keyring: Keyring | None = None

    async def current(self) -> str:
        return (await self._made()).current

    async def new_data_key(self, context: Context) -> DataKey:
        plain = bytearray(os.urandom(DATA_KEY_BYTES))
        return DataKey(plain, await self.wrap(plain, context))

    async def wrap(self, plain: bytearray, context: Context) -> Wrapped:
        keyring = await self._made()
        return _wrap(keyring, plain, context)

    async def unwrap(self, wrapped: Wrapped, context: Context) -> bytearray:
        return self._unwrap(wrapped, context)

    async def rewrap(self, many: Sequence[tuple[Wrapped, Context]]) -> list[Wrapped]:
        keyring, done = self._read_again(), []
        for wrapped, context in many:
            done.append(self._rewrap(keyring, wrapped, context))
            if len(done) % AT_ONCE == 0:
                await asyncio.sleep(0)
        self._path.touch()
        return done

    async def rotate(self) -> str:
        await self._made()
        with _locked(self._path):
            version = _add_version(self._path)
        self._read_again()
        return version

    async def retire(self, used: Collection[str]) -> list[str]:
        if not self._path.exists() and not await self._in_use():
            return []
        with _locked(self._path):
            dropped = _drop_versions(self._path, used, self._clock())
        self._read_again()
        return dropped

    async def close(self) -> None:
        self._keyring = None

    def _rewrap(self, keyring: Keyring, wrapped: Wrapped, context: Context) -> Wrapped:
        plain = self._unwrap(wrapped, context)
        try:
            return _wrap(keyring, plain, context)
        finally:
            overwrite(plain)

    def _unwrap(self, wrapped: Wrapped, context: Context) -> bytearray:
        plain = bytearray(DATA_KEY_BYTES)
        nonce, body = wrapped.key[:NONCE_BYTES], wrapped.key[NONCE_BYTES:]
        try:
            self._cipher(wrapped.version).decrypt_into(nonce, body, _associated(wrapped.version, context), plain)
        except (InvalidTag, ValueError):
            overwrite(plain)
            raise DataCorrupted(
                f"A stored key was not wrapped by {self._path}, or was altered.", remedy=_restore(self._path)
            ) from None
        return plain

    def _cipher(self, version: str) -> AESGCM:
        """Another process may have made the version since the file was read."""
        keyring = self._keyring
        if keyring is None or version not in keyring.ciphers:
            keyring = self._read_again()
        if version not in keyring.ciphers:
            raise DataCorrupted(
                f"{self._path} doesn't hold version {version} of the master key.", remedy=_restore(self._path)
            )
        return keyring.ciphers[version]

    async def _made(self) -> Keyring:
        """The file's keyring as it is now. The file is made when nothing was sealed before."""
        if not self._path.exists() and not await self._in_use():
            with _locked(self._path):
                _make(self._path)
        return self._read_again()

    def _read_again(self) -> Keyring:
        self._keyring = _read(self._path)
        return self._keyring


def _wrap(keyring: Keyring, plain: bytearray, context: Context) -> Wrapped:
    nonce, version = os.urandom(NONCE_BYTES), keyring.current
    return Wrapped(version, nonce + keyring.ciphers[version].encrypt(nonce, plain, _associated(version, context)))


def _associated(version: str, context: Context) -> bytes:
    return orjson.dumps([version, sorted(context.items())])


def _read(path: Path) -> Keyring:
    try:
        mode, content = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:
        raise DataCorrupted(f"The master key file {path} is missing.", remedy=_restore(path)) from None
    except OSError as error:
        raise _unreadable(path, error.strerror or type(error).__name__) from None
    if mode & 0o077:
        raise InvalidInput(
            f"Others on this machine may read the master key file {path}.",
            field="secrets.keyFile",
            value=oct(mode & 0o777),
            remedy=f"chmod 600 {path}",
        )
    return _parsed(path, content)


def _parsed(path: Path, content: bytes) -> Keyring:
    try:
        stored = orjson.loads(content)
        ciphers = {version: AESGCM(base64.b64decode(key)) for version, key in stored["keys"].items()}
        return Keyring(stored["current"], {stored["current"]: ciphers[stored["current"]], **ciphers})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _unreadable(path, "it isn't one that this program wrote") from None


def _make(path: Path) -> None:
    """Whoever comes second finds the file made."""
    if not path.exists():
        _write(path, {"current": "1", "keys": {"1": _fresh()}})


def _add_version(path: Path) -> str:
    stored = orjson.loads(path.read_bytes())
    version = str(max(map(int, stored["keys"])) + 1)
    _write(path, {"current": version, "keys": {**stored["keys"], version: _fresh()}})
    return version


def _drop_versions(path: Path, used: Collection[str], now: float) -> list[str]:
    """Raises Conflict for those that are needed, and for those that may be: a key that was being sealed when the
    current version was made is written a moment later, and what was wrapped anew is read a moment later."""
    _read(path)
    stored = orjson.loads(path.read_bytes())
    current, old = stored["current"], [version for version in stored["keys"] if version != stored["current"]]
    if needed := [version for version in old if version in used]:
        raise Conflict(
            f"Keys are still sealed under version {', '.join(needed)} of the master.",
            remedy="Wrap them by the current one first: imperium secrets rewrap.",
        )
    if old and (wait_s := path.stat().st_mtime + SETTLED_AFTER_S - now) > 0:
        raise Conflict(
            f"{path} was used to change versions a moment ago: servers may still need the one before.",
            remedy=f"Try again in {wait_s:.0f} s.",
        )
    if old:
        _write(path, {"current": current, "keys": {current: stored["keys"][current]}})
    return old


def _write(path: Path, content: object) -> None:
    """Whole or not at all, and on the disk before anything is sealed with it."""
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _fresh() -> str:
    return base64.b64encode(AESGCM.generate_key(256)).decode()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time writes the file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _restore(path: Path) -> str:
    return (
        f"Put the file back from your backup, or name its place (IMPERIUM_SECRETS__KEY_FILE; now {path}). "
        "If it is lost, the keys that it sealed are lost with it: remove them and enter them again."
    )


def _unreadable(path: Path, why: str) -> ImperiumError:
    return DataCorrupted(f"The master key file {path} can't be read: {why}.", remedy=_restore(path))


def default_path() -> Path:
    """`imperium` in the user's configuration folder (XDG base directory specification)."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "imperium" / FILE_NAME


def open_file(opening: Opening) -> LocalFile:
    """Raises InvalidInput for a key that lies beside what it protects."""
    path = (opening.settings.key_file or default_path()).expanduser().absolute()
    if path.resolve().is_relative_to(opening.folder.resolve()):
        raise InvalidInput(
            f"The master key file {path} lies in the data folder: whoever copies that has both.",
            field="secrets.keyFile",
            value=str(path),
            remedy="Name a file outside of it.",
        )
    return LocalFile(path, opening.in_use)


MASTER = MasterKind("A key file on this machine", open_file)
