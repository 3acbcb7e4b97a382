"""Profiles in their formats."""

import cProfile
import json
import pstats
from io import StringIO
from pathlib import Path

import pytest

from imperium.review.performance.profile import costs, hot

FILES = {"app/work.py": "def slow():\n    return sum(range(10))\n"}


def measured() -> str:
    """A real profile, by Python's own profiler."""

    def slow() -> int:
        return sum(number * number for number in range(200_000))

    profiler = cProfile.Profile()
    profiler.runcall(slow)
    out = StringIO()
    pstats.Stats(profiler, stream=out).sort_stats("tottime").print_stats()
    return out.getvalue()


def test_a_profile_of_python_itself() -> None:
    found = costs(measured())
    assert {"slow", "<genexpr>"} & {cost.name for cost in found}
    assert found[0].own_s == max(cost.own_s for cost in found)


TEXT = """         1004 function calls in 2.000 seconds

   Ordered by: internal time

   ncalls  tottime  percall  cumtime  percall filename:lineno(function)
     1000    1.500    0.002    1.500    0.002 /build/app/work.py:1(slow)
      3/1    0.400    0.133    2.000    2.000 /lib/other.py:9(run)
        1    0.100    0.100    0.100    0.100 {built-in method time.sleep}
"""
LISTED = json.dumps(
    [
        {"file": "app/work.py", "line": 1, "function": "slow", "tottime": 3.0, "ncalls": 1000},
        {"file": "x.py", "line": 2, "function": "f", "tottime": 1.0},
    ]
)
SCOPE = json.dumps(
    {
        "shared": {
            "frames": [
                {"name": "main", "file": "x.py", "line": 1},
                {"name": "slow", "file": "/build/app/work.py", "line": 1},
            ]
        },
        "profiles": [{"samples": [[0, 1], [0, 1], [0, 1], [0]], "weights": [1, 1, 1, 1]}],
    }
)


@pytest.mark.parametrize(("text", "share"), [(TEXT, 79), (LISTED, 75), (SCOPE, 75)])
def test_a_hot_function_is_named_with_its_share(text: str, share: int) -> None:
    [claim] = hot(costs(text), FILES)
    assert (claim.place.path, claim.place.first) == ("app/work.py", 1)
    assert claim.description.startswith(f"`slow` takes {share} % of the measured time by itself")


def test_what_belongs_to_others_is_not_told() -> None:
    assert list(hot(costs(TEXT), {"app/rest.py": ""})) == []


@pytest.mark.parametrize("text", ["", "nothing", "{", "[1]", '{"shared": {}}', "[]"])
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"profile|no function"):
        costs(text)


def test_paths_with_spaces_are_read() -> None:
    assert costs(TEXT.replace("/build/app", str(Path("/a b"))))[0].path == "/a b/work.py"
