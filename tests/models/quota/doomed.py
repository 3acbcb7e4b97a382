"""A process that is killed: it reserves twice, one of the requests ends, and neither is settled."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from workplace import ANN, Workplace

from imperium.models.quota.counters.redis import RedisCounter
from imperium.models.quota.quota import Estimate
from imperium.models.repository import Ledger
from imperium.platform.database import Database
from imperium.platform.journal import Journal


async def main(folder: Path, redis_url: str) -> None:
    database = Database(None, folder)
    journal = Journal(database)
    journal.start()
    workplace = Workplace(folder, database, journal, Ledger(database, journal))
    quotas = await workplace.open(RedisCounter(redis_url), user={"dailyUsd": "0.0001"}, leaseSeconds=0.5)
    ended = await quotas.reserve("ended", ANN, Estimate.exactly(60))
    assert ended is not None
    assert await quotas.reserve("running", ANN, Estimate.exactly(40)) is not None
    await workplace.record("ended", ANN, 60)
    print("recorded", flush=True)
    await asyncio.sleep(3_600)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
