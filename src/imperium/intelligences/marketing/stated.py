"""A budget in another currency than dollars, as an objective states it: `£20,000`, `20k euros`, `CHF 5,000`."""

from __future__ import annotations

import re
from decimal import Decimal

_WORDS = {
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
    "pound": "GBP",
    "yen": "JPY",
    "francs": "CHF",
    "rupees": "INR",
}
_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CODES = "EUR|GBP|JPY|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|INR|KWD|BHD|AED|SAR|SGD|HKD|ZAR|BRL|MXN|KRW|CNY"
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?)\s?(?P<scale>k|thousand|m|million)?"
_BEFORE = re.compile(rf"(?:(?P<symbol>[€£¥₹])|\b(?P<code>{_CODES}))\s?{_NUMBER}\b")
_AFTER = re.compile(rf"{_NUMBER}\s?(?:(?P<symbol>[€£¥₹])|(?P<code>{_CODES})\b|(?P<word>{'|'.join(_WORDS)})\b)")


def stated_budget(text: str) -> tuple[str, Decimal] | None:
    """Code and amount of the largest such sum, since smaller ones are prices; None where there is none."""
    matches = [match for pattern in (_BEFORE, _AFTER) for match in pattern.finditer(text)]
    return max(map(_read, matches), key=lambda money: money[1], default=None)


def _read(match: re.Match[str]) -> tuple[str, Decimal]:
    named = match.groupdict()
    code = _SYMBOLS.get(named["symbol"] or "") or named["code"] or _WORDS[named["word"]]
    return code, Decimal(match["number"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
