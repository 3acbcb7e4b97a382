from imperium.review.fusion.cluster import clusters
from support.findings import claim


def test_voters_that_point_at_one_thing_make_one_cluster() -> None:
    found = clusters(
        [
            claim(first=10, function="find"),
            claim(first=12, rule="bandit/B608", voter="bandit", school="bandit", type="sql", cwe=(89,)),
            claim(first=40),
        ]
    )
    assert [len(cluster.claims) for cluster in found] == [1, 1, 1], "another type without a common weakness"
    found = clusters([claim(first=10, cwe=(89,)), claim(first=12, rule="b", school="b", type="sql", cwe=(89,))])
    assert [len(cluster.claims) for cluster in found] == [2]


def test_one_rule_on_two_lines_is_two_things() -> None:
    assert len(clusters([claim(first=10), claim(first=12)])) == 2


def test_neighbours_in_other_functions_files_or_far_away_stay_apart() -> None:
    other = {"rule": "other", "school": "other"}
    assert len(clusters([claim(first=10, function="a"), claim(first=11, function="b", **other)])) == 2
    assert len(clusters([claim("a.py", 10), claim("b.py", 10, **other)])) == 2
    assert len(clusters([claim(first=10), claim(first=15, **other)])) == 2
    assert len(clusters([claim(first=10), claim(first=14, **other)])) == 1


def test_one_voters_rules_on_lines_apart_are_two_things() -> None:
    key, account = {"rule": "rules/secrets/signing_key", "first": 8}, {"rule": "rules/secrets/account", "first": 10}
    told = {"voter": "rules", "school": "rules", "type": "hardcoded_secret"}
    assert len(clusters([claim(**told, **key), claim(**told, **account)])) == 2
    assert len(clusters([claim(**told, **key), claim(**told, **{**account, "first": 8})])) == 1
