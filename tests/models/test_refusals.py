"""A provider's refusal in all its shapes."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.refusals import refused, wait_s
from imperium.platform.errors import ImperiumError, ProviderRejected, ProviderUnavailable, RateLimited, TimedOut


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (429, {"error": {"message": "slow down", "type": "rate_limit_exceeded"}}, RateLimited, "429: slow down"),
        (429, {"error": {"message": "no credit", "code": "insufficient_quota"}}, ProviderRejected, "402: no credit"),
        (400, {"error": {"message": "key", "details": [{"reason": "API_KEY_INVALID"}]}}, ProviderRejected, "401: key"),
        (400, {"error": {"message": "long", "code": "context_length_exceeded"}}, ProviderRejected, "400: long"),
        (None, {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, ProviderUnavailable, "529"),
        (None, {"error": {"code": 502, "message": "upstream"}}, ProviderUnavailable, "502: upstream"),
        (None, {"error": {"message": "unknown words"}}, ProviderUnavailable, "500: unknown words"),
        (None, [{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "q"}}], RateLimited, "429: q"),
        (503, {"error": "Model is overloaded", "error_type": "overloaded"}, ProviderUnavailable, "503: Model is"),
        (400, {"detail": "vLLM says no"}, ProviderRejected, "400: vLLM says no"),
        (408, None, TimedOut, "408"),
        (504, {"message": "gateway"}, TimedOut, "504: gateway"),
        (500, "<html>", ProviderUnavailable, "500: <html>"),
        (302, None, ProviderRejected, "302"),
    ],
)
def test_known_shapes(status: int | None, body: Any, kind: type[ImperiumError], words: str) -> None:
    error = refused(body, status)
    assert type(error) is kind
    assert words in error.detail


def test_a_long_message_is_cut_and_says_so() -> None:
    assert refused({"error": {"message": "x" * 5_000}}, 400).detail.endswith("x…")


def test_remedies_tell_what_to_do() -> None:
    assert "api_keys" in (refused(None, 401).remedy or "")
    assert "credit" in (refused(None, 402).remedy or "")
    assert "`models`" in (refused(None, 404).remedy or "")
    assert "context window" in (refused({"error": {"code": "context_length_exceeded"}}, 400).remedy or "")


def test_the_wait_in_every_form() -> None:
    assert wait_s({"Retry-After": "7"}) == 7
    assert wait_s({"retry-after-ms": "250", "retry-after": "1"}) == 0.25
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=600))
    assert 300 < (wait_s({"Retry-After": later}) or 0) <= 600
    assert wait_s({"Retry-After": "Fri, 01 Jan 2021 00:00:00 GMT"}) == 0
    assert wait_s({}, {"error": {"details": [{"retryDelay": "12.5s"}]}}) == 12.5
    for nonsense in ({}, {"Retry-After": "soon"}, {"Retry-After": "-3"}, {"Retry-After": "inf"}):
        assert wait_s(nonsense) is None
    assert refused(None, 429, {"Retry-After": "3"}).retry_after_s == 3


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["error", "message", "code", "type", "details", "retryDelay"]), inner)
    ),
    max_leaves=8,
)


@given(_json, st.none() | st.integers(300, 599))
def test_any_body_gives_an_error_of_ours(body: Any, status: int | None) -> None:
    assert isinstance(refused(body, status), ImperiumError)


@pytest.mark.parametrize("status", [201, 202, 204])
def test_a_success_without_an_answer_is_no_refusal(status: int) -> None:
    error = refused(None, status)
    assert isinstance(error, ProviderUnavailable)
    assert str(status) in error.detail
    assert "reason" not in error.extra
