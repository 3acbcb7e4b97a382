"""Answers requests on paper: their lines in the ledger, their outcomes, and the feedback on them."""

from __future__ import annotations

from msgspec.structs import replace
from prospects import candidate
from sqlalchemy import select

from imperium.models.chat import Usage
from imperium.models.choice import Choice
from imperium.models.feedback.outcome import outcome_of
from imperium.models.feedback.repository import OutcomeRepository
from imperium.models.feedback.service import Feedback
from imperium.models.gain.model import GainModel
from imperium.models.repository import Ledger
from imperium.models.tables import outcomes
from imperium.models.usage import UsageRecord
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.database import Database
from imperium.platform.journal import Journal
from imperium.platform.settings import Routing

ROUTING = Routing(
    strategy="balanced",
    tolerance=0.02,
    interactive_second_usd="0.0005",
    near_limit=0.8,
    min_evidence=50,
    strengths={},
    learn=True,
    exploration=0.05,
    outcome_days=30,
)
ANN, BOB = Principal("ann", "acme", Role.MEMBER), Principal("bob", "other", Role.MEMBER)
MODEL = "small"


class Bureau:
    def __init__(self, database: Database, journal: Journal) -> None:
        self.now = 1_000_000.0
        self.database = database
        self.model = GainModel()
        self.ledger = Ledger(database, journal)
        self.repository = OutcomeRepository(database, journal)
        self.feedback = self.started_with(self.model)

    def started_with(self, model: GainModel) -> Feedback:
        """The service as it is after a start, over the same database."""
        feedback = Feedback(ROUTING, self.repository, model, lambda: self.now)
        self.ledger.beside = feedback.entries
        return feedback

    async def answer(
        self,
        request_id: str,
        question: str = "why is the sky blue?",
        who: Principal = ANN,
        fits: bool | None = None,
        propensity: float = 1.0,
        status: str = "succeeded",
    ) -> None:
        """One request that begins now and is answered at once."""
        asked = candidate(f"openai:{MODEL}")
        choice = Choice((asked,), None, "roles", features=self.model.features(question), propensity=propensity)
        record = UsageRecord(
            request_id, who.tenant, who.id, None, "openai", MODEL, Usage(9, 9), 7, True, status, self.now, 0.5
        )
        await self.ledger.record(replace(record, outcome=outcome_of(choice, asked, fits)))

    def chance(self, question: str = "why is the sky blue?", model: GainModel | None = None) -> float:
        taught = model or self.model
        return taught.chance(taught.features(question), MODEL)

    async def rows(self) -> dict[str, tuple[float | None, str | None]]:
        """Reward and source by request."""
        query = select(outcomes.c.request_id, outcomes.c.reward, outcomes.c.source)
        found = await self.database.read(lambda connection: connection.execute(query).all())
        return {row.request_id: (row.reward, row.source) for row in found}
