"""Posts cost alerts to one URL."""

from __future__ import annotations

import time
from collections.abc import Callable

import orjson

from imperium.models.http.safe import SafeClient
from imperium.models.quota.alert import Alert
from imperium.models.quota.repository import QuotaRepository
from imperium.platform.settings import QuotaWebhook
from imperium.platform.webhooks.outbox import BASE_S, Outbox, Post

ANSWER_S = 10.0


class Webhook(Outbox[Alert]):
    """Empties the outbox: what is due in the table `cost_alerts`."""

    def __init__(
        self,
        settings: QuotaWebhook,
        repository: QuotaRepository,
        clock: Callable[[], float] = time.time,
        base_s: float = BASE_S,
    ) -> None:
        url, secret = settings.url or "", settings.secret.get_secret_value() if settings.secret else ""

        async def write(alert: Alert) -> Post:
            return Post(url, orjson.dumps({"type": "cost_alert", **alert.as_dict()}), secret)

        client = SafeClient(allowed=settings.allowed_hosts, timeout_s=ANSWER_S, max_bytes=65_536)
        super().__init__("cost alert", repository, write, client, clock, base_s)
