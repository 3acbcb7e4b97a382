"""How strong a model is taken to be of which nothing is declared: by its name, else by its size or its price.

`strengths.json` holds what models scored in public outcomes (RouteLLM, ZeroEval and LLMRouter; written by
`benchmarks/routing_pretrain.py`). Size and price are fitted on the same: over 13 open models the score rises by 0.16 a
tenfold of parameters (correlation 0.91), over 19 by 0.08 a tenfold of price (0.61).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import log10

import orjson

from imperium.models.gain.prior import UNKNOWN

TABLE = "strengths.json"
OF_BILLION, A_TENFOLD_SIZE = -0.18, 0.36
"""Strength of a model of 10⁹ parameters, and what a tenfold adds."""
OF_DOLLAR, A_TENFOLD_PRICE = 0.6, 0.18
"""Strength of a model for one USD per million tokens (three of input to one of output), and what a tenfold adds."""
_POINT = re.compile(r"^(claude-\d)\.")
_SIZE = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)b\b")
_TAIL = re.compile(
    r"(@.*|:.*|-(\d{8}|\d{4}-\d\d-\d\d|\d\d-\d\d-\d\d|\d{4}|00\d)|-(v0\.\d|instruct-turbo|instruct|inst|chat|it|latest))$"
)


def strength(name: str, input_micro_usd: int | None = None, output_micro_usd: int | None = None) -> float:
    """The strength (0–1) of a model of this name; prices in micro-USD per million tokens, None where not known."""
    if (known := named(name)) is not None:
        return known
    if (size := _SIZE.search(name.lower())) is not None:
        return _share(OF_BILLION + A_TENFOLD_SIZE * log10(max(int(size[1] or 1) * float(size[2]), 0.1)))
    if input_micro_usd and output_micro_usd:
        blended_usd = (3 * input_micro_usd + output_micro_usd) / 4_000_000
        return _share(OF_DOLLAR + A_TENFOLD_PRICE * log10(blended_usd))
    return UNKNOWN


@lru_cache(maxsize=2_000)
def named(name: str) -> float | None:
    """What is known by name, whoever serves it and of whichever date; None for an unknown one."""
    return _table().get(plain(name))


def plain(name: str) -> str:
    """A model's name without its maker's, the server's, the date and what all have."""
    short = name.rpartition("/")[2].lower().removeprefix("meta-")
    while (shorter := _TAIL.sub("", short)) != short:
        short = shorter
    return _POINT.sub(r"\1-", short)


@cache
def _table() -> Mapping[str, float]:
    found: dict[str, float] = orjson.loads(files("imperium.models.gain").joinpath(TABLE).read_bytes())
    return found


def _share(value: float) -> float:
    return min(max(value, 0.05), 0.95)
