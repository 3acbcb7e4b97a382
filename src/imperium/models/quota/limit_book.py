"""Which limits hold for whom: the defaults of the settings, and what an administrator set for single ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from imperium.kit.money import usd_to_micro
from imperium.models.quota.gauge import Gauges
from imperium.models.quota.period import Period, day, month
from imperium.models.quota.purse import Purse
from imperium.models.quota.quota import KEY_PREFIX, Account, Limits, Scope, ScopeKind
from imperium.platform.auth.principal import Principal
from imperium.platform.settings import QuotaLimits
from imperium.platform.settings import Quotas as QuotaSettings

MOST_REMEMBERED = 10_000
"""Principals whose purses are kept ready."""


class LimitBook:
    """Looked up on every request, so what was found is kept until the next midnight or change of limits."""

    def __init__(self, settings: QuotaSettings, gauges: Gauges) -> None:
        self._defaults: dict[ScopeKind, Limits] = {
            "user": _from_settings(settings.user, settings.time_zone),
            "organisation": _from_settings(settings.organisation, settings.time_zone),
            "key": _from_settings(settings.key, settings.time_zone),
        }
        self._own: Mapping[Scope, Limits] = {}
        self._gauges = gauges
        self._purses: dict[tuple[str, str], Purse] = {}

    def replace(self, own: Mapping[Scope, Limits]) -> None:
        """From now on these are the limits that administrators set."""
        if own != self._own:
            self._own = dict(own)
            self._purses.clear()

    @property
    def limits_anyone(self) -> bool:
        return bool(self._own) or any(not _is_open(limits) for limits in self._defaults.values())

    def limits(self, scope: Scope) -> Limits:
        return self._own.get(scope) or self._defaults[scope.kind]

    def purse(self, principal: Principal, at: float) -> Purse:
        """What a request made at `at` (seconds since the epoch) counts into."""
        purse = self._purses.get((principal.tenant, principal.id))
        if purse is None or not purse.begins <= at < purse.ends:
            purse = self._fill(principal, at)
        return purse

    def _fill(self, principal: Principal, at: float) -> Purse:
        every = [account for scope in scopes(principal) for account in accounts(scope, self.limits(scope), at)]
        days = [account.period for account in every if account.period.kind == "day"]
        purse = Purse(_limited(every), self._gauges, max(d.begins for d in days), min(d.ends for d in days))
        if len(self._purses) >= MOST_REMEMBERED:
            self._purses.clear()
        self._purses[principal.tenant, principal.id] = purse
        return purse


def scopes(principal: Principal) -> list[Scope]:
    """Whose limits hold for a principal: its own, its organisation's and, for an API key, the key's."""
    found = [
        Scope("user", principal.tenant, principal.id),
        Scope("organisation", principal.tenant, principal.tenant),
    ]
    if principal.id.startswith(KEY_PREFIX):
        found.append(Scope("key", principal.tenant, principal.id.removeprefix(KEY_PREFIX)))
    return found


def accounts(scope: Scope, limits: Limits, at: float) -> list[Account]:
    """The day and the month of a scope at a moment, limited or not."""
    return [_account(scope, limits, period) for period in (day(at, limits.time_zone), month(at, limits.time_zone))]


def _account(scope: Scope, limits: Limits, period: Period) -> Account:
    return Account(scope.counter(period), scope, period, *limits.of(period))


def _limited(every: Iterable[Account]) -> list[Account]:
    return [account for account in every if (account.max_requests, account.max_micro_usd) != (None, None)]


def _is_open(limits: Limits) -> bool:
    return limits == Limits(limits.time_zone)


def _from_settings(limits: QuotaLimits, time_zone: str) -> Limits:
    daily, monthly = limits.daily_usd, limits.monthly_usd
    return Limits(
        time_zone=time_zone,
        daily_requests=limits.daily_requests,
        monthly_requests=limits.monthly_requests,
        daily_micro_usd=None if daily is None else usd_to_micro(daily),
        monthly_micro_usd=None if monthly is None else usd_to_micro(monthly),
    )
