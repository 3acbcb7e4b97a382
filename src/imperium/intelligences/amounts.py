"""Amounts in plain words: counts, money and spans of time, each with where it stands in the text."""

import re
from decimal import Decimal

from imperium.kit.money import usd_to_micro

COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "single": 1,
    "two": 2,
    "couple": 2,
    "pair": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "dozen": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
}
COUNT = rf"(?:\d{{1,4}}|{'|'.join(COUNTS)})"
_SCALES = {"k": 1_000, "thousand": 1_000, "grand": 1_000, "m": 1_000_000, "million": 1_000_000}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,2})?"
_SCALE = r"\s?(?:k|m|thousand|million|grand)\b"
MONEY = re.compile(
    rf"(?:(?:with|on|within|for|under|using|and|at)\s+)?(?:(?:a|an|our|my|the)\s+)?"
    rf"(?:(?:total\s+|marketing\s+|ad\s+|campaign\s+)*budget(?:\s*(?:of|is|:|=|up to|under|about|around))*\s*"
    rf"(?:US\$|USD\s?|\$)?\s?(?P<after>{_NUMBER})(?P<scale_after>{_SCALE})?(?:\s?(?:USD|US dollars|dollars|bucks)\b)?"
    rf"|(?:US\$|USD\s?|\$)\s?(?P<sign>{_NUMBER})(?P<scale_sign>{_SCALE})?(?:\s?(?:USD|dollars)\b)?"
    rf"(?:\s+(?:marketing\s+|total\s+|ad\s+)?(?:budget|spend)\b)?"
    rf"|(?P<word>{_NUMBER})(?P<scale_word>{_SCALE})?\s?(?:USD|US dollars|dollars|bucks)\b(?:\s+(?:budget|spend)\b)?"
    rf"|(?P<before>{_NUMBER})(?P<scale_before>{_SCALE})?\s+(?:marketing\s+|total\s+|ad\s+)?(?:budget|spend)\b)",
    re.IGNORECASE,
)
PRICE = re.compile(
    rf"(?:,?\s*\b(?:that\s+)?(?:priced?(?:\s*(?:at|of|is|:))*|costs?|costing|sells?\s+for|retail(?:s"
    rf"|ing)?\s+(?:at|for))\s*"
    rf"(?:US\$|\$)\s?(?P<amount>{_NUMBER})|(?:at\s+|for\s+)?(?:US\$|\$)\s?(?P<each>{_NUMBER})\s+(?:each"
    rf"|apiece|per\s+\w+)\b"
    rf"|(?<=\ba\s)\$(?P<article>{_NUMBER})(?!\s?(?:k|m|thousand|million)\b)"
    rf"(?=\s+(?!(?:\w+\s+){{0,2}}(?:budget|spend|campaign))[a-z]))",
    re.IGNORECASE,
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
SPAN = re.compile(
    rf"(?:\b(?:in|over|within|for|during|across|lasting)\s+(?:the\s+)?(?:next\s+)?(?P<count>{COUNT})[\s-]+"
    rf"(?P<unit>day|week|month|quarter|year)s?\b(?!\s*-?\s*olds?\b)"
    rf"|\b(?P<count_before>{COUNT})[\s-]+(?P<unit_before>day|week|month|quarter|year)\b"
    rf"(?=\s+(?:\w+\s+){{0,3}}(?:campaign|plan|calendar|launch|schedule|strategy))"
    rf"|(?<=[,;])\s*(?P<count_alone>{COUNT})[\s-]+(?P<unit_alone>day|week|month|quarter|year)s?\b(?=\s*(?:[,;.]|$)))",
    re.IGNORECASE,
)
DURATION = re.compile(
    rf"\b(?P<count>{COUNT})[\s-]*(?P<unit>seconds?|secs?|s|minutes?|mins?)\b(?:[\s-]+long\b)?", re.IGNORECASE
)


def count(words: str) -> int:
    """The number that digits or a number word mean."""
    text = words.strip().lower()
    return int(text) if text.isdigit() else COUNTS[text]


def money(match: re.Match[str]) -> int:
    """Micro-USD of a MONEY match: `$25,000`, `25k dollars`, `budget of 1.5 million`."""
    for kind in ("after", "sign", "word", "before"):
        if match[kind]:
            scale = (match[f"scale_{kind}"] or "").strip().lower()
            return usd_to_micro(Decimal(match[kind].replace(",", "")) * _SCALES.get(scale, 1))
    raise AssertionError("a MONEY match names an amount")


def price(match: re.Match[str]) -> int:
    """Micro-USD of a PRICE match: `priced at $29`, `$29 each`, `a $29 bottle`."""
    return usd_to_micro((match["amount"] or match["each"] or match["article"]).replace(",", ""))


def days(match: re.Match[str]) -> int:
    """Days of a SPAN match; a month counts as 30."""
    unit = match["unit"] or match["unit_before"] or match["unit_alone"]
    return count(match["count"] or match["count_before"] or match["count_alone"]) * _UNIT_DAYS[unit.lower()]


def seconds(match: re.Match[str]) -> int:
    """Seconds of a DURATION match."""
    return count(match["count"]) * (60 if match["unit"].lower().startswith("m") else 1)
