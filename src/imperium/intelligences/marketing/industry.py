"""The kind of business that a campaign is for: who is sold to, what a success is called, what a click costs there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal, cast

from imperium.intelligences.marketing.figures import figures

Who = Literal["people", "local", "business", "cause"]
Offer = Literal["goods", "service", "software", "event", "course", "cause"]
_CPC_OF_THE_EDITION = Decimal("3.53")
_EDITION = "WordStream by LocaliQ, Search Advertising Benchmarks 2021/22"
_BUSINESS = re.compile(
    r"\b(?:agenc(?:y|ies)|teams?|compan(?:y|ies)|business(?:es)?|enterprises?|start-?ups?|freelancers?|managers?|b2b"
    r"|engineers?|procurement|IT departments?|developers?|founders?|plants?|factories|manufacturers?|retailers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Industry:
    """`result` is what a success is called, one and many; `price_ratio` the price of a click on a search ad beside the
    average of all industries, `conversion_percent` of such clicks, where published."""

    key: str
    label: str
    who: Who
    offer: Offer
    result: tuple[str, str]
    act: str
    price_ratio: Decimal | None = None
    conversion_percent: tuple[Decimal, Decimal] | None = None

    @property
    def source(self) -> str | None:
        """Where the price of a click is from."""
        return f"{_EDITION}, {self.label.lower()} beside the average" if self.price_ratio else None


@cache
def industries() -> dict[str, Industry]:
    """Every industry by key."""
    return {key: _read(key, row) for key, row in figures("industries").items()}


def _read(key: str, row: dict[str, object]) -> Industry:
    one, many = cast(list[str], row["result"])
    price, conversion = row.get("cpc_usd"), cast(list[str], row.get("conversion_percent", []))
    return Industry(
        key,
        str(row["label"]),
        row["who"],  # type: ignore[arg-type]
        row["offer"],  # type: ignore[arg-type]
        (one, many),
        str(row["act"]),
        Decimal(str(price)) / _CPC_OF_THE_EDITION if price else None,
        (Decimal(conversion[0]), Decimal(conversion[1])) if conversion else None,
    )


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    by_word = {word: key for key, row in figures("industries").items() for word in row["match"]}
    longest_first = sorted(by_word, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?:s|es)?(?![\w-])", re.I), by_word


def industry(texts: Sequence[str], audience: str = "") -> Industry:
    """The industry of the first text that names one, by its last word for it; a business audience makes it one that
    sells to businesses."""
    found = next((key for text in texts if (key := _named(text))), "general")
    kind = industries()[found]
    return replace(kind, who="business") if kind.who == "people" and _BUSINESS.search(audience) else kind


def _named(text: str) -> str | None:
    pattern, by_word = _words()
    found = [match[0].lower() for match in pattern.finditer(text)]
    known = [by_word.get(w) or by_word.get(w.removesuffix("s")) or by_word.get(w.removesuffix("es")) for w in found]
    return known[-1] if known else None
