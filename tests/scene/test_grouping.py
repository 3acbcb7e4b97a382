"""Things that stand to each other as a prompt says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.scene.grouping import Standing, box, grouped
from imperium.scene.scene import Thing

MUG, JAR, BOX, SOFA = (Thing(maker=name) for name in ("mug", "jar", "box", "sofa"))


def placed(relation: str, *copies: Thing, ground: Thing = BOX) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    things = grouped([Standing((ground,)), Standing(copies, relation, 0)])
    return (*box(things[:1]), *box(things[1:]))


def test_beside_is_free_of_each_other() -> None:
    low, high, other_low, other_high = placed("beside", MUG)
    assert other_low[0] > high[0] or other_high[0] < low[0]


def test_left_and_right_are_the_viewers() -> None:
    low, _, _, other_high = placed("left", MUG)
    assert other_high[0] < low[0]
    _, high, other_low, _ = placed("right", MUG)
    assert other_low[0] > high[0]


def test_behind_is_farther_and_before_is_nearer() -> None:
    _, high, other_low, _ = placed("behind", MUG)
    assert other_low[1] > high[1]
    low, _, _, other_high = placed("before", MUG)
    assert other_high[1] < low[1]


def test_what_stands_on_a_box_stands_on_its_top() -> None:
    _, high, other_low, _ = placed("on", MUG)
    assert other_low[2] == pytest.approx(high[2], abs=0.6)


def test_what_sits_on_a_sofa_sits_on_its_seat() -> None:
    _, high, other_low, _ = placed("on", BOX, ground=SOFA)
    assert 20 < other_low[2] < high[2] - 15


def test_around_is_on_all_sides() -> None:
    things = grouped([Standing((BOX,)), Standing((MUG,) * 4, "around", 0)])
    middle = np.array(things[0].at)
    sides = {tuple(np.sign(np.round(np.array(thing.at) - middle, 1))[:2]) for thing in things[1:]}
    assert len(sides) == 4


@settings(max_examples=25, deadline=None)
@given(
    members=st.lists(
        st.tuples(
            st.sampled_from([MUG, JAR, BOX]),
            st.integers(1, 3),
            st.sampled_from(["beside", "on", "in", "under", "behind", "before", "around", "above", "left", "right"]),
            st.none() | st.integers(0, 3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_order_and_any_circle_is_placed(members: list[tuple[Thing, int, str, int | None]]) -> None:
    standings = [Standing((thing,) * count, how, to) for thing, count, how, to in members]
    things = grouped(standings)
    assert [thing.maker for thing in things] == [thing.maker for s in standings for thing in s.copies]
    low, high = box(things)
    assert np.isfinite([low, high]).all()
    assert abs(low[0] + high[0]) < 0.1
    assert low[2] > -0.5
