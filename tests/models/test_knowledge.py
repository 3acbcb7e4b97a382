"""What the knowledge base answers, and what it must not."""

from pathlib import Path

import pytest

from imperium.models.knowledge import Knowledge, split

KNOWLEDGE = Knowledge.load(Path("no-such-folder"))


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("How do I connect a model?", "connecting-a-model.md"),
        ("How can I use OpenRouter?", "connecting-a-model.md"),
        ("How do I connect Ollama?", "connecting-a-model.md"),
        ("Which environment variable holds the Anthropic key?", "connecting-a-model.md"),
        ("connect llama.cpp server", "connecting-a-model.md"),
        ("What does a workflow cost?", "costs-and-budgets.md"),
        ("How do I limit what a run may cost?", "costs-and-budgets.md"),
        ("How do I set my own prices?", "costs-and-budgets.md"),
        ("How do I create an API key?", "keys-and-roles.md"),
        ("What roles are there and what may an operator do?", "keys-and-roles.md"),
        ("what do L, M and H mean?", "chat-categories.md"),
        ("What happens when a provider fails?", "errors-and-retries.md"),
        ("How long does the circuit breaker wait?", "errors-and-retries.md"),
        ("What is the rate limit?", "errors-and-retries.md"),
        ("How do I cancel a run?", "running-workflows.md"),
        ("Which templates are there?", "running-workflows.md"),
        ("how to run a workflow from json", "running-workflows.md"),
        ("Where are artifacts stored?", "artifacts.md"),
        ("How big can an artifact be?", "artifacts.md"),
        ("What capabilities are there?", "capabilities.md"),
        ("how do i add my own capability", "capabilities.md"),
        ("Does it work without a GPU?", "capabilities.md"),
    ],
)
def test_questions_about_the_product_are_answered(question: str, source: str) -> None:
    answer = KNOWLEDGE.answer(question)
    assert answer is not None
    assert answer.passages[0].source == source
    assert "[1]" in answer.text
    assert f"[1] {answer.passages[0].label}" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What are the benefits of renewable energy?",
        "What is the capital of France?",
        "Say hello",
        "Write a poem about the sea",
        "Who won the world cup in 2014?",
        "How do I connect my bluetooth headphones?",
        "What is the price of bitcoin?",
        "How do I cancel my Netflix subscription?",
        "What is the best car model?",
        "Explain quantum computing",
        "And which of them matters most for a small town?",
        "How do I run a marathon?",
        "How do I make a budget for my household?",
        "Which providers of electricity are cheap?",
        "Write a marketing strategy for a bakery",
        "What is the error in my tax return?",
        "What time is it?",
        "hello",
        "?!",
        "",
        "一个问题",
        '" OR zebra:*',
    ],
)
def test_other_questions_are_not(question: str) -> None:
    assert KNOWLEDGE.answer(question) is None


def test_ways_to_do_it_stand_side_by_side() -> None:
    answer = KNOWLEDGE.answer("How do I connect a model?")
    assert answer is not None
    assert "api_keys" in answer.text
    assert "IMPERIUM_PROVIDERS__OLLAMA__BASE_URL" in answer.text


def test_own_pages_are_found(tmp_path: Path) -> None:
    (tmp_path / "knowledge" / "team").mkdir(parents=True)
    (tmp_path / "knowledge" / "team" / "holidays.md").write_text("# Holidays\n\nThe office in Graz closes on Fridays.")
    answer = Knowledge.load(tmp_path).answer("When does the Graz office close?")
    assert answer is not None
    assert answer.passages[0].label == "Holidays (knowledge/team/holidays.md)"


def test_pages_are_split_by_heading() -> None:
    page = "Before.\n\n# Title\n\nIntro.\n\n## First\n\nOne.\n\n## Empty\n\n## Second\n\nTwo.\n"
    assert [(p.heading, p.text) for p in split(page, "page.md")] == [
        ("Title", "Before."),
        ("Title", "Intro."),
        ("First", "One."),
        ("Second", "Two."),
    ]


def test_every_shipped_page_has_a_title_and_sections() -> None:
    by_page: dict[str, int] = {}
    for passage in KNOWLEDGE.passages:
        by_page[passage.source] = by_page.get(passage.source, 0) + 1
    assert len(by_page) >= 8
    assert min(by_page.values()) >= 3
