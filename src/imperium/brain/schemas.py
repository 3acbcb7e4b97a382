"""What strategize and metrics take and give. Money in micro-USD (millionths of a dollar), times in seconds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from imperium.brain.constraints import Constraints, parse_timeline
from imperium.brain.desk import Ask
from imperium.brain.estimates import Cost, Duration
from imperium.intelligences.product import ProductDetails
from imperium.kit.money import usd_to_micro
from imperium.platform.fair import Priority

MAX_OBJECTIVE = 10_000
"""Characters."""


class ResourceLimits(BaseModel):
    """What the plan may use at the same time; what isn't given is as much as this machine has."""

    model_config = ConfigDict(extra="forbid")

    cpu: float | None = Field(None, ge=0, le=1_024, description="Cores.")
    memory_mb: int | None = Field(None, ge=0, le=1_024_000, description="Megabytes of memory.")
    gpu: int | None = Field(None, ge=0, le=64, description="GPUs.")


class ConstraintsRequest(BaseModel):
    """Bounds of the plan; what isn't given doesn't bind."""

    model_config = ConfigDict(extra="forbid")

    budget: float | None = Field(None, ge=0, le=1_000_000_000, description="US dollars, for work and media together.")
    timeline: str | None = Field(None, min_length=1, max_length=80, description="`30 days`, `90s`, `PT2H`.")
    resources: ResourceLimits = ResourceLimits()
    confidence: float | None = Field(
        None, ge=0.5, le=0.99, description="Chance of ending in time; by default it must even if all goes slowly."
    )

    def parsed(self) -> Constraints:
        """Raises InvalidInput for a timeline that isn't understood."""
        return Constraints(
            budget_micro_usd=None if self.budget is None else usd_to_micro(self.budget),
            deadline_s=None if self.timeline is None else parse_timeline(self.timeline),
            cpu=self.resources.cpu,
            memory_mb=self.resources.memory_mb,
            gpu=self.resources.gpu,
            confidence=self.confidence,
        )


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class StrategizeRequest(BaseModel):
    """What is wanted, in plain words, and within which bounds."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "objective": "Launch our ceramic travel mug with a campaign",
                    "constraints": {"budget": 50000, "timeline": "30 days", "resources": {"cpu": 64, "gpu": 4}},
                }
            ]
        },
    )

    objective: str = Field(min_length=1, max_length=MAX_OBJECTIVE)
    constraints: ConstraintsRequest = ConstraintsRequest()
    product: Annotated[ProductDetails | None, BeforeValidator(_named)] = Field(
        None, description="What the objective is about: a name, or details."
    )
    use_model: bool = Field(False, description="Let a connected language model propose a plan, too; takes its time.")
    priority: Priority = Field("medium", description="Of the run, when it is started.")

    def ask(self) -> Ask:
        """Raises InvalidInput."""
        return Ask(self.objective, self.constraints.parsed(), self.product, self.use_model)


class DurationView(BaseModel):
    optimistic: float
    likely: float
    pessimistic: float

    @classmethod
    def of(cls, duration: Duration) -> DurationView:
        return cls(**{point: round(getattr(duration, point), 3) for point in cls.model_fields})


class CostView(BaseModel):
    optimistic: int
    likely: int
    pessimistic: int

    @classmethod
    def of(cls, cost: Cost) -> CostView:
        return cls(**{point: getattr(cost, point) for point in cls.model_fields})


class ResourcesView(BaseModel):
    cpu: float
    memory_mb: int
    gpu: int


class ReasonView(BaseModel):
    factor: str
    points: float
    detail: str


class ComplexityView(BaseModel):
    """`score` from 0 to 1: the points of its reasons."""

    score: float
    level: Literal["simple", "moderate", "complex"]
    reasons: list[ReasonView]


class PlannedTaskView(BaseModel):
    """One task. `starts_s` and `ends_s` count from the run's start if everything takes its likely time; it may take
    `slack_s` longer before the plan ends later. `critical`: it is one of the chain that decides when that is."""

    id: str
    what: str
    goal: str
    capability: str
    dependencies: list[str]
    duration_s: DurationView
    cost_micro_usd: CostView
    resources: ResourcesView
    starts_s: float
    ends_s: float
    slack_s: float
    critical: bool


class PhaseView(BaseModel):
    name: str
    tasks: list[PlannedTaskView]
    starts_s: float
    ends_s: float
    cost_micro_usd: CostView


class RiskView(BaseModel):
    kind: str
    detail: str
    mitigation: str
    likelihood: float | None


class ViolationView(BaseModel):
    """A constraint that the whole plan can't keep."""

    field: str
    value: str | float | int | None
    needed: str | float | int
    detail: str
    remedy: str


class DroppedView(BaseModel):
    id: str
    what: str
    worth: int


class QuestionView(BaseModel):
    field: str
    needed: str
    assumed: str
    remedy: str


class MethodView(BaseModel):
    goal: str
    method: str
    why: str


class PrecedentView(BaseModel):
    plan_id: str
    objective: str
    similarity: float
    seconds: float
    cost_micro_usd: int


class LimitsView(BaseModel):
    """What may be used at once, as much of that as the plan uses at its peak."""

    available: ResourcesView
    peak: ResourcesView


class RunStarted(BaseModel):
    run_id: str
    status: str
    status_url: str
    events_url: str


class StrategyView(BaseModel):
    """A plan that was simulated and passes. Where there are `violations` the whole plan doesn't keep the constraints:
    this is then the nearest one that does, and `dropped` says what it lacks."""

    id: str
    objective: str
    type: str
    title: str
    by: str
    feasible: bool
    complexity: ComplexityView
    intelligences: list[str]
    capabilities: list[str]
    phases: list[PhaseView]
    critical_path: list[str]
    estimated_duration: DurationView
    estimated_cost: CostView
    media_budget_micro_usd: int | None
    chance_in_time: float
    resources: LimitsView
    risks: list[RiskView]
    violations: list[ViolationView]
    dropped: list[DroppedView]
    uncovered: list[str]
    questions: list[QuestionView]
    methods: list[MethodView]
    precedent: PrecedentView | None
    notes: list[str]
    workflow: dict[str, Any] = Field(description="As `POST /workflow` takes it.")
    run: RunStarted | None


class BrainMetrics(BaseModel):
    """`plans` counts those of the caller's organisation by type of objective; `estimates` compares what was foreseen
    with what came, by capability; `utilization` is of this machine, now."""

    plans: dict[str, Any]
    estimates: dict[str, Any]
    utilization: dict[str, Any]
