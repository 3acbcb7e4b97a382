"""Strategies as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from imperium.brain.estimates import Cost
from imperium.brain.goal import Precedent
from imperium.brain.intelligence import intelligences
from imperium.brain.schemas import (
    ComplexityView,
    CostView,
    DroppedView,
    DurationView,
    LimitsView,
    MethodView,
    PhaseView,
    PlannedTaskView,
    PrecedentView,
    QuestionView,
    ReasonView,
    ResourcesView,
    RiskView,
    RunStarted,
    StrategyView,
    ViolationView,
)
from imperium.brain.simulation import Slot
from imperium.brain.strategy import Strategy
from imperium.platform.capability import Resources
from imperium.workflows.run import RunState


def strategy_view(strategy: Strategy, run: RunState | None = None) -> StrategyView:
    """All of it."""
    plan = strategy.simulation
    capabilities = list(dict.fromkeys(slot.piece.capability for slot in plan.slots))
    return StrategyView(
        id=strategy.id,
        objective=strategy.objective,
        type=strategy.kind,
        title=strategy.title,
        by=strategy.by,
        feasible=strategy.is_feasible,
        complexity=_complexity(strategy),
        intelligences=list(intelligences(capabilities)),
        capabilities=capabilities,
        phases=list(_phases(plan.slots)),
        critical_path=[slot.piece.id for slot in plan.slots if slot.is_critical],
        estimated_duration=DurationView.of(plan.duration),
        estimated_cost=CostView.of(plan.cost),
        media_budget_micro_usd=strategy.media_micro_usd,
        chance_in_time=round(plan.within_deadline, 3),
        resources=LimitsView(available=_resources(strategy.limits), peak=_resources(plan.peak)),
        risks=[RiskView(**fields(risk)) for risk in strategy.risks],
        violations=[ViolationView(**fields(violation)) for violation in strategy.violations],
        dropped=[DroppedView(id=piece.id, what=piece.what, worth=piece.worth) for piece in strategy.dropped],
        uncovered=list(strategy.uncovered),
        questions=[QuestionView(**fields(question)) for question in strategy.questions],
        methods=[MethodView(**fields(applied)) for applied in strategy.applied],
        precedent=_precedent(strategy.precedent),
        notes=list(strategy.notes),
        workflow=strategy.workflow.model_dump(mode="json", exclude_defaults=True, exclude_unset=True),
        run=_run(run),
    )


def fields(value: Any) -> dict[str, Any]:
    """What a struct or a dataclass holds, by name."""
    names = getattr(value, "__struct_fields__", None) or value.__dataclass_fields__
    return {name: getattr(value, name) for name in names}


def _complexity(strategy: Strategy) -> ComplexityView:
    found = strategy.complexity
    reasons = [ReasonView(**fields(reason)) for reason in found.reasons]
    return ComplexityView.model_validate({"score": found.score, "level": found.level, "reasons": reasons})


def _phases(slots: Iterable[Slot]) -> Iterator[PhaseView]:
    """In the order in which they begin."""
    phases: dict[str, list[Slot]] = {}
    for slot in slots:
        phases.setdefault(slot.piece.phase, []).append(slot)
    for name, inside in sorted(phases.items(), key=lambda item: min(slot.starts_s for slot in item[1])):
        cost = Cost(*(sum(getattr(slot.piece.cost, p) for slot in inside) for p in Cost.__struct_fields__))
        yield PhaseView(
            name=name,
            tasks=[_task(slot) for slot in inside],
            starts_s=round(min(slot.starts_s for slot in inside), 3),
            ends_s=round(max(slot.ends_s for slot in inside), 3),
            cost_micro_usd=CostView.of(cost),
        )


def _task(slot: Slot) -> PlannedTaskView:
    piece = slot.piece
    return PlannedTaskView(
        id=piece.id,
        what=piece.what,
        goal=piece.goal,
        capability=piece.capability,
        dependencies=sorted(piece.needs),
        duration_s=DurationView.of(piece.duration),
        cost_micro_usd=CostView.of(piece.cost),
        resources=_resources(piece.resources),
        starts_s=round(slot.starts_s, 3),
        ends_s=round(slot.ends_s, 3),
        slack_s=round(slot.slack_s, 3),
        critical=slot.is_critical,
    )


def _resources(resources: Resources) -> ResourcesView:
    return ResourcesView(cpu=round(resources.cpu, 3), memory_mb=resources.memory_mb, gpu=resources.gpu)


def _precedent(precedent: Precedent | None) -> PrecedentView | None:
    if precedent is None:
        return None
    shown = {name: getattr(precedent, name) for name in PrecedentView.model_fields}
    return PrecedentView(**{**shown, "similarity": round(precedent.similarity, 3)})


def _run(state: RunState | None) -> RunStarted | None:
    if state is None:
        return None
    url = f"/workflow/{state.id}"
    return RunStarted(run_id=state.id, status=state.status, status_url=url, events_url=f"{url}/events")
