"""Each ecosystem orders versions as its own specification says."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.advisories.ecosystem import by_osv_name, ecosystems

ASCENDING = {
    "pypi": ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1.1", "1!0.1"],
    "npm": ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"],
    "crates": ["0.9.9", "1.0.0-0", "1.0.0-a", "1.0.0", "1.0.1", "1.10.0", "2.0.0"],
    "maven": [
        *("1-alpha-1", "1-alpha-2", "1-beta", "1-m3", "1-rc1", "1-snapshot", "1", "1-sp", "1-jre", "1-1", "1.1"),
        *("1.1.1", "1.9", "1.10", "2.0.0.Final-x", "2.1"),
    ],
}
EQUAL = {
    "pypi": [("1.0", "1.0.0"), ("1.0-1", "1.0.post1")],
    "npm": [("1.2.3+build", "1.2.3"), ("v1.2.3", "1.2.3")],
    "crates": [("1.2.3+a", "1.2.3+b")],
    "maven": [("1", "1.0.0"), ("1-ga", "1"), ("1.0.0.Final", "1"), ("1a1", "1-alpha-1"), ("1-cr2", "1.RC2")],
}


@pytest.mark.parametrize("name", ecosystems())
def test_versions_ascend(name: str) -> None:
    order = ecosystems()[name].order
    for lower, higher in pairwise(ASCENDING[name]):
        assert order(lower) < order(higher), (lower, higher)
        assert not order(higher) < order(lower)


@pytest.mark.parametrize("name", ecosystems())
def test_spellings_of_one_version_are_equal(name: str) -> None:
    order = ecosystems()[name].order
    for one, other in EQUAL[name]:
        assert order(one) == order(other), (one, other)
        assert hash(order(one)) == hash(order(other))


@pytest.mark.parametrize("name", ["pypi", "npm", "crates"])
def test_what_is_no_version_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        ecosystems()[name].order("not a version")


def test_names_are_compared_as_the_ecosystem_does() -> None:
    assert by_osv_name()["PyPI"].normal("Flask_SQLAlchemy") == "flask-sqlalchemy"
    assert by_osv_name()["crates.io"].normal("tokio_util") == "tokio-util"
    assert by_osv_name()["npm"].normal("JSONStream") == "JSONStream"


@given(st.text("01239.-abmrcf", max_size=9), st.text("01239.-abmrcf", max_size=9))
def test_maven_orders_every_text(one: str, two: str) -> None:
    a, b = (ecosystems()["maven"].order(text) for text in (one, two))
    assert (a < b) + (b < a) + (a == b) == 1


_numbers = st.lists(st.integers(0, 3).map(str), min_size=1, max_size=4).map(".".join)
_qualifiers = st.sampled_from(["", "-alpha", "-a1", "-beta-2", "-rc1", "-SNAPSHOT", "-final", "-sp", "-sp-1", "-jre"])
_usual = st.tuples(_numbers, _qualifiers).map("".join)


@given(_usual, _usual, _usual)
def test_of_mavens_usual_versions_none_overtakes_another(one: str, two: str, three: str) -> None:
    """Of others they may, by the specification: 1 < 1.b < 1.0.a1 < 1."""
    a, b, c = sorted(ecosystems()["maven"].order(text) for text in (one, two, three))
    assert a <= b <= c
    assert a <= c
    assert (a == b and b == c) is (a == c)
