"""Planning, wired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imperium.brain.allocation_demand import MILLI, Amount
from imperium.brain.desk import House
from imperium.brain.estimates import Estimates
from imperium.brain.experience import Experience
from imperium.brain.memory import PlanMemory
from imperium.brain.repository import PlanRepository
from imperium.brain.service import Brain
from imperium.brain.strategist import Strategist
from imperium.brain.utilization import Utilization
from imperium.models.catalog import Catalog
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Resources
from imperium.platform.platform import Platform
from imperium.workflows.plan import Planner
from imperium.workflows.planner import RulePlanner
from imperium.workflows.service import WorkflowService
from imperium.workflows.targets import ModelTargets


@dataclass(frozen=True, slots=True)
class Planning:
    """`experience` is to be told of every run that ended; it is started and closed with the server."""

    brain: Brain
    experience: Experience
    estimates: Estimates

    @classmethod
    def open(
        cls,
        platform: Platform,
        targets: ModelTargets,
        catalog_of: Callable[[Principal], Catalog],
        rules: RulePlanner,
        model: Planner,
        workflows: WorkflowService,
        utilization: Utilization,
    ) -> Planning:
        """`rules` and `model` plan besides the methods; plans fit into what `utilization` says there is."""
        estimates = Estimates()
        repository = PlanRepository(platform.database, platform.journal)
        memory = PlanMemory(repository)
        here = _resources(utilization.capacity)
        strategist = Strategist(House(platform.registry, targets, catalog_of, estimates, here), rules, model, memory)
        return cls(
            Brain(strategist, estimates, repository, platform.journal, workflows, utilization.as_dict),
            Experience(estimates, memory, repository, platform.journal, targets),
            estimates,
        )


def _resources(amount: Amount) -> Resources:
    return Resources(amount.milli_cpu / MILLI, amount.memory_mb, amount.gpu)
