"""Posts cost alerts to one URL, signed, until it answers 2xx: at least once each, also after a crash."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable
from contextlib import suppress

import orjson
import structlog
from yarl import URL

from imperium.kit.backoff import full_jitter
from imperium.models.http.safe import SafeClient
from imperium.models.quota.alert import Alert
from imperium.models.quota.repository import QuotaRepository
from imperium.platform.errors import ImperiumError
from imperium.platform.settings import QuotaWebhook

SIGNATURE = "x-imperium-signature"
DELIVERY = "x-imperium-delivery"
ANSWER_S = 10.0
CLAIM_S = 60.0
"""While one process posts an alert, no other one does."""
MOST_TRIES = 12
"""With waits that double up to an hour: about four hours."""
BASE_S, CAP_S = 5.0, 3_600.0
LOOK_S = 30.0
_log = structlog.get_logger("imperium.quotas")


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=…,v1=…`: the time in seconds, and the HMAC-SHA256 of time, full stop and body, in hexadecimal digits."""
    digest = hmac.new(secret.encode(), b"%d.%b" % (at, body), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Webhook:
    """Empties the outbox: what is due in the table `cost_alerts`."""

    def __init__(
        self,
        settings: QuotaWebhook,
        repository: QuotaRepository,
        clock: Callable[[], float] = time.time,
        base_s: float = BASE_S,
    ) -> None:
        self._url = settings.url or ""
        self._secret = settings.secret
        self._client = SafeClient(allowed=settings.allowed_hosts, timeout_s=ANSWER_S, max_bytes=65_536)
        self._repository = repository
        self._clock = clock
        self._base_s = base_s
        self._woken = asyncio.Event()
        self._posting: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._posting = asyncio.create_task(self._post_for_ever())

    def wake(self) -> None:
        """Something is due."""
        self._woken.set()

    async def close(self) -> None:
        if self._posting is not None:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
        await self._client.close()

    async def _post_for_ever(self) -> None:
        while True:
            self._woken.clear()
            try:
                wait_s = await self._post_due()
            except ImperiumError as error:
                _log.warning("outbox of cost alerts not read", error=error.detail)
                wait_s = LOOK_S
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), wait_s)

    async def _post_due(self) -> float:
        """Posts what is due; returns how long nothing will be, in seconds."""
        for alert in await self._repository.due_alerts(self._clock()):
            if await self._repository.claim_alert(alert, self._clock() + CLAIM_S):
                await self._post(alert)
        following = await self._repository.next_due()
        return LOOK_S if following is None else min(LOOK_S, max(0.0, following - self._clock()))

    async def _post(self, alert: Alert) -> None:
        attempt = alert.attempts + 1
        if why := await self._refused(alert):
            last = attempt >= MOST_TRIES
            wait_s = full_jitter(attempt, base_s=self._base_s, cap_s=CAP_S)
            await self._repository.alert_failed(alert.id, None if last else self._clock() + wait_s)
            _log.log(40 if last else 30, "cost alert not delivered", alert=alert.id, attempt=attempt, reason=why)
        else:
            await self._repository.alert_delivered(alert.id, self._clock())

    async def _refused(self, alert: Alert) -> str | None:
        """Why it did not arrive; None when it did."""
        body = orjson.dumps({"type": "cost_alert", **alert.as_dict()})
        secret = self._secret.get_secret_value() if self._secret else ""
        headers = {
            "content-type": "application/json",
            DELIVERY: alert.id,
            SIGNATURE: signature(secret, int(self._clock()), body),
        }
        try:
            answer = await self._client.fetch(self._url, method="POST", headers=headers, body=body)
        except ImperiumError as error:
            return error.detail
        if URL(answer.url) != URL(self._url):
            return "it led elsewhere, and what is posted there may be lost"
        return None if 200 <= answer.status < 300 else f"it answered {answer.status}"
