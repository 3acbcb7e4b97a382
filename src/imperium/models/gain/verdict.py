"""Verdicts on an answer that need no other judge: does it have the asked form, do several samples agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import orjson

_FENCE = re.compile(r"^\s*```\w*\n(.*?)\n?```\s*$", re.DOTALL)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_BOXED = re.compile(r"\\boxed\{([^{}]*)\}")


def has_keys(answer: str, keys: Sequence[str] = ()) -> float:
    """1 when the answer is a JSON object with these keys (a code fence around it is allowed), else 0."""
    fenced = _FENCE.match(answer)
    try:
        found = orjson.loads(fenced.group(1) if fenced else answer)
    except orjson.JSONDecodeError:
        return 0.0
    return float(isinstance(found, dict) and all(key in found for key in keys))


def agreement(answer: str, samples: Sequence[str]) -> float:
    """Self-consistency (Wang et al., 2023): the share (0–1) of other samples that come to the same result."""
    results = Counter(map(result, samples))
    return results[result(answer)] / len(samples) if samples else 0.0


def result(answer: str) -> str:
    """What an answer comes to: what is boxed, else its last number, else its last line; spelled one way."""
    if boxed := _BOXED.findall(answer):
        return _plain(boxed[-1])
    if numbers := _NUMBER.findall(answer):
        return _plain(numbers[-1].replace(",", ""))
    return _plain(answer.strip().splitlines()[-1]) if answer.strip() else ""


def _plain(text: str) -> str:
    text = " ".join(text.lower().split()).strip(" .!?\"'$")
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", text) else text
