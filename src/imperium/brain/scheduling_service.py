"""The scheduling half of the brain, wired: prioritizing, coordinating, sharing out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from imperium.brain.allocation_service import Allocator
from imperium.brain.coordination import as_declared
from imperium.brain.coordination_service import Coordinator
from imperium.brain.prioritization_service import Prioritizer
from imperium.brain.scheduling_estimates import Learned, Likely, UsualWork
from imperium.brain.utilization import Utilization
from imperium.platform.platform import Platform
from imperium.workflows.service import WorkflowService


@dataclass(frozen=True, slots=True)
class Scheduling:
    """One for the process."""

    prioritizer: Prioritizer
    allocator: Allocator
    coordinator: Coordinator

    @classmethod
    def open(
        cls,
        platform: Platform,
        workflows: WorkflowService,
        utilization: Utilization,
        learned: Learned = lambda name: None,
        clock: Callable[[], float] = time.time,
        likely: Likely = as_declared,
    ) -> Scheduling:
        """`learned` gives the seconds that past executions of a capability took, if there were any, `likely` those that
        one takes which declares so many; `clock` seconds since the epoch."""
        limits, usual = platform.settings.limits, UsualWork(platform.registry, learned)
        return cls(
            Prioritizer(usual, lambda: utilization.capacity, limits, clock),
            Allocator(usual, utilization, platform.workers, limits),
            Coordinator(
                platform.registry,
                workflows,
                platform.workers,
                lambda: utilization.capacity,
                most_tasks=limits.max_tasks,
                timeout_s=platform.settings.orchestration.default_timeout_seconds,
                likely=likely,
            ),
        )
