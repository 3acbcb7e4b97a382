"""How far models lie apart, by how easy a prompt is."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from imperium.models.gain.bend import Bend
from imperium.models.gain.features import read
from imperium.models.gain.model import GainModel
from imperium.models.gain.pretrained import NOTHING

BOTH = np.ones(2)
KINDS = {
    "prove the lemma on rings": (0.1, 0.1),
    "add up the bill": (0.9, 0.3),
    "spell the name of the town": (0.95, 0.9),
}
"""What a strong and a weak model do with each: alike where it is hard and where it is easy, far apart in between."""


def rasch(ease: float) -> float:
    return 4 * ease * (1 - ease)


def even(ease: float) -> float:
    return 2 / 3


def fed(bend: Bend, gap: Callable[[float], float], seed: int = 1, count: int = 1_500) -> Bend:
    """Outcomes of two models which lie so far apart by ease, of which only the mean distance is foretold."""
    random = Random(seed)
    for slot in range(count):
        ease, model = random.uniform(0.1, 0.9), random.randrange(2)
        chance = ease + (0.1 if model else -0.1) * 1.5 * gap(ease)
        bend.observe(slot, np.array([ease - 0.1, ease + 0.1]), BOTH, model, float(random.random() < chance), 1.0)
    return bend


def apart(bend: Bend, ease: float) -> float:
    low, high = bend.bent(np.array([ease - 0.1, ease + 0.1]), BOTH)
    return float(high - low)


def test_models_that_differ_most_in_the_middle_are_told_apart_there() -> None:
    bend = fed(Bend(2, 1_500), rasch)
    assert bend.curvature == pytest.approx(-6, abs=4)  # 4·1.5 by a parabola
    assert apart(bend, 0.5) > 0.22 > 0.15 > apart(bend, 0.12)


def test_where_they_differ_everywhere_alike_little_is_bent() -> None:
    assert abs(np.mean([fed(Bend(2, 1_500), even, seed).curvature for seed in range(6)])) < 2


def test_the_mean_distance_stays() -> None:
    bend = fed(Bend(2, 1_500), rasch)
    assert np.mean([apart(bend, ease) for ease in np.linspace(0.1, 0.9, 201)]) == pytest.approx(0.2, abs=0.02)


def test_before_anything_is_known_nothing_is_bent() -> None:
    foretold = np.array([0.2, 0.9])
    assert np.array_equal(Bend(2, 4).bent(foretold, BOTH), foretold)


def test_what_is_told_again_takes_the_place_of_what_was_told() -> None:
    once, again = fed(Bend(2, 900), rasch, 3, 900), fed(Bend(2, 900), even, 2, 900)
    fed(again, rasch, 3, 900)
    assert again.curvature == pytest.approx(once.curvature, rel=0.2)


def test_a_strong_model_is_not_asked_where_all_fail() -> None:
    """Learned from outcomes of either model alone, by words that the heads know."""
    random, model = Random(5), GainModel({"strong": 0.7, "weak": 0.5}, pretrained=NOTHING)
    for _ in range(900):
        kind = random.choice(list(KINDS))
        which = random.randrange(2)
        reward = float(random.random() < KINDS[kind][which])
        model.observe(read(f"{kind} {random.random()}"), ("strong", "weak")[which], reward)
    gains = [model.gain(read(f"{kind} again"), "strong", "weak") for kind in KINDS]
    assert gains[1] > gains[2] + 0.2
    assert gains[1] > gains[0] + 0.2
