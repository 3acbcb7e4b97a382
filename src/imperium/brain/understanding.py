"""What an objective is about, where its words say first what is to happen: `increase sales of our oat milk by 20 %`."""

from __future__ import annotations

import re
from dataclasses import replace

from imperium.intelligences.brief import Brief, parse_brief

DEMAND = (
    r"(?:customers?|clients?|buyers?|guests?|sales|orders?|bookings?|sign-?ups?|subscribers?|visitors?|traffic|leads?"
    r"|awareness|demand|revenue|footfall)"
)
"""What a business wants more of."""
_MORE = re.compile(
    rf"\b(?:get|find|win|attract|gain|grow|increase|boost|raise|drive|improve|double|triple)(?:ing)?\s+"
    rf"(?:(?:more|new|the|our|my|online|brand)\s+){{0,3}}{DEMAND}\s+(?:of|for|to|at|in|from)\s+",
    re.IGNORECASE,
)
_BY = re.compile(r"\s+by\s+\d+(?:\.\d+)?\s?(?:%|per\s?cent\b)", re.IGNORECASE)


def understood(objective: str) -> tuple[Brief, bool]:
    """The brief, and whether the objective's own words would mislead whoever looks for the product in them.

    The product is named in the singular: one campaign is about one thing.
    """
    plain = _BY.sub("", _MORE.sub("promote ", objective))
    brief = parse_brief(plain)
    named = replace(brief, text=objective, product_plural=brief.product_singular or brief.product)
    return named, plain != objective and bool(brief.product)
