"""The default strategy over real requests: as good as the better model where what is foretold of prompts is belied."""

import random
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from ledger import Ledger

from imperium.models.appraisal import Appraiser
from imperium.models.chat import ChatRequest, user
from imperium.models.feedback.outcome import Outcome
from imperium.models.gain.features import Features, unpack
from imperium.models.gain.model import GainModel
from imperium.models.gain.trust import Trust
from imperium.models.knowledge import Knowledge
from imperium.models.performance import Performance
from imperium.models.router import Router
from imperium.models.service import ModelService
from imperium.platform.settings import Settings

SMALL, LARGE = "echo-small", "echo-large"
PRICES = {
    SMALL: {"inputPerMillionUsd": 1, "outputPerMillionUsd": 1},
    LARGE: dict.fromkeys(("inputPerMillionUsd", "outputPerMillionUsd"), 10),
}
MEAN = {SMALL: 0.5, LARGE: 0.5}
"""How often each is right, whatever the prompt."""
WORLDS = range(1, 5)
SWING = 0.35
KINDS = ("hello there {}", "good morning to all {}", "what time is it in {}", "thanks a lot {}")


class World:
    """Whichever model is said to be the better one on a prompt, beyond its average, does worse there; the other one
    does better by as much."""

    def __init__(self, model: GainModel, seed: int) -> None:
        self._model, self._random = model, random.Random(seed)
        self._ahead = 0.0

    def rewards(self, features: Features) -> dict[str, float]:
        heads, values = self._model._heads, self._model._foretold(features).values
        ahead = values[heads[LARGE] - 1] - values[heads[SMALL] - 1] if len(values) > 1 else 0.0
        swing = -SWING if ahead > self._ahead else SWING
        self._ahead += 0.05 * (ahead - self._ahead)
        return {name: float(self._random.random() < MEAN[name] + (swing if name == LARGE else -swing)) for name in MEAN}


@pytest.fixture
def served(connect: Callable[..., Settings], ledger: Ledger, tmp_path: Path) -> Callable[[GainModel], ModelService]:
    def make(model: GainModel) -> ModelService:
        small = {"provider": "openai", "model": SMALL, "fallbacks": [f"openai:{LARGE}"]}
        roles: dict[str, Any] = {"fast_ai": small, "medium_ai": small, "thinking_ai": f"openai:{LARGE}"}
        settings = connect(roles, prices=PRICES, routing={"interactiveSecondUsd": 0})
        router = Router(settings, Appraiser(Performance(), model))
        return ModelService(settings, ledger.write, Knowledge.load(tmp_path), router=router)

    return make


async def regret(service: ModelService, model: GainModel, ledger: Ledger, seed: int, count: int = 700) -> float:
    """How much less what the service asked was right than the better fixed model, in the mean over the second half."""
    random_, world = random.Random(seed), World(model, seed)
    got: list[float] = []
    fixed: dict[str, list[float]] = {name: [] for name in MEAN}
    for number in range(count):
        learning = number < 160
        named = f"openai:{[SMALL, LARGE][number % 2]}" if learning else "auto"
        text = random_.choice(KINDS).format(number)
        await service.complete(ChatRequest((user(text),), model=named))
        outcome = ledger.records[-1].outcome
        assert isinstance(outcome, Outcome)
        features = unpack(outcome.features)
        rewards = world.rewards(features)
        model.observe(features, outcome.model, rewards[outcome.model])
        if number >= count / 2:
            got.append(rewards[outcome.model])
            for name, reward in rewards.items():
                fixed[name].append(reward)
    return max(map(mean, fixed.values())) - mean(got)


async def mean_regret(served: Callable[[GainModel], ModelService], ledger: Ledger) -> float:
    found = []
    for seed in WORLDS:
        model = GainModel()
        service = served(model)
        found.append(await regret(service, model, ledger, seed))
        await service.close()
    return mean(found)


async def test_routing_is_never_much_worse_than_the_better_model(
    served: Callable[[GainModel], ModelService], ledger: Ledger
) -> None:
    assert await mean_regret(served, ledger) < 0.04


async def test_it_would_be_without_the_test_of_what_is_foretold(
    served: Callable[[GainModel], ModelService], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The world above does harm to whoever believes all that was foretold."""
    monkeypatch.setattr(Trust, "share", property(lambda self: 1.0))
    assert await mean_regret(served, ledger) > 0.05
