"""How a receiver knows that a webhook is ours, and that nobody changed or kept it."""

from __future__ import annotations

import hashlib
import hmac

SIGNATURE = "x-imperium-signature"
DELIVERY = "x-imperium-delivery"


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=…,v1=…`: the time in seconds, and the HMAC-SHA256 of time, full stop and body, in hexadecimal digits."""
    digest = hmac.new(secret.encode(), b"%d.%b" % (at, body), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
