"""What ships with the gain model: hardness within known kinds of prompts, and the strengths of known models."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.features import read
from imperium.models.gain.model import GainModel
from imperium.models.gain.pretrained import NOTHING, Pretrained, shipped
from imperium.models.gain.prior import UNKNOWN
from imperium.models.gain.reputation import named, plain, strength

MOST = """Statement 1 | Every field is a ring. Statement 2 | Every ring has a multiplicative identity.
A. True, True
B. False, False
C. True, False
D. False, True
Answer:"""
LITTLE = """According to Piaget, children who can think about abstract problems are in which stage of development?
A. sensorimotor
B. preoperational
C. concrete operational
D. formal operational
Answer:"""
ELSEWHERE = ["hello there", "Write a poem about the sea.", "def add(a, b): return a + b", "可再生能源的好处", ""]


def test_within_a_known_kind_it_tells_where_a_strong_model_gains_most() -> None:
    assert shipped().outlook(read(MOST)).hard > shipped().outlook(read(LITTLE)).hard + 0.1


def test_what_everybody_knows_is_easier_than_what_hardly_anybody_does() -> None:
    known = "Which planet is known as the Red Planet?\nA. Venus\nB. Mars\nC. Jupiter\nD. Saturn\nAnswer:"
    moral = """For which of these two scenarios does the main character do something wrong, by the standards of today?
Scenario 1 | I drove to the market. Scenario 2 | I told my brother a lie.
A. Wrong, Wrong\nB. Wrong, Not wrong\nC. Not wrong, Wrong\nD. Not wrong, Not wrong\nAnswer:"""
    assert shipped().outlook(read(known)).ease > 0 > shipped().outlook(read(moral)).ease


@pytest.mark.parametrize("text", ELSEWHERE)
def test_of_other_prompts_it_says_next_to_nothing(text: str) -> None:
    assert shipped().outlook(read(text)) == pytest.approx((0, 0), abs=0.02)


def test_answers_that_are_alike_make_a_prompt_of_a_known_kind_harder() -> None:
    asked = "Which of these metals does not rust in the air?\nA. {}\nB. {}\nC. {}\nD. {}\nAnswer:"
    apart = read(asked.format("gold and iron", "zinc with lead", "tin plus brass", "steel or nickel"))
    alike = read(asked.format("gold and iron", "gold and zinc", "iron and zinc", "gold, iron and zinc"))
    assert shipped().outlook(alike).hard > shipped().outlook(apart).hard + 0.1


def test_the_weights_are_those_of_the_features_as_they_are_read() -> None:
    again = Pretrained.load(shipped().dump())
    assert again.outlook(read(MOST)) == pytest.approx(shipped().outlook(read(MOST)), rel=0.02)
    assert again.fitted_on == shipped().fitted_on
    assert Pretrained.load(NOTHING.dump()).kinds == ()


def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = shipped().dump()
    monkeypatch.setattr("imperium.models.gain.pretrained.READ", "another text")
    with pytest.raises(ValueError, match="other features"):
        Pretrained.load(content)


def test_with_no_outcome_the_gain_follows_what_was_fitted() -> None:
    fitted, plainly = (GainModel({"strong": 0.8, "weak": 0.4}, pretrained=weights) for weights in (None, NOTHING))
    most, little = read(MOST), read(LITTLE)
    assert fitted.gain(most, "strong", "weak") - fitted.gain(little, "strong", "weak") > 0.02 + (
        plainly.gain(most, "strong", "weak") - plainly.gain(little, "strong", "weak")
    )


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini"),
        ("claude-3-5-haiku-20241022", "claude-3-5-haiku-latest"),
        ("Meta-Llama-3.1-70B-Instruct", "meta-llama/llama-3.1-70b-instruct:free"),
        ("Llama-3.1-405B-Inst@sambanova", "llama-3.1-405b"),
        ("meta-llama/Llama-3.1-405B-Instruct-Turbo", "llama-3.1-405b-instruct"),
        ("gemini-1.5-pro-001", "google/gemini-1.5-pro"),
        ("anthropic/claude-3.5-sonnet", "claude-3-5-sonnet-20241022"),
    ],
)
def test_a_model_is_known_whoever_serves_it(name: str, same: str) -> None:
    assert plain(name) == plain(same)
    assert named(name) == named(same) is not None


def test_one_that_nobody_has_heard_of_goes_by_its_size_then_by_its_price() -> None:
    assert strength("nova-405b") > strength("nova-70b") > strength("nova-8x7b") > strength("nova-3b")
    dear, cheap = strength("nova", 5_000_000, 20_000_000), strength("nova", 100_000, 400_000)
    assert dear > cheap
    assert strength("nova-70b", 100_000, 400_000) == strength("nova-70b")
    assert strength("nova") == UNKNOWN


@given(st.text(max_size=30), st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 10**9))
def test_a_strength_is_a_share(name: str, input_micro: int | None, output_micro: int | None) -> None:
    assert 0 <= strength(name, input_micro, output_micro) <= 1
