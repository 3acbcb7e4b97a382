"""Pieces of invented plans."""

from __future__ import annotations

from hypothesis import strategies as st

from imperium.brain.estimates import Cost, Duration
from imperium.brain.piece import Piece
from imperium.platform.capability import Resources
from imperium.workflows.spec import Task

HERE = Resources(cpu=4, memory_mb=8_000, gpu=1)


def piece(
    name: str,
    *needs: str,
    uses: tuple[str, ...] = (),
    seconds: float = 1.0,
    cost: int = 0,
    cpu: float = 1.0,
    worth: int = 50,
) -> Piece:
    """Likely `seconds`; half as long at best, twice as long at worst."""
    return Piece(
        id=name,
        task=Task(model="make", output_variable=name),
        goal=name,
        phase="Work",
        what=f"Makes {name}",
        capability="make",
        work="make",
        duration=Duration(seconds / 2, seconds, seconds * 2),
        cost=Cost(cost // 2, cost, cost * 2),
        resources=Resources(cpu=cpu),
        worth=worth,
        needs=frozenset(needs) | frozenset(uses),
        uses=frozenset(uses),
    )


@st.composite
def plans(draw: st.DrawFn, most: int = 14) -> list[Piece]:
    """Pieces that each need some of those before them."""
    found: list[Piece] = []
    for number in range(draw(st.integers(1, most))):
        names = [one.id for one in found]
        needs = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
        reads = draw(st.integers(0, len(needs)))
        found.append(
            piece(
                f"p{number}",
                *needs,
                uses=tuple(needs[:reads]),
                seconds=draw(st.floats(0.01, 100)),
                cost=draw(st.integers(0, 10_000)),
                cpu=draw(st.floats(0, 4)),
                worth=draw(st.integers(0, 100)),
            )
        )
    return found
