"""The panel and its modes on real child processes: some examine, some die, hang or break."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from imperium.kit.kinds import load
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Registry
from imperium.platform.workers import Workers
from imperium.review.asking import Asking
from imperium.review.fusion.judgement import Judge
from imperium.review.fusion.precision import Measured, Precisions
from imperium.review.mode import Mode
from imperium.review.panel import Panel
from imperium.review.subject import Subject
from support.experts import JOB, Named

JUDGE = Judge(Precisions(Measured({"taint": 0.9}, {})), None, date(2026, 6, 1))


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[Context]:
    workers = Workers(2)
    store = ArtifactStore(tmp_path / "artifacts", 1_000_000).of(LOCAL_ADMIN.tenant)
    yield Context(principal=LOCAL_ADMIN, artifacts=store, workers=workers, registry=Registry())
    await workers.close()


def panel(context: Context, folder: Path, *names: str, within_s: float = 60.0) -> Panel:
    files = {"app.py": "db.execute(name)\nprint(name)\n"}
    for path, text in files.items():
        (folder / path).write_text(text)
    return Panel(
        subject=Subject(files=files, root=folder),
        names=list(names),
        experts={name: Named(name) for name in names},
        context=context,
        asking=Asking(context, "auto", {}, allowed=False),
        deadline=time.monotonic() + within_s,
        workers=context.workers,
        job=JOB,
    )


def mode(name: str) -> Mode:
    return load("imperium.review.modes", Mode, name)


async def test_one_that_dies_or_breaks_is_reported_and_the_others_go_on(context: Context, tmp_path: Path) -> None:
    asked = panel(context, tmp_path, "finds", "dies", "refuses", "breaks", "meta")
    await mode("parallel").run(asked, JUDGE)
    statuses = {name: examined.status for name, examined in asked.examined.items()}
    assert statuses == {"finds": "ran", "dies": "failed", "refuses": "failed", "breaks": "failed", "meta": "ran"}
    assert "code 9" in asked.examined["dies"].reason
    assert asked.examined["refuses"].reason == "This can't be read."
    assert [finding.file for finding in JUDGE.judged(asked).findings] == ["app.py"]


async def test_one_that_died_is_asked_once_more(context: Context, tmp_path: Path) -> None:
    asked = panel(context, tmp_path, "dies_once", "meta")
    await mode("parallel").run(asked, JUDGE)
    assert asked.examined["dies_once"].status == "ran"


async def test_one_that_hangs_is_ended_at_the_deadline(context: Context, tmp_path: Path) -> None:
    asked = panel(context, tmp_path, "hangs", within_s=1.0)
    await asked.together(["hangs"])
    assert asked.examined["hangs"].status == "timed_out"


async def test_in_a_pipeline_each_sees_what_was_claimed_before(context: Context, tmp_path: Path) -> None:
    asked = panel(context, tmp_path, "finds", "counts", "meta")
    await mode("pipeline").run(asked, JUDGE)
    assert asked.examined["counts"].claims[0].rule == "told/1/0"


async def test_in_parallel_none_knows_of_the_others(context: Context, tmp_path: Path) -> None:
    asked = panel(context, tmp_path, "finds", "counts", "meta")
    await mode("parallel").run(asked, JUDGE)
    assert asked.examined["counts"].claims[0].rule == "told/0/0"
    assert JUDGE.judged(asked).rejected[0].reason == "look again"


async def test_backtracking_sends_back_whose_claims_were_refused(context: Context, tmp_path: Path) -> None:
    asked = panel(context, tmp_path, "finds", "counts", "meta")
    await mode("backtrack").run(asked, JUDGE)
    assert asked.examined["counts"].claims[0].rule == "told/2/1", "it knows all claims, and that it looks again"
    assert asked.examined["finds"].attempt == 0, "nobody doubts what it found"
    assert not JUDGE.judged(asked).rejected


async def test_backtracking_ends_after_two_rounds(context: Context, tmp_path: Path) -> None:
    doubtful = Judge(Precisions(Measured({"taint": 0.5}, {})), None, date(2026, 6, 1))
    asked = panel(context, tmp_path, "finds", "meta")
    await mode("backtrack").run(asked, doubtful)
    assert asked.examined["finds"].attempt == 2
