"""Every method keeps its contract, and decomposition finds the way that can be gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imperium.brain.constraints import Constraints
from imperium.brain.decomposition import Decomposition, Methods, decompositions, merged
from imperium.brain.goal import ASKED, Goal, Precedent, Situation
from imperium.brain.method import Method, methods
from imperium.brain.understanding import understood
from imperium.workflows.recipes import RECIPES

NAMED = [(name, method) for group in methods().values() for name, method in group]
OBJECTIVES = (
    "Launch our ceramic travel mug with an integrated marketing campaign on Instagram and by email",
    "Introduce the Kiln mug",
    "A marketing campaign for oat milk",
    "Find more customers for our bakery",
    "Two pictures and a 10-second video of a lamp",
    "Make our bakery famous",
)
PRECEDENT = Precedent("plan_1", "Make the bakery famous", 0.9, 0.9, ("social_posts", "ad_copy"), 1.0, 0)


def situation(objective: str, *missing: str, precedent: Precedent | None = None) -> Situation:
    """Where every deliverable can be made but those that are missing."""
    known = set(RECIPES) - set(missing)
    return Situation(objective, understood(objective)[0], Constraints(), known.__contains__, (), precedent)


def first(found: Iterator[Decomposition]) -> Decomposition:
    return next(found)


@pytest.mark.parametrize(("name", "method"), NAMED, ids=[name for name, _ in NAMED])
def test_a_method_says_why_and_leads_to_what_is_known(name: str, method: Method) -> None:
    assert method.why.endswith(".")
    assert len(method.why) <= 120
    applied = 0
    for objective in OBJECTIVES:
        here = situation(objective, precedent=PRECEDENT)
        goal = Goal(method.goal)
        if not method.applies(here, goal):
            continue
        applied += 1
        for step in method.steps(here, goal):
            assert step.name in methods() or step.name in RECIPES, step
            assert 0 <= step.worth <= ASKED
            assert step.count >= 1
    assert applied, f"no objective leads to {name}"


@pytest.mark.parametrize("objective", OBJECTIVES[:-1])
def test_an_objective_is_decomposed_into_what_can_be_made_each_once(objective: str) -> None:
    found = first(decompositions(situation(objective), methods()))
    assert found.goals
    assert all(goal.name in RECIPES for goal in found.goals)
    assert len({(goal.name, str(goal.details)) for goal in found.goals}) == len(found.goals)
    assert found.applied[0].goal == "objective"


def test_what_is_asked_for_stands_in_the_place_of_what_is_usual() -> None:
    found = first(decompositions(situation(f"{OBJECTIVES[0]}, with seven product photos"), methods()))
    (images,) = [goal for goal in found.goals if goal.name == "image"]
    assert (images.count, images.worth) == (7, ASKED)


def test_what_cant_be_made_is_left_out_where_it_is_optional_and_named() -> None:
    found = first(decompositions(situation(OBJECTIVES[4], "video"), methods()))
    assert [goal.name for goal in found.goals] == ["image"]
    assert found.uncovered == ("video",)


def test_another_method_is_tried_where_one_leads_nowhere() -> None:
    without_position = situation(OBJECTIVES[0], "product_description")
    found = first(decompositions(without_position, methods()))
    assert found.applied[0].method == "marketing_campaign"


def test_what_worked_is_tried_only_where_it_is_left_open_what_to_make() -> None:
    open_ = first(decompositions(situation(OBJECTIVES[5], precedent=PRECEDENT), methods()))
    assert open_.applied[0].method == "what_worked"
    stated = first(decompositions(situation(OBJECTIVES[4], precedent=PRECEDENT), methods()))
    assert stated.applied[0].method == "stated_pieces"


def test_methods_that_call_each_other_come_to_an_end() -> None:
    def to(goal: str) -> Method:
        return Method("objective", "It goes round.", lambda here, _: True, lambda here, _: (Goal(goal),))

    circle: Methods = {"objective": (("round", to("objective")), ("out", to("image")))}
    found = first(decompositions(situation("x"), circle))
    assert [goal.name for goal in found.goals] == ["image"]


def test_merging_keeps_the_order_and_everything_that_comes_before() -> None:
    goals = [
        Goal("image", after=("campaign",)),
        Goal("campaign"),
        Goal("image", count=2, worth=ASKED, after=("email",)),
    ]
    images, campaign = merged(goals)
    assert (images.count, images.after, campaign.name) == (2, ("campaign", "email"), "campaign")
