"""The child side of an examination: one expert, in a worker process, on a copy of the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from imperium.kit import kinds
from imperium.platform.preview import Report
from imperium.review.claim import Claim
from imperium.review.expert import Expert
from imperium.review.subject import Subject

EXPERTS = "imperium.review.experts"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a child is told: the expert's name, the folder of the copy and the paths in it, and what is known."""

    expert: str
    root: str
    paths: tuple[str, ...]
    framework: str | None = None
    task: str | None = None
    changed: dict[str, tuple[tuple[int, int], ...]] | None = None
    profile: str | None = None
    attempt: int = 0
    memory: str | None = None
    advisories: str | None = None
    earlier: tuple[Claim, ...] = ()


def examine(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """An expert's examination, as plain data."""
    order = msgspec.convert(job, Order)
    expert = kinds.load(EXPERTS, Expert, order.expert)
    examination = expert.examine(subject_of(order), order.earlier)
    plain: dict[str, Any] = msgspec.to_builtins(examination)
    return plain


def subject_of(order: Order) -> Subject:
    root = Path(order.root)
    return Subject(
        files={path: (root / path).read_text(encoding="utf-8", errors="surrogateescape") for path in order.paths},
        root=root,
        framework=order.framework,
        task=order.task,
        changed=order.changed,
        profile=order.profile,
        attempt=order.attempt,
        memory=Path(order.memory) if order.memory else None,
        advisories=Path(order.advisories) if order.advisories else None,
    )
