"""What no log may show: anything that looks like a secret, and what people wrote or models answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

HIDDEN = "(hidden)"
LONGEST_REMEMBERED = 40  # shorter than any key that is long enough to be one

_SECRETS = re.compile(
    r"""
    (?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}         # Authorization headers
    | (?P<user>://[^/\s:@]*:)[^/\s@]+(?=@)                  # passwords in URLs
    | (?P<name>\b(?:api[_-]?key|access[_-]?token|secret|password|token)["']?\s*[=:]\s*["']?)[^\s"'&,;]{6,}
    | \bimp_[0-9a-z]+_[\w-]{20,}                            # our own keys
    | \b(?:sk|pk|rk|gsk|xai|pplx|nvapi)-[\w-]{12,}          # OpenAI, OpenRouter, Anthropic, Groq, xAI, ...
    | \b(?:hf|ghp|gho|ghs|glpat|r8)_\w{16,} | \bgithub_pat_\w{20,}
    | \bAIza[\w-]{30,} | \b(?-i:AKIA|ASIA)(?-i:[A-Z0-9]{16})  # Google, AWS
    | \beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+                     # JSON web tokens
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----.*?(?:-----END\ [A-Z ]*-----|$)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SECRET_NAMES = re.compile(r"(?:^|_)(?:api_?key|secret|password|authorization|credentials?|private_key)s?$|^x-api-key$")
_HARMLESS_NAMES = frozenset({"method", "route", "client", "principal", "level", "timestamp", "logger", "_record"})
_PRIVATE_NAMES = frozenset({"prompt", "prompts", "messages", "content", "completion", "objective", "body", "text"})


def redact(text: str) -> str:
    """The text with everything that looks like a secret replaced by `(hidden)`."""
    return _redacted(text) if len(text) <= LONGEST_REMEMBERED else _SECRETS.sub(_hide, text)


@lru_cache(maxsize=1_024)
def _redacted(text: str) -> str:
    """Most lines of a log say the same words."""
    return _SECRETS.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    kept = found["scheme"] or found["user"] or found["name"] or ""
    return f"{kept}{HIDDEN}"


def redact_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Log fields without secrets and without what people wrote; nested values included."""
    return {name: _field(str(name).lower(), value) for name, value in fields.items()}


def _field(name: str, value: Any) -> Any:
    if name in _HARMLESS_NAMES or value is None or isinstance(value, bool | int | float):
        return value
    if _SECRET_NAMES.search(name):
        return HIDDEN
    if name in _PRIVATE_NAMES:
        return f"({len(value)} characters)" if isinstance(value, str) else HIDDEN
    return _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return redact_fields(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else redact(str(value))
