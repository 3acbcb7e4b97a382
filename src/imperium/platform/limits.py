"""How much a request may bring. Over a limit it is refused, with the field, the limit and the size; nothing is cut.

The figures are those of the specification: strings 10,000 characters, lists 1,000 items, dictionaries 1,000 keys, depth
10. A route whose field needs more says so with `allow`, beside the endpoint:

    @router.post("/chat")
    @allow(body_bytes=16 * MIB, text={"message": 4_000_000})
    async def chat(...): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import orjson

from imperium.platform.errors import ImperiumError, InvalidInput, LogicalError, TooLarge

KIB = 1024
MIB = 1024 * KIB

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class MalformedJson(LogicalError):
    title = "The body is not JSON"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one route. `text` and `items` widen single fields, by path: `messages.content`."""

    body_bytes: int = 8 * MIB
    text_characters: int = 10_000
    list_items: int = 1_000
    dict_keys: int = 1_000
    depth: int = 10
    text: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)


DEFAULT = Limits()


def allow(**changes: Any) -> Callable[[Endpoint], Endpoint]:
    """Declare where an endpoint's limits differ from the configured ones. Stands below the route's decorator."""
    replace(DEFAULT, **changes)  # a misspelt limit fails when the module is imported

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.limits = changes  # type: ignore[attr-defined]
        return endpoint

    return declare


def limits_of(endpoint: object, configured: Limits = DEFAULT) -> Limits:
    """The configured limits with what the endpoint declares."""
    changes = getattr(endpoint, "limits", None)
    return replace(configured, **changes) if changes else configured


class EndpointLimits:
    """The limits of each endpoint, worked out when it is first asked for."""

    def __init__(self, configured: Limits = DEFAULT) -> None:
        self._configured = configured
        self._found: dict[object, Limits] = {}

    def of(self, endpoint: object) -> Limits:
        found = self._found.get(endpoint)
        if found is None:
            found = self._found[endpoint] = limits_of(endpoint, self._configured)
        return found


def parse(body: bytes, limits: Limits = DEFAULT) -> Any:
    """The value of a JSON body within `limits`.

    Raises:
        MalformedJson: it is not JSON (RFC 8259: no NaN, no lone surrogates).
        TooLarge: the body or a part of it is over a limit.
        InvalidInput: a string or key holds a null byte.
    """
    check_size(len(body), limits)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedJson(
            f"The body is not JSON: {error.msg} at character {error.pos}.",
            field="body",
            remedy="Send a JSON document with Content-Type: application/json.",
        ) from None
    if not (_is_small(body, limits) or _surely_within(value, limits)) or body.find(b"\\u0000") >= 0:
        check(value, limits)
    return value


def check(value: Any, limits: Limits = DEFAULT) -> None:
    """The same for a value that did not come as a body. Raises TooLarge and InvalidInput."""
    _Walk(limits).check(value, "", "", 1)


def check_size(size: int, limits: Limits) -> None:
    """Raises TooLarge when a body of `size` bytes is over the limit."""
    if size > limits.body_bytes:
        raise over("body", "a body", size, limits.body_bytes, "bytes")


def over(field: str, what: str, size: int, limit: int, unit: str) -> TooLarge:
    """The error for anything that is larger than allowed."""
    return TooLarge(
        f"{field or 'body'}: {what} of {size:,} {unit}; at most {limit:,} are allowed.",
        field=field or "body",
        remedy=f"Send at most {limit:,} {unit}, or split the request.",
        limit=limit,
        size=size,
    )


def _is_small(body: bytes, limits: Limits) -> bool:
    """Whether a body has too few bytes, commas and brackets for anything in it to be over a limit."""
    commas = body.count(b",")
    return (
        len(body) <= limits.text_characters
        and commas < limits.list_items
        and commas < limits.dict_keys
        and body.count(b"{") + body.count(b"[") <= limits.depth
    )


def _surely_within(value: Any, limits: Limits) -> bool:
    """Whether a quick pass, which knows no names and so no widened fields, finds nothing over a limit."""
    longest, lists, keys = limits.text_characters, limits.list_items, limits.dict_keys
    level = [value]
    for levels_left in range(limits.depth, -1, -1):
        inner: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                if not levels_left or len(item) > keys or max(map(len, item), default=0) > longest:
                    return False
                inner += item.values()
            elif kind is list:
                if not levels_left or len(item) > lists:
                    return False
                inner += item
            elif kind is str and len(item) > longest:
                return False
        if not inner:
            return True
        level = inner
    return False


@dataclass(frozen=True, slots=True)
class _Walk:
    """A pass that names what it finds. A `path` has the list indices (for errors), a `name` has not."""

    limits: Limits

    def check(self, value: Any, path: str, name: str, depth: int) -> None:
        kind = type(value)
        if kind is str:
            self._text(value, path, name)
        elif kind is dict or kind is list:
            if depth > self.limits.depth:
                raise over(path, "nesting", depth, self.limits.depth, "levels")
            (self._dict if kind is dict else self._list)(value, path, name, depth)

    def _text(self, value: str, path: str, name: str) -> None:
        if len(value) > self.limits.text_characters:
            limit = self.limits.text.get(name, self.limits.text_characters)
            if len(value) > limit:
                raise over(path, "a text", len(value), limit, "characters")
        if "\0" in value:
            raise null_byte(path)

    def _dict(self, value: dict[str, Any], path: str, name: str, depth: int) -> None:
        if len(value) > self.limits.dict_keys:
            raise over(path, "an object", len(value), self.limits.dict_keys, "keys")
        for key, item in value.items():
            self._text(key, path, "")
            if type(item) in _CONTAINERS_AND_TEXT:
                inner = f"{name}.{key}" if name else key
                self.check(item, f"{path}.{key}" if path else key, inner, depth + 1)

    def _list(self, value: list[Any], path: str, name: str, depth: int) -> None:
        limit = self.limits.items.get(name, self.limits.list_items)
        if len(value) > limit:
            raise over(path, "a list", len(value), limit, "items")
        for index, item in enumerate(value):
            if type(item) in _CONTAINERS_AND_TEXT:
                self.check(item, f"{path}.{index}" if path else str(index), name, depth + 1)


_CONTAINERS_AND_TEXT = frozenset({str, dict, list})


def null_byte(field: str) -> ImperiumError:
    return InvalidInput(f"{field or 'body'}: a null byte.", field=field or "body", remedy="Leave the null byte out.")
