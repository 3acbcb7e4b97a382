"""One failed check makes a provider unhealthy, three good ones in a row make it healthy again."""

from hypothesis import given
from hypothesis import strategies as st

from imperium.models.health.standing import Check, Standing

GOOD_CHECKS = 3


def after(*results: bool | None) -> Standing:
    standing = Standing("p")
    for number, good in enumerate(results, 1):
        standing = standing.after(Check(float(number), good, "why"), GOOD_CHECKS)
    return standing


def test_it_is_healthy_until_a_check_fails() -> None:
    assert Standing("p").healthy
    assert after(True).healthy
    assert not after(False).healthy
    assert not after(True, True, False).healthy


def test_it_comes_back_after_three_good_checks_in_a_row() -> None:
    assert [after(False, *[True] * good).healthy for good in range(4)] == [False, False, False, True]
    assert not after(False, True, True, False, True, True).healthy


def test_what_can_not_be_told_speaks_for_it() -> None:
    assert after(True, None).healthy
    assert not after(False, None, None).healthy
    assert after(False, None, True, None).healthy


def test_since_is_when_it_changed() -> None:
    assert after(True, True, True).since == 1.0
    assert after(True, False, False, True).since == 2.0
    assert after(True, False, True, True, True, True).since == 5.0


def test_an_older_check_changes_nothing() -> None:
    standing = after(True, True)
    assert standing.after(Check(1.5, False), GOOD_CHECKS) == standing


def test_it_is_the_less_ill_the_more_good_checks_it_had() -> None:
    histories: list[list[bool | None]] = [[True], [False, True, True], [False, True], [False]]
    illness = [after(*results).illness(GOOD_CHECKS) for results in histories]
    assert illness == sorted(illness)
    assert illness[0] == 0 < illness[1]


@given(st.lists(st.sampled_from([True, False, None]), max_size=30))
def test_healthy_exactly_when_the_last_failure_was_made_good(results: list[bool | None]) -> None:
    since_failure = results[::-1].index(False) if False in results else None
    assert after(*results).healthy == (since_failure is None or since_failure >= GOOD_CHECKS)
