"""What every slice is given: one object, built once by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal
from imperium.platform.capability import Context, Registry
from imperium.platform.database import Database, SingleOwner
from imperium.platform.events import EventLog
from imperium.platform.fair import Priority
from imperium.platform.journal import Journal
from imperium.platform.preview import Progress
from imperium.platform.settings import Settings
from imperium.platform.telemetry import metrics
from imperium.platform.workers import Workers


@dataclass(frozen=True, slots=True)
class Platform:
    """Settings, storage, events, workers and the registry of capabilities."""

    settings: Settings
    folder: Path
    database: Database
    owner: SingleOwner
    journal: Journal
    events: EventLog
    artifacts: ArtifactStore
    workers: Workers
    registry: Registry = field(default_factory=Registry)

    @classmethod
    def open(cls, settings: Settings, address: str) -> Platform:
        """Open the data folder, own it under `address`, bring the database up to date, and prepare everything that
        needs no event loop. Raises Conflict when another process owns it."""
        folder = settings.storage.data_folder
        folder.mkdir(parents=True, exist_ok=True)
        url = settings.storage.database_url
        database = Database(url.get_secret_value() if url else None, folder)
        owner = SingleOwner(database)
        owner.acquire(address)
        database.migrate()
        artifacts = ArtifactStore(folder / "artifacts", settings.storage.max_artifact_bytes)
        artifacts.of(LOCAL_ADMIN.tenant).adopt()
        journal = Journal(database, lambda seconds, rows: metrics.JOURNAL_COMMIT_SECONDS.observe(seconds))
        return cls(
            settings=settings,
            folder=folder,
            database=database,
            owner=owner,
            journal=journal,
            events=EventLog(database, journal),
            artifacts=artifacts,
            workers=Workers(settings.orchestration.worker_slots, settings.orchestration.worker_memory_mb),
        )

    async def close(self) -> None:
        """Write what was appended, end the workers, give the data folder back."""
        await self.workers.close()
        await self.journal.close()
        self.owner.release()
        self.database.close()

    def context(
        self,
        principal: Principal,
        *,
        progress: Progress = lambda fraction, message, preview=None: None,
        publish: Callable[[str, dict[str, Any]], None] = lambda kind, data: None,
        priority: Priority = "medium",
        idempotency_key: str = "",
    ) -> Context:
        """What a capability may use, acting for `principal`."""
        return Context(
            principal=principal,
            artifacts=self.artifacts.of(principal.tenant),
            workers=self.workers,
            registry=self.registry,
            progress=progress,
            publish=publish,
            priority=priority,
            idempotency_key=idempotency_key,
        )
