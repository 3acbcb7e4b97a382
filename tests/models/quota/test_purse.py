"""What is kept between a principal's requests is dropped when a period ends or a limit is changed."""

from __future__ import annotations

from workplace import ANN, BOB, Workplace

from imperium.models.quota.limit_book import scopes
from imperium.models.quota.quota import Limits
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role

DAY_S = 86_400.0


async def test_a_purse_is_kept_until_midnight(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 2}, timeZone="Europe/Berlin")
    kept = quotas.purse(ANN)
    assert quotas.purse(ANN, kept.ends - 0.001) is kept
    assert quotas.purse(ANN, kept.begins) is kept
    following = quotas.purse(ANN, kept.ends)
    assert [account.period.name for account in kept.accounts + following.accounts] == ["2026-11-18", "2026-11-19"]
    assert following.ends - following.begins == DAY_S
    assert quotas.purse(ANN, kept.ends - 0.001).accounts == kept.accounts, "a clock that is set back"


async def test_a_purse_is_filled_anew_when_any_limit_is_changed(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 2})
    assert not quotas.purse(ANN).limits_money
    await quotas.limits.set(scopes(ANN)[0], Limits("UTC", daily_micro_usd=5), LOCAL_ADMIN)
    assert quotas.purse(ANN).limits_money
    assert [account.max_micro_usd for account in quotas.purse(ANN).accounts] == [5]
    await quotas.limits.reset(scopes(ANN)[0])
    assert [account.max_requests for account in quotas.purse(ANN).accounts] == [2]


async def test_nobody_has_anothers_purse(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 2})
    elsewhere = Principal(ANN.id, "another tenant", Role.MEMBER)
    await quotas.limits.set(scopes(elsewhere)[0], Limits("UTC"), LOCAL_ADMIN)
    assert quotas.purse(ANN).accounts
    assert quotas.purse(elsewhere).accounts == ()


async def test_what_another_spends_of_a_shared_limit_presses_too(workplace: Workplace) -> None:
    quotas = await workplace.open(organisation={"dailyRequests": 4}, user={"dailyRequests": 8})
    assert quotas.purse(BOB).pressure == 0.0
    await workplace.ask(quotas, ANN, 1)
    assert (quotas.purse(ANN).pressure, quotas.purse(BOB).pressure) == (0.25, 0.25)


async def test_a_limit_that_is_raised_presses_less_at_once(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 4})
    running = await workplace.reserve(quotas, ANN, 1)
    await workplace.ask(quotas, ANN, 1)
    assert quotas.purse(ANN).pressure == 0.25
    await quotas.limits.set(scopes(ANN)[0], Limits("UTC", daily_requests=10), LOCAL_ADMIN)
    assert quotas.purse(ANN).pressure == 0.1
    await workplace.finish(quotas, running, ANN, 1)
    assert quotas.purse(ANN).pressure == 0.2, "what began under the old limit counts into the new one"


async def test_a_purse_that_is_used_up_presses_until_the_day_ends(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 1})
    await workplace.ask(quotas, ANN, 1)
    assert quotas.purse(ANN).pressure == 1.0
    workplace.clock.now += DAY_S
    await quotas.beat()
    assert quotas.purse(ANN).pressure == 0.0


async def test_a_limit_of_nothing_is_spent_from_the_beginning(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 5, "monthlyUsd": 0})
    assert quotas.purse(ANN).pressure == 1.0


async def test_more_than_a_limit_presses_no_more_than_all_of_it(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 4})
    await workplace.ask(quotas, ANN, 1)
    await workplace.ask(quotas, ANN, 1)
    await quotas.limits.set(scopes(ANN)[0], Limits("UTC", daily_requests=1), LOCAL_ADMIN)
    assert quotas.purse(ANN).pressure == 1.0


async def test_what_many_spend_of_a_shared_limit_with_plenty_left_is_known_after_a_beat(workplace: Workplace) -> None:
    quotas = await workplace.open(organisation={"dailyUsd": "1"})
    crowd = [Principal(f"key_{n}", "acme", Role.MEMBER) for n in range(10)]
    for principal in crowd:
        for _ in range(10):
            await workplace.ask(quotas, principal, 1_000)
    assert quotas.purse(BOB).pressure <= 0.1
    await quotas.beat()
    assert quotas.purse(BOB).pressure == 0.1
