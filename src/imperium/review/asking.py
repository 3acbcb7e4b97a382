"""Asking a model for an expert: within its share of the budget, and only as long as one is connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from imperium.kit.money import format_usd
from imperium.platform.capability import Context, Result
from imperium.platform.errors import ImperiumError
from imperium.review.claim import Claim
from imperium.review.expert import Expert
from imperium.review.prompt import SCHEMA, claims_in, prompt_for
from imperium.review.subject import Subject

ATTEMPTS = 2
MOST_TOKENS = 4_000
CHAT = "chat_completion"


class Asked(Struct, frozen=True, kw_only=True):
    """What a model said for an expert, what that cost, or why none was asked."""

    claims: tuple[Claim, ...] = ()
    summary: str = ""
    model: str | None = None
    cost_micro_usd: int = 0
    note: str = ""


@dataclass
class Asking:
    """`shares` is what each expert may spend, in micro-USD; an expert that is asked again spends what it has left."""

    context: Context
    model: str
    shares: dict[str, int]
    allowed: bool = True

    async def ask(self, expert: Expert, subject: Subject, claims: Sequence[Claim], earlier: Sequence[Claim]) -> Asked:
        """Never raises for what a model does: the static part of the examination stands."""
        if not self.allowed:
            return Asked(note="no model was asked")
        inputs = self._inputs(prompt_for(expert, subject, claims, earlier))
        spent = 0
        for _ in range(ATTEMPTS):
            if note := self._too_dear(expert, inputs):
                return Asked(note=note, cost_micro_usd=spent)
            try:
                result = await self.context.call(CHAT, inputs)
            except ImperiumError as error:
                return Asked(note=error.detail, cost_micro_usd=spent)
            self.shares[expert.name] -= result.cost_micro_usd
            spent += result.cost_micro_usd
            if (asked := _read(result, expert, subject, spent)) is not None:
                return asked
        return Asked(note="the model's answer was not the JSON that it was asked for", cost_micro_usd=spent)

    def _inputs(self, prompt: str) -> dict[str, Any]:
        return {
            "model": self.model,
            "prompt": prompt,
            "response_schema": SCHEMA,
            "max_tokens": MOST_TOKENS,
            "temperature": 0,
        }

    def _too_dear(self, expert: Expert, inputs: Mapping[str, Any]) -> str:
        capability = self.context.registry.get(CHAT)
        foreseen = capability.estimate(capability.parse(dict(inputs))).cost_micro_usd
        left = self.shares.get(expert.name, 0)
        if foreseen <= left:
            return ""
        return f"a model would cost about {format_usd(foreseen)}, its share of the budget is {format_usd(max(left, 0))}"


def _read(result: Result, expert: Expert, subject: Subject, spent: int) -> Asked | None:
    model = result.model or result.engine
    try:
        claims, summary = claims_in(result.output["text"], expert, subject, model)
    except msgspec.DecodeError:
        return None
    return Asked(claims=tuple(claims), summary=summary, model=model, cost_micro_usd=spent)
