"""Experts for tests of the panel: each does in its child process what its name says."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any

import msgspec

from imperium.analysis.source import Language
from imperium.platform.errors import InvalidInput
from imperium.platform.preview import Report
from imperium.review.claim import Claim
from imperium.review.expert import Examination, Verdict
from imperium.review.job import Order, order_of
from imperium.review.subject import Subject
from support.findings import claim

JOB = "support.experts:examine"


@dataclass(frozen=True)
class Named:
    """As the panel knows an expert: what it says is said by `examine` below."""

    name: str
    languages: tuple[Language, ...] = ("python",)
    types: frozenset[str] = frozenset({"sql_injection"})
    asks: str = "Look."

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        raise AssertionError("experts examine in a child process")


def examine(job: dict[str, Any], report: Report) -> dict[str, Any]:
    order = order_of(job)
    examination = globals()[order.expert](order)
    plain: dict[str, Any] = msgspec.to_builtins(examination)
    return plain


def finds(order: Order) -> Examination:
    return Examination(expert="finds", claims=(claim(order.paths[0], expert="finds"),))


def counts(order: Order) -> Examination:
    """Says how many claims it was told of, and how often it was asked."""
    told = claim(
        order.paths[0], 2, expert="counts", type="told", rule=f"told/{len(order.earlier)}/{order.subject.attempt}"
    )
    return Examination(expert="counts", claims=(told,))


def dies(order: Order) -> Examination:
    os._exit(9)


def dies_once(order: Order) -> Examination:
    trace = order.subject.root / "died"
    if not trace.exists():
        trace.touch()
        os._exit(9)
    return Examination(expert="dies_once", claims=(claim(order.paths[0], expert="dies_once"),))


def hangs(order: Order) -> Examination:
    time.sleep(600)
    raise AssertionError("it should have been ended")


def refuses(order: Order) -> Examination:
    raise InvalidInput("This can't be read.", field="files")


def breaks(order: Order) -> Examination:
    raise RuntimeError("broken")


def meta(order: Order) -> Examination:
    """Refuses what was claimed the first time, and nothing of what is claimed by who looked again."""
    verdicts = [
        Verdict(claim=number, check="meta", ruling="rejected", reason="look again")
        for number, one in enumerate(order.earlier)
        if one.rule.endswith("/0") and one.expert == "counts"
    ]
    return Examination(expert="meta", verdicts=tuple(verdicts))
