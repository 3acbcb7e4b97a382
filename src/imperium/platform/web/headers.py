"""What every answer carries so that a browser keeps it within bounds."""

from __future__ import annotations

from starlette.types import Message, Scope

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
_FOR_OTHERS = b"cross-origin-resource-policy"
_NOT_KEPT = (b"cache-control", b"no-store")
_ONLY_TLS = (b"strict-transport-security", b"max-age=31536000")
_ACTIVE = (b"text/html", b"image/svg+xml", b"application/xhtml+xml", b"text/xml", b"application/xml")


def secure(start: Message, scope: Scope) -> None:
    """Add the security headers to an `http.response.start`; what a route set itself stands."""
    own = start.get("headers", ())
    present = dict(own)
    headers = start["headers"] = [*own, *_ALWAYS]
    if _FOR_OTHERS in present:
        headers.remove((_FOR_OTHERS, b"same-origin"))
    if present.get(b"content-type", b"").startswith(_ACTIVE) and b"content-security-policy" not in present:
        headers.append((b"content-security-policy", PAGE_POLICY.encode()))
    if b"cache-control" not in present:
        headers.append(_NOT_KEPT)
    if scope.get("scheme") == "https":
        headers.append(_ONLY_TLS)
