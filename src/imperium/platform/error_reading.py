"""What another server refused with, as the error it was there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from imperium.platform.errors import ImperiumError, LogicalError, ProviderUnavailable

KEPT = ("error_class", "code", "title", "detail", "remedy", "field", "retry_after_s", "type", "status", "instance")
"""Members that an error has of itself."""


def error_of(document: Mapping[str, Any], status: int = 500) -> ImperiumError:
    """An error of the class that the document's `code` names; of the nearest class for an unknown one."""
    known = {kind("").code: kind for kind in _kinds(ImperiumError)}
    fallback = LogicalError if 400 <= status < 500 else ProviderUnavailable
    kind = known.get(str(document.get("code")), fallback)
    return kind(
        str(document.get("detail") or f"The remote service answered {status}."),
        remedy=document.get("remedy"),
        field=document.get("field"),
        retry_after_s=document.get("retry_after_s"),
        **{name: value for name, value in document.items() if name not in KEPT and name != "errors"},
    )


def _kinds(kind: type[ImperiumError]) -> Iterator[type[ImperiumError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
