"""The benchmark of the learner, on a few requests of its own."""

import gzip
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

from benchmarks import planning

TOOLS = [{"id": "hotel_booking", "desc": "Book a hotel"}, {"id": "flight_search", "desc": "Look for flights"}]


def request(text: str, split: str, *tools: str) -> dict[str, Any]:
    links = [{"source": a, "target": b} for a, b in pairwise(tools)]
    return {
        "user_request": text,
        "task_nodes": [{"task": tool} for tool in tools],
        "task_links": links,
        "split": split,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    seen = [request(f"fly to city {n} and sleep there", "train", "flight_search", "hotel_booking") for n in range(40)]
    held_out = [request("fly to Rome and sleep there", "test", "flight_search", "hotel_booking")]
    lines = b"\n".join(orjson.dumps(one) for one in [*seen, *held_out])
    (tmp_path / "requests.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "tools.json").write_bytes(orjson.dumps({"nodes": TOOLS}))
    return tmp_path


def test_the_curve_ends_with_all_plans(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = planning.curve(folder, seed=0)
    assert found["node"] == found["link"] == 100
    printed = capsys.readouterr().out
    assert "40 requests with plans, 1 held out, 2 tools" in printed
    assert [line.split()[0] for line in printed.splitlines()[2:]] == ["0", "25", "40"]


def test_f1_counts_what_is_right_of_what_was_said_and_of_what_was_meant() -> None:
    assert planning.f1(["a", "b"], ["a", "b"]) == 1
    assert planning.f1(["a"], ["a", "b", "c"]) == pytest.approx(0.5)
    assert planning.f1([], ["a"]) == planning.f1(["b"], ["a"]) == 0
