"""What an order costs is bounded before, and written down however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from imperium.models.caller import Call
from imperium.models.media.bill import Bills
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import BudgetExceeded, ContentRefused, ImperiumError, QuotaExhausted, TimedOut
from support.house import House, opened, settings_in

MOST = 400_000


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(settings_in(tmp_path, quotas={"user": {"dailyUsd": 1}})) as house:
        yield house


@pytest.fixture
def bills(house: House) -> Bills:
    return house.application.desk.bills


async def spent(house: House) -> int:
    micro_usd, _ = await house.application.ledger.spent(LOCAL_ADMIN.tenant, None, 0, 2**40)
    return micro_usd


async def test_what_is_paid_counts_against_the_quota(house: House, bills: Bills) -> None:
    for _ in range(2):
        async with bills.open("veo", "v", MOST, Call()) as bill:
            bill.accepted = True
            bill.cost = MOST
    assert await spent(house) == 2 * MOST
    with pytest.raises(QuotaExhausted):
        async with bills.open("veo", "v", MOST, Call()):
            raise AssertionError("asked in spite of the quota")
    async with bills.open("veo", "v", MOST // 4, Call()) as bill:
        bill.cost = 1
    assert await spent(house) == 2 * MOST + 1


@pytest.mark.parametrize(
    ("error", "accepted", "due"),
    [
        (ContentRefused("no"), True, 0),
        (TimedOut("late"), True, MOST),
        (TimedOut("late"), False, 0),
        (asyncio.CancelledError(), True, MOST),
        (asyncio.CancelledError(), False, 0),
        (ValueError(), True, MOST),
    ],
)
async def test_what_was_begun_and_given_up_counts_as_paid(
    house: House, bills: Bills, error: BaseException, accepted: bool, due: int
) -> None:
    async def fail() -> None:
        async with bills.open("veo", "v", MOST, Call()) as bill:
            bill.accepted = accepted
            raise error

    with pytest.raises(type(error)):
        await fail()
    assert await spent(house) == due


@pytest.mark.parametrize(("most", "budget"), [(MOST, MOST - 1), (None, 10**9)])
async def test_a_budget_holds(house: House, bills: Bills, most: int | None, budget: int) -> None:
    with pytest.raises(BudgetExceeded):
        async with bills.open("veo", "v", most, Call(budget_micro_usd=budget)):
            raise AssertionError("asked in spite of the budget")
    assert await spent(house) == 0


async def test_where_money_is_limited_a_price_must_be_known(bills: Bills) -> None:
    with pytest.raises(ImperiumError, match="isn't known"):
        async with bills.open("veo", "v", None, Call()):
            raise AssertionError("asked without a price")
    async with bills.open("veo", "v", None, Call(), is_own=True):
        pass
