"""Per-prompt outcomes of models, read from a folder, and what a call of each model cost in its time."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CHARS_PER_TOKEN = 4

PRICES: dict[str, tuple[float, float]] = {
    # USD per million tokens (input, output), list prices of October and November 2024.
    # OpenAI, openai.com/api/pricing
    "gpt-4o-2024-08-06": (2.5, 10.0),
    "gpt-4o-2024-05-13": (5.0, 15.0),
    "gpt-4o-mini-2024-07-18": (0.15, 0.6),
    "gpt-4-turbo-2024-04-09": (10.0, 30.0),
    "gpt-4-0314": (30.0, 60.0),
    "gpt-3.5-turbo-0125": (0.5, 1.5),
    # Anthropic, anthropic.com/pricing
    "claude-3-5-sonnet-20241022": (3.0, 15.0),
    "claude-3-5-sonnet-20240620": (3.0, 15.0),
    "claude-3-5-haiku-20241022": (1.0, 5.0),
    "claude-3-opus-20240229": (15.0, 75.0),
    "claude-3-sonnet-20240229": (3.0, 15.0),
    "claude-3-haiku-20240307": (0.25, 1.25),
    # Google, ai.google.dev/pricing, prompts up to 128k
    "gemini-1.5-pro": (1.25, 5.0),
    "gemini-1.5-flash": (0.075, 0.3),
    # Mistral, mistral.ai/technology
    "Mistral-Large-2": (2.0, 6.0),
    # DeepSeek, api-docs.deepseek.com/quick_start/pricing, cache miss
    "deepseek-v2.5-0908": (0.14, 0.28),
    # Open weights, together.ai/pricing, turbo endpoints
    "Llama-3.1-405B-Inst@sambanova": (5.0, 10.0),
    "Meta-Llama-3.1-405B-Instruct@hyperbolic": (4.0, 4.0),
    "Meta-Llama-3.1-70B-Instruct": (0.88, 0.88),
    "Meta-Llama-3.1-8B-Instruct": (0.18, 0.18),
    "Qwen2-72B-Instruct": (0.9, 0.9),
    "gemma-2-27b-it": (0.8, 0.8),
    "gemma-2-9b-it": (0.3, 0.3),
}
"""Models whose answers hide what was billed (o1: reasoning tokens) are left out."""


@dataclass(frozen=True)
class Outcomes:
    """Prompts by models: scores (0–1) and the characters of each answer (0: not known), no prompt twice."""

    name: str
    prompts: list[str]
    models: list[str]
    scores: Array
    sizes: Array
    is_family: bool = False

    def only(self, models: list[str]) -> Outcomes:
        columns = [self.models.index(model) for model in models]
        return Outcomes(self.name, self.prompts, models, self.scores[:, columns], self.sizes[:, columns])

    def part(self, rows: Sequence[int]) -> Outcomes:
        """Some of the prompts."""
        kept = list(rows)
        prompts = [self.prompts[row] for row in kept]
        return replace(self, prompts=prompts, scores=self.scores[kept], sizes=self.sizes[kept])

    def costs_micro(self) -> Array:
        """What each answer cost, in micro-USD; prices per million tokens are micro-USD per token."""
        prices = np.array([PRICES[model] for model in self.models])
        asked = np.array([len(prompt) for prompt in self.prompts])[:, None]
        costs: Array = (asked * prices[:, 0] + self.sizes * prices[:, 1]) / CHARS_PER_TOKEN
        return costs


def read(folder: Path) -> list[Outcomes]:
    """One set a file, and one of each family (`zeroeval_*`) whose answers' lengths are known for all files."""
    files: dict[str, list[dict[str, Any]]] = {path.name.split(".")[0]: _rows(path) for path in sorted(_paths(folder))}
    found = [_outcomes(name, rows) for name, rows in files.items()]
    pool = [row for name, rows in files.items() if name.startswith("zeroeval") for row in rows]
    return found + ([replace(_outcomes("zeroeval (all)", pool), is_family=True)] if pool else [])


def pairs(outcomes: Outcomes) -> Iterator[tuple[int, int]]:
    """Strong and weak: the two of a pair; of a pool the strongest with those nearest to 90, 80 and 65 % of it. A gap
    no wider than chance would leave nothing to recover."""
    means = outcomes.scores.mean(axis=0)
    strong = int(means.argmax())
    order = [int(index) for index in np.argsort(-means) if index != strong]
    others = [index for index in order if means[index] < 0.93 * means[strong]] or order
    nearest = [min(others, key=lambda m: abs(means[m] - share * means[strong])) for share in (0.9, 0.8, 0.65)]
    yield from dict.fromkeys((strong, weak) for weak in nearest)


def _paths(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.jsonl")
    yield from folder.glob("*.jsonl.gz")


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _outcomes(name: str, rows: list[dict[str, Any]]) -> Outcomes:
    """The models that (nearly) every prompt was put to, and the prompts that were put to all of these."""
    rows = list({row["prompt"]: row for row in rows}.values())
    counts: dict[str, int] = {}
    for row in rows:
        for model in row["models"]:
            counts[model] = counts.get(model, 0) + 1
    models = sorted(model for model, count in counts.items() if count >= 0.98 * len(rows))
    rows = [row for row in rows if all(model in row["models"] for model in models)]
    table = [[row["models"][model] for model in models] for row in rows]
    scores = np.array([[float(cell["score"]) for cell in cells] for cells in table])
    sizes = np.array([[float(cell.get("out_chars") or 0) for cell in cells] for cells in table])
    return Outcomes(name, [row["prompt"] for row in rows], models, scores, sizes)
