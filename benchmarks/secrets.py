"""Sealed keys with the local master: opening one, holding many, and putting all under a new version of the master.

    python3 dev.py bench secrets [--secrets N] [--opens N]

While all are wrapped anew, a reader goes on opening keys that the server has in memory, as requests do, and tells how
long that took it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from imperium.models.catalog import Catalog
from imperium.models.keys.envelope import Binding, seal
from imperium.models.keys.records import UserProvider, UserProviderDocument
from imperium.models.keys.repository import _secret_row, _values
from imperium.models.keys.rotation import Rotation
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.tables import secrets, user_providers
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.database import Database
from imperium.platform.settings import load_settings

ADDRESS = "https://api.openai.com/v1"
LOADED = 5_000
Row = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secrets", type=int, default=100_000)
    parser.add_argument("--opens", type=int, default=5_000)
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="secrets-") as folder:
        rows = asyncio.run(measure(Path(folder), arguments.secrets, arguments.opens))
    table = Table("what", "figure", title=f"{arguments.secrets:,} sealed keys, SQLite, local master")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


async def measure(folder: Path, count: int, opens: int) -> list[Row]:
    data = folder / "data"
    data.mkdir()
    settings = load_settings(None, data, {"IMPERIUM_SECRETS__KEY_FILE": str(folder / "master.json")})
    database = Database(None, data)
    database.migrate()
    runtime = RuntimeProviders(settings, data, database, Catalog(settings))
    rows = [("seal a key", f"{await fill(runtime, database, count):.0f} µs")]
    before, started = resident_mb(), time.perf_counter()
    await runtime.start()
    rows.append(("load all at the start", f"{time.perf_counter() - started:.2f} s, {resident_mb() - before:.0f} MB"))
    rows.append(("open somebody's key", f"{await opening(runtime, count, opens):.1f} µs"))
    rows.append(("open the same key again", f"{await opening(runtime, 1, opens):.1f} µs"))
    rows += await rotating(runtime, count)
    await runtime.close()
    database.close()
    return rows


async def fill(runtime: RuntimeProviders, database: Database, count: int) -> float:
    """Microseconds to seal one; writing them isn't counted."""
    spent = 0.0
    for first in range(0, count, LOADED):
        started = time.process_time()
        made = [await sealed(runtime, number) for number in range(first, min(first + LOADED, count))]
        spent += time.process_time() - started
        keys = [_secret_row(one.secret) | {"updated_at": one.updated_at} for one in made if one.secret]
        own = [row(one) for one in made]
        with database.engine.begin() as connection:
            connection.execute(insert(secrets), keys)
            connection.execute(insert(user_providers), own)
    return spent / count * 1e6


async def sealed(runtime: RuntimeProviders, number: int) -> UserProvider:
    name, now = f"key_{number:012}", time.time()
    key = bytearray(b"sk-" + os.urandom(24).hex().encode())
    secret = await seal(key, Binding("acme", name, "openai", f"key_{number:026}"), runtime.masters)
    document = UserProviderDocument(entered_for=ADDRESS)
    return UserProvider(f"uprov_{number:026}", "acme", name, "openai", document, secret, now, now)


def row(one: UserProvider) -> dict[str, object]:
    own = {"id": one.id, "tenant": one.tenant, "principal": one.principal, "provider": one.name}
    return {**_values(one), **own}


async def opening(runtime: RuntimeProviders, count: int, opens: int) -> float:
    started = time.process_time()
    for number in range(opens):
        await open_one(runtime, number % count)
    return (time.process_time() - started) / opens * 1e6


async def open_one(runtime: RuntimeProviders, number: int) -> None:
    principal = Principal(f"key_{number:012}", "acme", Role.MEMBER)
    secret = runtime.users.connections(principal)["openai"].secret
    assert secret is not None
    async with secret.revealed() as key:
        assert key.startswith(b"sk-")


async def rotating(runtime: RuntimeProviders, count: int) -> list[Row]:
    rotation, waits = Rotation(runtime.secrets, runtime.masters), list[float]()
    version = await rotation.rotate()
    reader = asyncio.create_task(read_on(runtime, count, waits))
    started = time.perf_counter()
    done = [after async for after in rotation.rewrap()]
    seconds = time.perf_counter() - started
    reader.cancel()
    await asyncio.gather(reader, return_exceptions=True)
    assert await runtime.secrets.by_version() == [("local_file", version, count)]
    assert done[-1] == count
    waits.sort()
    return [
        ("wrap all anew", f"{seconds:.1f} s, {count / seconds:,.0f} a second"),
        ("keys opened meanwhile", f"{len(waits):,}, none failed"),
        (
            "one of them, p50 / p99",
            f"{waits[len(waits) // 2] * 1e3:.1f} / {waits[len(waits) * 99 // 100] * 1e3:.1f} ms",
        ),
    ]


async def read_on(runtime: RuntimeProviders, count: int, waits: list[float]) -> None:
    """From when it was to be, so that a loop that is held up counts."""
    while True:
        due = time.perf_counter() + 0.002
        await asyncio.sleep(0.002)
        await open_one(runtime, len(waits) % count)
        waits.append(time.perf_counter() - due)


def resident_mb() -> float:
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    main()
