import pytest

from imperium.analysis.source import Language
from imperium.review.complexity import complexity_of


@pytest.mark.parametrize(
    ("length", "language", "score", "cost", "latency"),
    [
        (0, "python", 0.0, 10_000, 1_000),
        (5_000, "python", 0.4, 46_000, 2_600),
        (10_000, "javascript", 0.9, 91_000, 4_600),
        (10_000, "java", 1.0, 100_000, 5_000),
        (250_000, "rust", 1.1, 109_000, 5_400),
        (10_000, "cpp", 1.2, 118_000, 5_800),
    ],
)
def test_the_documented_formulas(length: int, language: Language, score: float, cost: int, latency: int) -> None:
    found = complexity_of(length, language)
    assert found.score == pytest.approx(score)
    assert (found.estimated_cost_micro_usd, found.estimated_latency_ms) == (cost, latency)
