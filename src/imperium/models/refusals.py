"""A provider's refusal, by status and machine code, as one of our errors.

Sources: the error pages of the OpenAI, Anthropic (Messages) and Gemini API references, and of OpenRouter, vLLM, TGI.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from imperium.platform.errors import (
    ImperiumError,
    NetworkError,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TimedOut,
)

STATUS_OF_CODE: Mapping[str, int] = {
    "invalid_request_error": 400,
    "context_length_exceeded": 400,
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "authentication_error": 401,
    "invalid_api_key": 401,
    "API_KEY_INVALID": 401,
    "UNAUTHENTICATED": 401,
    "billing_error": 402,
    "insufficient_quota": 402,
    "permission_error": 403,
    "PERMISSION_DENIED": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "NOT_FOUND": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "RESOURCE_EXHAUSTED": 429,
    "api_error": 500,
    "server_error": 500,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "overloaded": 503,
    "overloaded_error": 529,
    "timeout_error": 504,
    "DEADLINE_EXCEEDED": 504,
}
MORE_TELLING_THAN_THE_STATUS = {"insufficient_quota", "API_KEY_INVALID", "billing_error"}
MAX_SHOWN = 300


def refused(body: Any, status: int | None = None, headers: Mapping[str, str] | None = None) -> ImperiumError:
    """The error of an answer that is one.

    `body` is whatever JSON came (or None), `status` None for an error that was announced inside a stream.
    """
    codes = list(_codes(body))
    if status is not None and status < 300 and not codes:
        return ProviderUnavailable(f"answered with status {status}, without an answer")
    status = _status(codes, status)
    message = _message(body)
    detail = f"refused with {status}: {message}" if message else f"refused with {status}"
    if status == 429:
        return RateLimited(
            detail, remedy="It is tried again after the wait.", retry_after_s=wait_s(headers or {}, body), reason=status
        )
    if status in (408, 504):
        return TimedOut(detail, remedy="Ask for a shorter answer, or try again.", reason=status)
    if status in (409, 425) or status >= 500:
        return ProviderUnavailable(detail, retry_after_s=wait_s(headers or {}, body), reason=status)
    return ProviderRejected(detail, remedy=_remedy(status, codes), reason=status, **_theirs(body, codes))


def _theirs(body: Any, codes: list[str | int]) -> dict[str, Any]:
    """The provider's own code and the field it complains of: clients of its wire go by them."""
    error = _error(body)
    param = error.get("param") if isinstance(error, dict) else None
    code = next((code for code in codes if isinstance(code, str)), None)
    named = {"provider_code": code, "provider_param": param}
    return {name: value[:100] for name, value in named.items() if isinstance(value, str)}


def announces_error(body: Mapping[str, Any]) -> bool:
    """Whether a body tells of an error although the status was fine."""
    return bool(body.get("error")) or body.get("type") == "error"


def unreachable(address: str, problem: str) -> NetworkError:
    return NetworkError(
        f"no answer from {address}: {problem}", remedy="Check that the server runs and that the address is right."
    )


def wait_s(headers: Mapping[str, str], body: Any = None) -> float | None:
    """How long the provider asks to wait: `retry-after-ms`, `Retry-After` (seconds or a date), Gemini's RetryInfo."""
    if milliseconds := _number(headers.get("retry-after-ms", "")):
        return milliseconds / 1000
    text = headers.get("Retry-After") or headers.get("retry-after") or _retry_info(body)
    if text is None:
        return None
    seconds = _number(text.removesuffix("s"))
    return seconds if seconds is not None else _until(text)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _retry_info(body: Any) -> str | None:
    delays = (detail.get("retryDelay") for detail in _details(body))
    return next((delay for delay in delays if isinstance(delay, str)), None)


def _details(body: Any) -> list[dict[str, Any]]:
    error = _error(body)
    details = error.get("details") if isinstance(error, dict) else None
    return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []


def _error(body: Any) -> Any:
    """The part of a body that describes the error: Gemini wraps a list around it, others put it at the top."""
    if isinstance(body, list):
        body = body[0] if body else None
    if not isinstance(body, dict):
        return body
    return body.get("error") or body


def _codes(body: Any) -> list[str | int]:
    error = _error(body)
    if not isinstance(error, dict):
        return _outer_code(body)
    found = [error.get("code"), error.get("type"), error.get("status")]
    found += [detail.get("reason") for detail in _details(body)]
    return [code for code in found if isinstance(code, str | int)] + _outer_code(body)


def _outer_code(body: Any) -> list[str | int]:
    """TGI says `{"error": "words", "error_type": "overloaded"}`."""
    code = body.get("error_type") if isinstance(body, dict) else None
    return [code] if isinstance(code, str) else []


def _status(codes: list[str | int], status: int | None) -> int:
    telling = [STATUS_OF_CODE[code] for code in codes if code in MORE_TELLING_THAN_THE_STATUS and isinstance(code, str)]
    if telling:
        return telling[0]
    if status is not None and status >= 300:
        return status
    for code in codes:
        known = STATUS_OF_CODE.get(code) if isinstance(code, str) else code
        if known is not None and 400 <= known < 600:
            return known
    return 500


def _message(body: Any) -> str:
    error = _error(body)
    if isinstance(error, dict):
        error = error.get("message") or error.get("detail") or ""
    text = error if isinstance(error, str) else ""
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _remedy(status: int, codes: list[str | int]) -> str:
    if "context_length_exceeded" in codes or status == 413:
        return "Send less text, or choose a model with a larger context window."
    if status < 400:
        return "That is a redirect, which isn't followed: correct the provider's baseUrl."
    known = {
        401: "The key is wrong or was revoked: put a valid one into api_keys.",
        402: "The account has no credit left: add some, or connect another provider.",
        403: "The key may not use this model: allow it in the provider's console, or choose another model.",
        404: "The provider doesn't have this model: correct its name under `models`.",
    }
    return known.get(status, "Correct the request as the provider says, or choose another model.")
