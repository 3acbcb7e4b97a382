from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.marketing.allocation import FEWEST_STEPS, Option, allocate, round_step
from imperium.intelligences.marketing.curve import Hill

curves = st.builds(Hill, st.floats(0.01, 1000), st.floats(0.05, 50), st.floats(0.2, 1.0))


@given(curves, st.integers(0, 10_000))
def test_every_further_step_brings_less(curve: Hill, spend: int):
    assert curve.gain(spend) > curve.gain(spend + 1) > 0
    assert curve.gain(spend) == pytest.approx(
        curve.value(spend + 1) - curve.value(spend), rel=1e-3, abs=1e-9 * curve.top
    )


@st.composite
def problems(draw: st.DrawFn) -> tuple[int, list[Option]]:
    bounds = st.tuples(st.integers(0, 3), st.none() | st.integers(3, 6))
    options = [Option(draw(curves), *draw(bounds)) for _ in range(draw(st.integers(1, 4)))]
    return draw(st.integers(sum(option.least for option in options), 12)), options


def best(steps: int, options: list[Option]) -> float:
    """The most that any split brings, by trying them all."""
    ranges = [range(o.least, min(steps, o.most if o.most is not None else steps) + 1) for o in options]
    most = min(steps, sum(o.most if o.most is not None else steps for o in options))
    return max(brings(split, options) for split in product(*ranges) if sum(split) == most)


def brings(split: tuple[int, ...] | list[int], options: list[Option]) -> float:
    return sum(option.curve.value(taken) for option, taken in zip(options, split, strict=True))


@given(problems())
def test_the_greedy_split_is_the_best_of_all(problem: tuple[int, list[Option]]):
    steps, options = problem
    split = allocate(steps, options)
    assert brings(split, options) == pytest.approx(best(steps, options), rel=1e-9)
    for taken, option in zip(split, options, strict=True):
        assert option.least <= taken
        assert option.most is None or taken <= option.most


def test_more_than_there_is_cannot_be_asked_for():
    with pytest.raises(ValueError, match="lower bounds"):
        allocate(3, [Option(Hill(1, 1), 2), Option(Hill(1, 1), 2)])


@given(st.integers(0, 10**18))
def test_steps_are_round_and_small(total: int):
    step = round_step(total)
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert step == 1 or total // step >= FEWEST_STEPS
