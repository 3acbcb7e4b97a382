"""A task of a plan, with all that planning knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from imperium.brain.estimates import Cost, Duration
from imperium.models.catalog import ROLES
from imperium.platform.capability import Resources
from imperium.workflows.spec import Task
from imperium.workflows.targets import CHAT


def work_of(capability: str, model: str) -> str:
    """A capability, and of language models the role: a quick one says little about a thorough one."""
    return f"{capability}:{model}" if capability == CHAT and model in ROLES else capability


@dataclass(frozen=True, slots=True)
class Piece:
    """`id` is the task's output variable, one of its own. `needs` are the ids of the pieces that end before it starts;
    `uses`, a part of them, those whose output it reads. `work` is what its estimates are kept under, `worth` (0–100)
    says what goes last if not all can be had.
    """

    id: str
    task: Task
    goal: str
    phase: str
    what: str
    capability: str
    work: str
    duration: Duration
    cost: Cost
    resources: Resources
    worth: int
    needs: frozenset[str] = frozenset()
    uses: frozenset[str] = field(default_factory=frozenset)

    def after(self, others: Iterable[str]) -> Piece:
        """The same, once those pieces have ended as well."""
        return replace(self, needs=self.needs.union(others))

    def without(self, missing: frozenset[str]) -> Piece:
        """The same where those pieces aren't made; it must not use any of them."""
        return replace(self, needs=self.needs - missing)
