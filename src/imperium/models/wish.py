"""What a request says about how it wants to be routed: in headers, or in the body's field `imperium`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from imperium.kit.money import usd_to_micro
from imperium.kit.suggest import did_you_mean
from imperium.models.strategy import strategy_named
from imperium.platform.errors import InvalidInput

PREFIX = "x-imperium-"
BODY_FIELD = "imperium"
LONGEST_MS = 86_400_000
DEAREST_USD = 1_000_000


class Wish(Struct, frozen=True):
    """Nothing is declared where a field is None.

    `quality` is a share (0–1) of the best model's chance of a right answer. `batch` work has nobody waiting for it.
    `explore` allows another model that is about as good, so that its outcome can be learned from.
    """

    strategy: str | None = None
    quality: float | None = None
    budget_micro_usd: int | None = None
    deadline_s: float | None = None
    batch: bool | None = None
    explore: bool = False

    @property
    def is_declared(self) -> bool:
        """Whether it says which model may be chosen, beyond what its complexity tells."""
        return (self.strategy, self.quality, self.budget_micro_usd, self.deadline_s) != (None, None, None, None)


NO_WISH = Wish()


def read_wish(headers: Mapping[str, str], body: Any = None) -> Wish:
    """The wish of a request. `headers` are looked up in lower case; `body` is the value of the body's `imperium`, which
    goes before them.

    Raises:
        InvalidInput: names the header or field, the value and what belongs there.
    """
    if body is None and _HEADERS.isdisjoint(headers):
        return NO_WISH
    declared = {name: (header, text) for name, header in HEADERS.items() if (text := headers.get(header))}
    if body is not None:
        fields = _fields(body).items()
        declared |= {name: (f"{BODY_FIELD}.{name}", value) for name, value in fields if value is not None}
    if not declared:
        return NO_WISH
    read = {name: READERS[name][1](value, field) for name, (field, value) in declared.items()}
    return Wish(**{READERS[name][0]: value for name, value in read.items()})


def _fields(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise _wrong(BODY_FIELD, body, f"an object with any of {', '.join(READERS)}")
    for name in body:
        if name not in READERS:
            raise InvalidInput(
                f"{BODY_FIELD}.{name[:60]}: unknown field.",
                field=f"{BODY_FIELD}.{name[:60]}",
                remedy=did_you_mean(name, READERS),
            )
    return body


def _strategy(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise _wrong(field, value, "the name of a strategy")
    return strategy_named(value.strip(), field)


def _share(value: Any, field: str) -> float:
    return float(_number(value, field, "a number above 0, at most 1", Decimal(1)))


def _usd(value: Any, field: str) -> int:
    right = f"US dollars, more than 0 and at most {DEAREST_USD:,}"
    return usd_to_micro(_number(value, field, right, Decimal(DEAREST_USD)))


def _milliseconds(value: Any, field: str) -> float:
    right = f"milliseconds, more than 0 and at most {LONGEST_MS:,}"
    return float(_number(value, field, right, Decimal(LONGEST_MS))) / 1_000


def _number(value: Any, field: str, right: str, most: Decimal) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise _wrong(field, value, right)
        number = Decimal(str(value))
    except InvalidOperation:
        raise _wrong(field, value, right) from None
    if not number.is_finite() or not 0 < number <= most:
        raise _wrong(field, value, right)
    return number


def _yes(value: Any, field: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.strip().lower() not in known:
        raise _wrong(field, value, "true or false")
    return known[value.strip().lower()]


READERS: Mapping[str, tuple[str, Callable[[Any, str], Any]]] = {
    "strategy": ("strategy", _strategy),
    "quality": ("quality", _share),
    "budget_usd": ("budget_micro_usd", _usd),
    "deadline_ms": ("deadline_s", _milliseconds),
    "batch": ("batch", _yes),
    "explore": ("explore", _yes),
}
"""What may be declared: the field of `Wish` that it becomes, and how it is read."""
HEADERS = {name: f"{PREFIX}{name.replace('_', '-')}" for name in READERS}
_HEADERS = frozenset(HEADERS.values())


def _wrong(field: str, value: Any, right: str) -> InvalidInput:
    shown = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return InvalidInput(f"{field} must be {right}.", field=field, value=shown[:80], remedy=f"Send {right}.")
