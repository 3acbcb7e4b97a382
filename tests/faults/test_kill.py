"""kill -9 at every moment of a run: nothing that was recorded is lost, done again or paid again."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from imperium.platform.database import Database
from imperium.platform.tables import events
from support.forge import Forge
from support.workshop import after, graph, inline, linear, task

STAGES = [
    linear(task("a", cost=1), task("b", cost=2, seconds=0.02), task("c", cost=4, seconds=0.04)),
    inline(task("d", "{a}{b}", cost=8), task("e", "{d}{c}", cost=16)),
    linear(task("f", "{e}", cost=32), task("g", cost=64, seconds=0.02)),
]
GRAPH = [
    graph(
        task("f", "{e}", cost=32),
        after(task("g", cost=64, seconds=0.02), "b"),
        task("e", "{d}{c}", cost=16),
        after(task("d", "{a}{b}", cost=8), "c"),
        task("c", cost=4, seconds=0.04),
        task("b", cost=2, seconds=0.02),
        task("a", cost=1),
    )
]
RESULTS = {"a": "A", "b": "B", "c": "C", "d": "AB", "e": "ABC", "f": "ABC", "g": "G"}
COSTS = {"a": 1, "b": 2, "c": 4, "d": 8, "e": 16, "f": 32, "g": 64}
MOST_COMMITS = 40


class Ground:
    """A data folder between the lives that are led in it."""

    def __init__(self, data: Path, url: str | None) -> None:
        self.data = data
        self.url = url

    def recorded(self) -> list[str]:
        """What has succeeded for all to see, by the ids of the tasks."""
        database = Database(self.url, self.data)
        try:
            with database.engine.connect() as connection:
                query = select(events.c.data).where(events.c.type == "task.succeeded").order_by(events.c.position)
                return [orjson.loads(data)["task"] for data in connection.execute(query).scalars()]
        finally:
            database.close()

    def made(self) -> list[str]:
        """Every piece that any life has made, in order."""
        trace = self.data / "trace"
        return trace.read_text().split() if trace.exists() else []


class Story:
    """Lives one after another in one place, with what must hold after each."""

    def __init__(self, forge: Forge, ground: Ground, stages: list[dict[str, Any]] = STAGES) -> None:
        self.forge = forge
        self.ground = ground
        self.stages = stages
        self.kills = 0

    def live(self, **order: Any) -> dict[str, Any] | None:
        safe = set(self.ground.recorded()) if self.kills else set()
        before = Counter(self.ground.made())
        run = self.forge.live(self.ground.data, self.stages, database_url=self.ground.url, **order)
        for task_id in safe:
            piece = PIECES[task_id]
            others = sum(1 for other, made in PIECES.items() if made == piece and other not in safe)
            again = Counter(self.ground.made())[piece] - before[piece]
            assert again <= others, f"{task_id} was recorded and made again"
        self.kills += run is None
        return run

    def check(self, run: dict[str, Any] | None) -> None:
        assert run is not None
        assert run["status"] == "succeeded"
        assert {name: output["text"] for name, output in run["results"].items()} == RESULTS
        assert run["cost_micro_usd"] == 127
        assert {t["id"]: t["cost_micro_usd"] for t in run["tasks"]} == COSTS
        assert Counter(self.ground.recorded()) == dict.fromkeys(RESULTS, 1)
        assert len(self.ground.made()) <= len(RESULTS) + 3 * self.kills


PIECES = {"a": "a", "b": "b", "c": "c", "d": "AB", "e": "ABC", "f": "ABC", "g": "g"}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated data folder to copy."""
    folder = tmp_path_factory.mktemp("prepared")
    database = Database(None, folder)
    database.migrate()
    database.close()
    return folder


@pytest.fixture
def story(forge: Forge, prepared: Path, tmp_path: Path) -> Story:
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    return Story(forge, Ground(data, None))


@pytest.mark.parametrize("first", range(1, 5))
@pytest.mark.parametrize("stages", [STAGES, GRAPH], ids=["stages", "graph"])
def test_killed_after_each_commit(
    forge: Forge, prepared: Path, tmp_path: Path, stages: list[dict[str, Any]], first: int
) -> None:
    for number in range(first, MOST_COMMITS, 4):
        data = tmp_path / str(number)
        shutil.copytree(prepared, data)
        story = Story(forge, Ground(data, None), stages)
        if (run := story.live(kill_at_commit=number)) is not None:
            story.check(run)
            return
        story.check(story.live())
    raise AssertionError("no life was long enough")


@pytest.mark.parametrize("piece", ["a", "b", "AB", "ABC", "g"])
def test_killed_when_a_piece_was_made_and_nobody_told(story: Story, piece: str) -> None:
    assert story.live(kill_in_task=piece) is None
    story.check(story.live())


@pytest.mark.parametrize("piece", ["a", "b", "AB", "ABC", "g"])
def test_a_graph_killed_when_a_piece_was_made_and_nobody_told(story: Story, piece: str) -> None:
    story.stages = GRAPH
    assert story.live(kill_in_task=piece) is None
    story.check(story.live())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stages", [STAGES, GRAPH], ids=["stages", "graph"])
def test_killed_again_and_again_at_any_time(story: Story, stages: list[dict[str, Any]], seed: int) -> None:
    story.stages = stages
    choose = random.Random(seed)
    run = None
    while run is None and story.kills < 6:
        run = story.live(kill_after_s=choose.uniform(0.03, 0.25))
    story.check(run or story.live())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_killed_on_postgresql(forge: Forge, tmp_path: Path, database_url: str) -> None:
    story = Story(forge, Ground(tmp_path, database_url))
    run = None
    for number in (2, 3, 2, 4):
        run = run or story.live(kill_at_commit=number)
    story.check(run or story.live())
    assert story.kills >= 2


def test_killed_again_as_soon_as_it_was_back(story: Story) -> None:
    """A restart after a restart: the record grows by what is new, never by what is known."""
    for number in (1, 1, 2, 2, 3):
        if (run := story.live(kill_at_commit=number)) is not None:
            break
    story.check(run or story.live())


def test_a_full_disk_is_waited_for_outside_the_runs_own_time(story: Story) -> None:
    story.check(story.live(full_s=2.5, full_from_s=0.01, request={"timeout_seconds": 3.5}))
    assert Counter(story.ground.made()) == {"a": 1, "b": 1, "c": 1, "AB": 1, "ABC": 2, "g": 1}
