"""What a review gives: findings with a measured probability, and what each expert did."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from imperium.review.claim import Claim, Edit, Place, Severity, Step
from imperium.review.complexity import TaskComplexity

Status = Literal["ran", "failed", "timed_out", "not_asked"]


class Evidence(Struct, frozen=True, kw_only=True):
    """One voter's part in a finding: its rule, that rule's measured precision and on how many cases it rests."""

    voter: str
    school: str
    rule: str
    expert: str
    precision: float
    measured_on: int
    strength: float


class Finding(Struct, frozen=True, kw_only=True):
    """A finding. `line_range` is inclusive; `confidence` is the probability that it is right, as measured."""

    fingerprint: str
    type: str
    severity: Severity
    file: str
    line_range: tuple[int, int]
    description: str
    recommendation: str
    confidence: float
    consistency: float
    rule: str
    cwe: tuple[int, ...] = ()
    function: str = ""
    snippet: str = ""
    experts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flow: tuple[Step, ...] = ()
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    borda: int = 0
    weighted_vote: float = 0.0
    suppressed: str | None = None
    """The reason written beside it, where a comment in the code says that it is known."""

    @property
    def place(self) -> Place:
        return Place(self.file, *self.line_range)


class ExpertResult(Struct, frozen=True, kw_only=True):
    """What an expert did, and how that went."""

    expert: str
    status: Status
    findings: int
    execution_time_ms: int
    summary: str = ""
    reason: str = ""
    rounds: int = 1
    cost_micro_usd: int = 0
    model: str | None = None
    metrics: dict[str, Any] = {}


class ToolResult(Struct, frozen=True, kw_only=True):
    """What became of a tool; `unread` are files that it could not read, with the reason."""

    tool: str
    status: str
    version: str | None = None
    reason: str = ""
    remedy: str = ""
    files: int = 0
    unread: dict[str, str] = {}
    seconds: float = 0.0


class Review(Struct, frozen=True, kw_only=True):
    """All of it. `findings` are the at most 15 that are worth reading first, `more` the others."""

    language: str | None
    mode: str
    complexity: TaskComplexity
    findings: tuple[Finding, ...]
    more: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    experts: tuple[ExpertResult, ...]
    tools: tuple[ToolResult, ...]
    summary: str
    consistency: float | None
    agreement: float | None
    """Krippendorff's alpha of the panel; None where fewer than two voters could have said something."""
    rejected: tuple[Rejected, ...]
    files: int
    lines: int
    unread: dict[str, str]
    execution_time_ms: int
    cost_micro_usd: int


class Rejected(Struct, frozen=True, kw_only=True):
    """A claim that Meta did not let through, and why."""

    claim: Claim
    check: str
    reason: str
