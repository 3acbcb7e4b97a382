from imperium.review.fusion.ballots import borda, weighted_vote
from imperium.review.fusion.cluster import Cluster
from imperium.review.fusion.precision import Counts, Measured, Precisions
from support.findings import claim

SURE, UNSURE = {"rule": "sure"}, {"rule": "unsure"}
PRECISIONS = Precisions(Measured({"taint": 0.5}, {"sure": Counts(96, 96), "unsure": Counts(0, 96)}))


def test_each_expert_gives_its_best_finding_as_many_points_as_it_has_findings() -> None:
    found = [
        Cluster((claim(severity="low", **SURE),)),
        Cluster((claim(severity="critical", **SURE), claim(expert="quality", severity="low", **SURE))),
        Cluster((claim(severity="high", **SURE),)),
    ]
    assert borda(found, PRECISIONS) == [1, 3 + 1, 2]


def test_a_weighted_vote_is_the_log_odds_of_each_school_once() -> None:
    alone = weighted_vote(Cluster((claim(**SURE),)), PRECISIONS)
    echoed = weighted_vote(Cluster((claim(**SURE), claim(voter="another", **SURE))), PRECISIONS)
    doubted = weighted_vote(Cluster((claim(**SURE), claim(school="other", **UNSURE))), PRECISIONS)
    assert echoed == alone > 3
    assert doubted < alone
