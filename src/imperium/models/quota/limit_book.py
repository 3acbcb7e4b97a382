"""Which limits hold for whom: the defaults of the settings, and what an administrator set for single ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from imperium.kit.money import usd_to_micro
from imperium.models.quota.period import Period, day, month
from imperium.models.quota.quota import KEY_PREFIX, Account, Limits, Scope, ScopeKind
from imperium.platform.auth.principal import Principal
from imperium.platform.settings import QuotaLimits
from imperium.platform.settings import Quotas as QuotaSettings

MOST_REMEMBERED = 10_000
"""Principals whose accounts are kept ready."""


class LimitBook:
    """Looked up on every request, so what was found is kept until the next midnight or change of limits."""

    def __init__(self, settings: QuotaSettings) -> None:
        self._defaults: dict[ScopeKind, Limits] = {
            "user": _from_settings(settings.user, settings.time_zone),
            "organisation": _from_settings(settings.organisation, settings.time_zone),
            "key": _from_settings(settings.key, settings.time_zone),
        }
        self._own: Mapping[Scope, Limits] = {}
        self._found: dict[Principal, tuple[float, float, tuple[Account, ...]]] = {}

    def replace(self, own: Mapping[Scope, Limits]) -> None:
        """From now on these are the limits that administrators set."""
        if own != self._own:
            self._own = dict(own)
            self._found.clear()

    @property
    def limits_anyone(self) -> bool:
        return bool(self._own) or any(not _is_open(limits) for limits in self._defaults.values())

    def limits(self, scope: Scope) -> Limits:
        return self._own.get(scope) or self._defaults[scope.kind]

    def accounts(self, principal: Principal, at: float) -> tuple[Account, ...]:
        """The limited periods that a request made at `at` (seconds since the epoch) counts into; none: no limit."""
        found = self._found.get(principal)
        if found is None or not found[0] <= at < found[1]:
            found = self._look_up(principal, at)
        return found[2]

    def _look_up(self, principal: Principal, at: float) -> tuple[float, float, tuple[Account, ...]]:
        every = [account for scope in scopes(principal) for account in accounts(scope, self.limits(scope), at)]
        days = [account.period for account in every if account.period.kind == "day"]
        found = (max(d.begins for d in days), min(d.ends for d in days), tuple(_limited(every)))
        if len(self._found) >= MOST_REMEMBERED:
            self._found.clear()
        self._found[principal] = found
        return found


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
