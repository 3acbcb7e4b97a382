"""A plan on paper: what fits beside each other, when it ends, what it can't keep, and what is left when it can't."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.planning.pieces import HERE, piece, plans
from imperium.brain.arrangement import Arrangement, arranged
from imperium.brain.constraints import Constraints
from imperium.brain.piece import Piece
from imperium.brain.reduction import reduced
from imperium.brain.simulation import Simulation, simulate

UNBOUND = Constraints()


def carried_out(pieces: list[Piece], constraints: Constraints = UNBOUND) -> Simulation:
    return simulate(arranged(pieces, constraints.within(HERE)), constraints, HERE)


@settings(max_examples=50)
@given(plans(), st.lists(st.floats(0.01, 50), min_size=14, max_size=14))
def test_every_piece_is_made_once_after_what_it_needs_and_within_what_is_here_however_long_it_takes(
    pieces: list[Piece], really: list[float]
):
    plan = arranged(pieces, HERE)
    assert sorted(one.id for one in plan.pieces) == sorted(one.id for one in pieces)
    spans: dict[str, tuple[float, float]] = {}
    for one, after, took in zip(plan.pieces, plan.after, really, strict=False):
        names = [plan.pieces[earlier].id for earlier in after]
        assert one.needs <= set(names)
        start = max((spans[name][1] for name in names), default=0.0)
        spans[one.id] = (start, start + took)
    for moment, _ in spans.values():
        at_work = [one for one in plan.pieces if spans[one.id][0] <= moment < spans[one.id][1]]
        assert sum(one.resources.cpu for one in at_work) <= HERE.cpu + 1e-9
    assert carried_out(pieces).passes


@settings(max_examples=50)
@given(plans())
def test_the_critical_path_is_what_the_end_waits_for(pieces: list[Piece]):
    plan = carried_out(pieces)
    assert max(slot.ends_s for slot in plan.slots) == pytest.approx(plan.duration.likely)
    for slot in plan.slots:
        assert slot.slack_s >= 0
        assert slot.ends_s - slot.starts_s == pytest.approx(slot.piece.duration.likely)
    critical = [slot for slot in plan.slots if slot.is_critical]
    assert max(slot.ends_s for slot in critical) == pytest.approx(plan.duration.likely)
    assert all(slot.slack_s <= 0.011 * len(plan.slots) * plan.duration.likely for slot in critical)
    for earlier, later in pairwise(critical):
        assert earlier.ends_s <= later.starts_s
        assert earlier.ends_s == pytest.approx(later.starts_s, abs=0.011 * plan.duration.likely)


@settings(max_examples=50)
@given(plans(), st.data())
def test_a_piece_may_take_its_slack_longer_and_no_more(pieces: list[Piece], data: st.DataObject):
    plan = carried_out(pieces)
    place = data.draw(st.integers(0, len(pieces) - 1))
    for more, later in ((plan.slots[place].slack_s, False), (plan.slots[place].slack_s + 1.0, True)):
        ends: list[float] = []
        for number, (one, after) in enumerate(zip(plan.arrangement.pieces, plan.arrangement.after, strict=True)):
            took = one.duration.likely + (more if number == place else 0.0)
            ends.append(max((ends[earlier] for earlier in after), default=0.0) + took)
        assert (max(ends) > plan.duration.likely + 1e-6) == later


def test_what_is_quickly_made_is_made_first_where_that_costs_next_to_nothing():
    pieces = [piece("film", seconds=40, cpu=4), piece("post", seconds=0.05, cpu=0.1)]
    assert [slot.piece.id for slot in carried_out(pieces).slots] == ["post", "film"]


@settings(max_examples=40)
@given(plans(8), st.floats(0.02, 400), st.integers(0, 60_000), st.floats(0.5, 4))
def test_what_is_given_keeps_every_constraint_or_nothing_is(
    pieces: list[Piece], deadline: float, budget: int, cpu: float
):
    constraints = Constraints(budget_micro_usd=budget, deadline_s=deadline, cpu=cpu)
    found = reduced(pieces, lambda some: carried_out(list(some), constraints))
    if found is None:
        assert not any(carried_out([one.without(one.needs)], constraints).passes for one in pieces if not one.uses)
        return
    plan, dropped = found
    kept = {slot.piece.id for slot in plan.slots}
    assert plan.passes
    assert plan.cost.pessimistic <= budget
    assert plan.duration.pessimistic <= deadline
    assert plan.peak.cpu <= cpu
    assert kept | {one.id for one in dropped} == {one.id for one in pieces}
    assert all(slot.piece.uses <= kept for slot in plan.slots)
    assert carried_out(pieces, constraints).passes == (not dropped)


def test_a_deadline_that_is_missed_says_what_would_be_needed():
    plan = carried_out([piece("a", seconds=10), piece("b", "a", seconds=5)], Constraints(deadline_s=20))
    (late,) = plan.violations
    assert (late.field, late.value, late.needed) == ("constraints.timeline", 20, 30)
    assert carried_out([piece("a", seconds=10), piece("b", "a", seconds=5)], Constraints(deadline_s=30)).passes


def test_a_stated_confidence_takes_the_place_of_the_slowest_case():
    pieces = [piece(f"p{i}", *([f"p{i - 1}"] if i else []), seconds=10) for i in range(10)]
    assert not carried_out(pieces, Constraints(deadline_s=150)).passes
    assert carried_out(pieces, Constraints(deadline_s=150, confidence=0.9)).passes
    assert not carried_out(pieces, Constraints(deadline_s=100, confidence=0.9)).passes


def test_a_budget_that_is_too_small_says_what_would_be_needed():
    (over,) = carried_out([piece("a", cost=1_000_000)], Constraints(budget_micro_usd=1_500_000)).violations
    assert (over.field, over.value, over.needed) == ("constraints.budget", "$1.50", "$2.00")


def test_a_piece_that_is_too_large_says_what_it_needs():
    (large,) = carried_out([piece("a", cpu=3)], Constraints(cpu=2)).violations
    assert (large.field, large.value, large.needed) == ("constraints.resources.cpu", 2, 3)
    assert "allowed" in large.detail
    (huge,) = carried_out([piece("a", cpu=64)], Constraints(cpu=128)).violations
    assert "here" in huge.detail


def test_what_comes_too_early_is_found():
    wrong = Arrangement((piece("b", "a"), piece("a")), ((), ()))
    (early,) = simulate(wrong, Constraints(), HERE).violations
    assert (early.field, early.needed) == ("workflow.b", "a")


def test_a_circle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        arranged([piece("a", "b"), piece("b", "a")], HERE)


def test_the_least_worthy_goes_first_and_takes_with_it_what_reads_it():
    pieces = [
        piece("strategy", seconds=1, worth=90),
        piece("picture", uses=("strategy",), seconds=20, worth=40),
        piece("gallery", uses=("picture",), seconds=1, worth=80),
        piece("post", "strategy", seconds=1, worth=70),
    ]
    found = reduced(pieces, lambda some: carried_out(list(some), Constraints(deadline_s=10)))
    assert found is not None
    assert {slot.piece.id for slot in found[0].slots} == {"strategy", "post"}
    assert [one.id for one in found[1]] == ["picture", "gallery"]


def test_what_fits_after_all_is_taken_back_in():
    pieces = [piece("small", seconds=1, worth=10), piece("large", "small", seconds=50, worth=60), piece("b", worth=90)]
    found = reduced(pieces, lambda some: carried_out(list(some), Constraints(deadline_s=10)))
    assert found is not None
    assert {slot.piece.id for slot in found[0].slots} == {"small", "b"}


def test_simulations_repeat_themselves():
    pieces = [piece(f"p{i}", seconds=1 + i) for i in range(6)]
    constraints = Constraints(deadline_s=20, confidence=0.8)
    assert carried_out(pieces, constraints) == carried_out(pieces, constraints)
