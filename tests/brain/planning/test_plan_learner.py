"""Plans are learned from requests, and proposed in words never seen in just that way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.decoding import KnownPlans
from imperium.brain.plan_learner import Example, PlanLearner
from imperium.brain.term_index import TermIndex

DESCRIBED = {
    "flight_search": "search for flights between two cities",
    "flight_booking": "book a flight ticket",
    "hotel_booking": "book a hotel room",
    "weather_query": "ask for the weather forecast",
}
SEEN = [
    Example("Find me a flight from Rome to Oslo and buy the ticket", ("flight_search", "flight_booking")),
    Example("I need to fly to Madrid on Monday, get me a seat", ("flight_search", "flight_booking")),
    Example("Book a room near the station and tell me whether it rains", ("weather_query", "hotel_booking")),
    Example("Will it be sunny in Nice? Reserve a hotel there, too", ("weather_query", "hotel_booking")),
]


def test_a_request_like_one_that_was_seen_gets_its_plan():
    learner = PlanLearner(SEEN, DESCRIBED)
    proposal = learner.propose("Please find a flight from Rome to Madrid and buy a ticket for Monday")
    assert proposal.steps == ("flight_search", "flight_booking")
    assert proposal.similar == 0
    assert 0 < proposal.confidence <= 1


def test_links_are_learned_in_the_order_that_worked():
    assert PlanLearner(SEEN, DESCRIBED).propose("a hotel room, and is it sunny there?").steps == SEEN[2].steps


def test_descriptions_alone_propose_a_step():
    assert "hotel_booking" in PlanLearner([], DESCRIBED).propose("book a room in a hotel").steps


def test_where_nothing_is_known_nothing_is_proposed():
    assert PlanLearner([], {}).propose("anything").steps == ()


def test_what_is_learned_takes_the_place_of_what_is_described():
    request = "take me to the seaside"
    taught = PlanLearner([Example("take us to the seaside", ("hotel_booking",))] * 5, DESCRIBED)
    assert PlanLearner([], DESCRIBED).propose(request).steps != ("hotel_booking",)
    assert taught.propose(request).steps == ("hotel_booking",)


@pytest.mark.parametrize("text", ["", "   ", "?!", "x", "日本語のテキスト", "\0\ud800"])
def test_any_text_may_be_asked_and_remembered(text: str):
    index = TermIndex()
    index.add(text)
    index.add("a room in a hotel")
    assert index.similarities("a room in a hotel")[1] == pytest.approx(1)
    assert len(index.similarities(text)) == 2


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.text(max_size=40))
def test_similarities_are_shares(texts: list[str], asked: str):
    index = TermIndex()
    for text in texts:
        index.add(text)
    found = index.similarities(asked)
    assert len(found) == len(texts)
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in found)


@given(st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True), min_size=1, max_size=8))
def test_the_plan_that_is_sure_is_the_one_decoded(plans: list[list[str]]):
    known = KnownPlans([tuple(plan) for plan in plans], "abcde")
    for plan in known.plans:
        steps, links = (places.marked()[0] for places in known.places([plan]))
        decoded, worth = known.best(steps, links)
        assert set(decoded) == set(plan)
        assert set(pairwise(decoded)) == set(pairwise(plan))
        assert worth > 0.5
