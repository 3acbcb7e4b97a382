import pytest

from imperium.platform.web.headers import PAGE_POLICY, secure


def headers_of(*own: tuple[bytes, bytes], scheme: str = "http") -> dict[bytes, bytes]:
    start = {"type": "http.response.start", "status": 200, "headers": list(own)}
    secure(start, {"scheme": scheme})
    return dict(start["headers"])


@pytest.mark.parametrize("kind", [b"text/html; charset=utf-8", b"image/svg+xml", b"application/xml"])
def test_whatever_may_run_scripts_gets_the_policy(kind: bytes) -> None:
    assert headers_of((b"content-type", kind))[b"content-security-policy"] == PAGE_POLICY.encode()


def test_what_a_route_sets_itself_stands() -> None:
    own = ((b"content-type", b"text/html"), (b"content-security-policy", b"sandbox"), (b"cache-control", b"immutable"))
    headers = headers_of(*own)
    assert headers[b"content-security-policy"] == b"sandbox"
    assert headers[b"cache-control"] == b"immutable"


def test_over_tls_the_browser_is_told_to_stay_there() -> None:
    assert b"strict-transport-security" in headers_of(scheme="https")
    assert b"strict-transport-security" not in headers_of()
