"""Puts the quotas together from the settings."""

from __future__ import annotations

import time
from collections.abc import Callable

from imperium.kit.kinds import load, names
from imperium.kit.suggest import did_you_mean
from imperium.models.quota.alerts import Alerts
from imperium.models.quota.counter import CounterKind
from imperium.models.quota.repository import QuotaRepository
from imperium.models.quota.service import Quotas
from imperium.models.quota.webhook import Webhook
from imperium.models.repository import Ledger
from imperium.platform.errors import InvalidInput
from imperium.platform.platform import Platform

KINDS = "imperium.models.quota.counters"


def open_quotas(platform: Platform, ledger: Ledger, clock: Callable[[], float] = time.time) -> Quotas:
    """Raises InvalidInput when the settings name an unknown counter, or lack what it needs."""
    settings = platform.settings.quotas
    kinds = names(KINDS)
    if settings.counter not in kinds:
        raise InvalidInput(
            f"{settings.counter!r} is no kind of counter.",
            field="quotas.counter",
            value=settings.counter,
            remedy=did_you_mean(settings.counter, kinds),
        )
    repository = QuotaRepository(platform.database, platform.journal)
    webhook = Webhook(settings.webhook, repository, clock) if settings.webhook.url else None
    alerts = Alerts(settings.alert_percents, repository, platform.events, webhook, clock)
    counter = load(KINDS, CounterKind, settings.counter).open(settings, platform.database)
    return Quotas(settings, counter, ledger, repository, alerts, clock)
