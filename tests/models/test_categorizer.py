"""How messages are sorted."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imperium.models.categorizer import _WORD, MAX_READ, _words, category_of, classify
from support.effort import calls, check_growth


@pytest.mark.parametrize(
    "message",
    [
        "Hello!",
        "hi there",
        "Thank you so much",
        "What is the capital of France?",
        "What time is it in Tokyo?",
        "2+2?",
        "Say hello",
        "",
        "你好",
        "Bonjour",
    ],
)
def test_greetings_and_simple_facts_are_easy(message: str) -> None:
    found = classify(message)
    assert (found.category, found.hard) == ("L", False)


@pytest.mark.parametrize(
    "message",
    [
        "Prove that the square root of 2 is irrational",
        "Translate 'good morning' to German",
        "Summarize this article",
        "Why doesn't this work?\n```python\ndef f(:\n```",
        "Solve x^2 = 9",
        "Übersetze das ins Englische",
    ],
)
def test_a_task_or_a_hard_question_is_marked(message: str) -> None:
    found = classify(message)
    assert found.category in ("L", "M")
    assert found.hard


@pytest.mark.parametrize(
    "message",
    [
        "What are the benefits of renewable energy?",
        "Compare Python and Rust for web backends and explain when to use which",
        "How do I create a website?",
        "Was sind die Vorteile erneuerbarer Energien?",
        "¿Cuáles son las ventajas de la energía solar?",
        "Explique la différence entre un virus et une bactérie",
        "解释一下量子力学和相对论的区别",
        "Write a report about our website's database",
        "Write a blog post about image compression",
    ],
)
def test_explaining_comparing_and_single_texts_are_medium(message: str) -> None:
    assert classify(message).category == "M"


@pytest.mark.parametrize(
    "message",
    [
        "Create a complete marketing campaign for eco-friendly water bottles including social media posts, "
        "product images, and a promotional video",
        "Build a REST API with authentication, tests, documentation and a Docker setup",
        "Create three product images of a water bottle",
        "Make me a logo",
        "Plan a product launch: posts, images, a video",
        "Research the market for e-bikes and write a report with an executive summary and a presentation",
        "Erstelle eine komplette Marketingkampagne für Wasserflaschen mit Beiträgen, Bildern und einem Video",
        "Crée une campagne publicitaire complète avec des images, une vidéo et des emails",
        "Crea una campaña completa con publicaciones, imágenes y un vídeo",
        "为环保水瓶创建完整的营销活动，包括帖子、产品图片和宣传视频",
        "環境に優しい水筒のマーケティングキャンペーンと動画を作成してください",
    ],
)
def test_several_deliverables_or_media_are_orchestrated(message: str) -> None:
    found = classify(message)
    assert found.category == "H"
    assert found.deliverables
    assert found.reasons


def test_what_a_text_is_about_is_not_what_is_made() -> None:
    assert classify("Write a report about our website's database").deliverables == ("report",)
    assert classify("I like your plan.").category == "L"


def test_a_long_specification_weighs_more() -> None:
    short = "Build an app for booking tables."
    assert classify(short + " It must be quick and simple to use." * 60).complexity > classify(short).complexity


@given(st.text(max_size=300))
def test_any_text_is_sorted(message: str) -> None:
    found = classify(message)
    assert 0 <= found.complexity <= 1
    assert found.category == category_of(found.complexity)
    assert found == classify(message)


@example("'tis -- a well-known 'word': it's:'x' -y\x1cz_1")
@given(st.text(st.sampled_from("ab1_'-: .?\n\t\x1cé") | st.characters(codec="ascii")))
def test_words_are_split_as_the_pattern_finds_them(text: str) -> None:
    assert _words(text) == _WORD.findall(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Create a complete marketing campaign for water bottles, including posts and images. Explain why it matters. ",
        "Der schnelle braune Fuchs erklärt dem Hund die Vorteile einer Kampagne mit Bildern und Videos. ",
        "为环保水瓶创建完整的营销活动，包括帖子、产品图片和宣传视频。",
    ],
)
def test_a_message_takes_a_few_hundred_calls_and_time_that_is_linear_and_bounded(sentence: str) -> None:
    text = sentence * 10_000
    classify(text)
    assert calls(lambda: classify(text[:2_000])) < 2_000
    check_growth(lambda length: [classify(text[:length]) for _ in range(10)], MAX_READ)
    check_growth(lambda length: [classify(text[:length]) for _ in range(10)], len(text), below=0.5)
