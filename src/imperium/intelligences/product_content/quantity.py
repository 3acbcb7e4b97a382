"""Quantities in what was given: a number with its unit, read, said in a sentence, and compared across units."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` is how many of its dimension's own unit it is: 1000 for kg, where mass counts in grams."""

    symbol: str
    dimension: str
    factor: Decimal
    said: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was written, and its unit."""

    written: str
    unit: Unit

    @property
    def number(self) -> Decimal:
        return Decimal(self.written.replace(",", ""))

    @property
    def amount(self) -> Decimal:
        """In the dimension's own unit: grams, millilitres, millimetres, minutes, days."""
        return self.number * self.unit.factor

    @property
    def spoken(self) -> str:
        """As in a sentence: `40 hours`, `1.7 litres`, `640 g`, `30%`."""
        if self.unit.said is None:
            return f"{self.written} {self._symbol}"
        word = self.unit.said[self.number != 1]
        return f"{self.written}{word}" if word == "%" else f"{self.written} {word}"

    @property
    def before_noun(self) -> str:
        """As in front of a noun: `40-hour`, `1.7-litre`, `640 g`."""
        if self.unit.said is None or not self.unit.said[0].isalpha():
            return self.spoken
        return f"{self.written}-{self.unit.said[0]}"

    @property
    def _symbol(self) -> str:
        return "ATM" if self.unit.symbol == "atm" else self.unit.symbol


@cache
def units() -> dict[str, Unit]:
    """Every unit by each way to write it. Symbols keep their case (`m` and `M` differ), words don't."""
    raw: dict[str, Any] = tomllib.loads(
        files("imperium.intelligences").joinpath("knowledge", "units.toml").read_text("utf-8")
    )
    by_writing: dict[str, Unit] = {}
    for symbol, data in raw.items():
        said = tuple(data["said"]) if "said" in data else None
        unit = Unit(symbol, data["dimension"], Decimal(data["factor"]), said)
        by_writing |= dict.fromkeys([symbol, *data["alias"]], unit)
    return by_writing


@cache
def pattern() -> re.Pattern[str]:
    """A number and its unit anywhere in a text; `~`, `approx.` and the like stay outside."""
    longest_first = sorted(units(), key=len, reverse=True)
    written = "|".join(re.escape(w) if len(w) < 3 else f"(?i:{re.escape(w)})" for w in longest_first)
    return re.compile(rf"(?<![\w.,/-])(?P<number>{NUMBER})[\s-]?(?P<unit>{written})(?![\w/²³])")


def quantities(text: str) -> list[Quantity]:
    """Every quantity in the text, in its order."""
    return [of_match(match) for match in pattern().finditer(text)]


def quantity(text: str) -> Quantity | None:
    """The quantity that the whole text is."""
    match = pattern().fullmatch(text.strip())
    return of_match(match) if match else None


def of_match(match: re.Match[str]) -> Quantity:
    """The quantity of a match of `pattern`."""
    known, written = units(), match["unit"]
    return Quantity(match["number"], known[written] if written in known else known[written.lower()])
