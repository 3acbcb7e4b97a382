"""What the gain model believes, learns and keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.features import BUCKETS, WIDTH, read, unpack
from imperium.models.gain.model import MODELS, GainModel
from imperium.platform.errors import DataCorrupted, InvalidInput
from support.effort import calls, check_growth

SUMS = [f"A farmer has {n} hens and each lays {n + 3} eggs. How many eggs are there?" for n in range(40)]
PLACES = [f"Which hill lies to the west of town number {n}?" for n in range(40)]
STRENGTHS = {"strong": 0.9, "weak": 0.4}


def taught(both: bool = True) -> GainModel:
    """A model that saw the weak one fail at sums and do well at places, and the strong one do well at both."""
    model = GainModel(STRENGTHS)
    for sums, places in zip(SUMS[:30], PLACES[:30], strict=True):
        for text, weak in ((sums, 0.0), (places, 1.0)):
            features = model.features(text)
            model.observe(features, "weak", weak)
            if both:
                model.observe(features, "strong", 1.0)
    return model


def test_nothing_learned_a_longer_prompt_gains_more_from_the_strong_one() -> None:
    model = GainModel()
    model.declare(STRENGTHS)
    short, long = read("What is it?"), read("What is it? " * 30)
    assert model.gain(long, "strong", "weak") > model.gain(short, "strong", "weak") > 0
    assert model.evidence("strong") == 0


def test_an_unknown_model_is_believed_to_be_of_middling_strength() -> None:
    features = read("What is it?")
    model = GainModel(STRENGTHS)
    assert model.chance(features, "weak") < model.chance(features, "never heard of") < model.chance(features, "strong")


@pytest.mark.parametrize("both", [True, False])
def test_it_learns_from_outcomes_of_both_models_and_of_one(both: bool) -> None:
    model = taught(both)
    sums, places = read(SUMS[35]), read(PLACES[35])
    assert model.gain(sums, "strong", "weak") > model.gain(places, "strong", "weak") + 0.3
    assert model.chance(sums, "weak") < 0.35 < 0.65 < model.chance(places, "weak")
    assert model.evidence("weak") == 60


def test_what_one_model_shows_of_a_prompt_tells_something_of_the_others() -> None:
    model = taught(both=False)
    assert model.chance(read(SUMS[35]), "strong") < model.chance(read(PLACES[35]), "strong")


def test_the_mean_of_a_model_is_learned_from_few_outcomes() -> None:
    model = GainModel({"m": 0.9})
    for place in PLACES[:20]:
        model.observe(read(place), "m", 0.0)
    assert model.chance(read(PLACES[30]), "m") < 0.3


def test_steps_lead_to_ridge_regression() -> None:
    """After many rounds the heads are those that solving the equations gives."""
    model = taught()
    model.settle(200)
    outcomes = list(model._learner.outcomes())
    dense = np.zeros((len(outcomes), WIDTH))
    for row, outcome in zip(dense, outcomes, strict=True):
        row[outcome.features.ids] = outcome.features.values
    same = np.equal.outer([o.head for o in outcomes], [o.head for o in outcomes])
    kernel = dense @ dense.T * (0.5 + 0.5 * same)
    targets = np.array([outcome.target for outcome in outcomes])
    expected = kernel @ np.linalg.solve(kernel + 7.0 * np.eye(len(outcomes)), targets)
    found = [model._learner.value(outcome.features, outcome.head) for outcome in outcomes]
    assert found == pytest.approx(expected, abs=1e-3)


def test_memory_does_not_grow_and_what_is_old_is_forgotten() -> None:
    model = GainModel(STRENGTHS, memory=50)
    for text in SUMS:
        model.observe(read(text), "weak", 0.0)
    for _ in range(2):
        for text in SUMS[:30]:
            model.observe(read(text), "weak", 1.0)
    assert model.evidence("weak") == 50
    assert model.chance(read(SUMS[35]), "weak") > 0.6
    assert len(list(model.cross_validated())) == 50


def test_more_models_than_there_is_room_for_the_least_known_gives_way() -> None:
    model = GainModel(memory=500)
    for number in range(MODELS + 5):
        for text in SUMS[: 1 + (number == 0)]:
            model.observe(read(text), f"model {number}", 1.0)
    assert model.evidence("model 0") == 2
    assert model.evidence(f"model {MODELS + 4}") == 1
    assert model._learner._heads.shape == (MODELS + 1, WIDTH)


@pytest.mark.parametrize(("reward", "weight"), [(1.5, 1.0), (-0.1, 1.0), (float("nan"), 1.0), (1.0, 0.0), (1.0, -1.0)])
def test_what_makes_no_sense_is_refused(reward: float, weight: float) -> None:
    with pytest.raises(InvalidInput):
        GainModel().observe(read("hi"), "m", reward, weight)


@given(st.text(max_size=300))
def test_any_text_has_features(text: str) -> None:
    features = read(text)
    assert len(set(features.ids.tolist())) == len(features.ids) == len(features.values)
    assert features.ids.max() < WIDTH
    assert np.isfinite(features.values).all()
    assert 0.01 <= GainModel().chance(features, "m") <= 0.99


@given(st.text(max_size=300))
def test_features_are_the_same_when_unpacked(text: str) -> None:
    features = read(text)
    again = unpack(features.pack())
    assert (again.key, again.log_size) == (features.key, pytest.approx(features.log_size, rel=1e-6))
    assert np.array_equal(again.ids, features.ids)
    assert np.allclose(again.values, features.values)
    assert len(features.pack()) <= 140 + 8 * len(text.encode())


@pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 200, read("What?").pack() + b"x"])
def test_what_are_no_features_is_refused(content: bytes) -> None:
    with pytest.raises(DataCorrupted):
        unpack(content)


def test_outcomes_of_one_prompt_are_validated_without_each_other() -> None:
    """Prompts whose outcome only they themselves tell: without it nothing is known of them."""
    model = GainModel(STRENGTHS)
    for number in range(80):
        features = read(f"{number * 7919} {number * 104729}")
        for _ in range(3):
            model.observe(unpack(features.pack()), "weak", float(number % 2))
    found = list(model.cross_validated())
    right = [one.learned for one in found if one.reward > 0.5]
    wrong = [one.learned for one in found if one.reward < 0.5]
    assert len(found) == 240
    assert np.mean(right) - np.mean(wrong) < 0.1
    assert model.chance(read("7919 104729"), "weak") > model.chance(read("15838 209458"), "weak") + 0.1


def test_words_in_any_script_are_told_apart() -> None:
    texts = ["可再生能源的好处", "Vorteile erneuerbarer Energien", "преимущества энергии", "x = f(y) + 3", "🙂🙂"]
    seen = [frozenset(i for i in read(text).ids.tolist() if i < BUCKETS) for text in texts]
    assert all(seen)
    assert len(set(seen)) == len(texts)


def test_reading_and_guessing_take_few_calls_and_bounded_time() -> None:
    text = "Compare the cost of the two pumps over ten years and say which one is cheaper. " * 2_000
    model = taught()
    assert calls(lambda: model.chance(model.features(text[:100]), "strong")) < 200
    check_growth(lambda length: [read(text[:length]) for _ in range(10)], len(text), below=0.5)
