"""What the gateway benchmark makes of its figures."""

import pytest
from benchmarks.gateway_report import BARS, BARS_BESIDE_PEER, Bar, Found, times_less, values


def figures(call_us: float, p50_ms: float) -> dict[str, float]:
    return {"call.server_us": call_us, "alone.p50_ms": p50_ms}


FOUND: Found = {
    "direct": [figures(5, 0.1), figures(5, 0.3), figures(5, 0.2)],
    "imperium": [figures(100, 0.5), figures(300, 1.0), figures(200, 0.4)],
    "litellm": [figures(4_000, 9.0), figures(9_000, 9.0), figures(9_000, 9.0)],
}


def test_latency_is_what_is_added_in_the_same_round() -> None:
    assert values(FOUND, "imperium", "alone.p50_ms") == pytest.approx([0.4, 0.7, 0.2])
    assert values(FOUND, "imperium", "call.server_us") == [100, 300, 200]


def test_servers_are_compared_within_a_round() -> None:
    assert times_less("call.server_us")(FOUND) == 40  # of 40, 30 and 45


@pytest.mark.parametrize(("value", "verdict"), [(301, "miss"), (300, "pass"), (121, "pass"), (120, "stretch")])
def test_a_bar_is_a_most_or_a_least(value: float, verdict: str) -> None:
    assert verdict in Bar("µs", lambda found: 0, 300, 120).verdict(value)
    assert verdict in Bar("times", lambda found: 0, -300, -120, at_least=True).verdict(-value)


def test_every_bar_can_be_reached_and_missed() -> None:
    for bar in (*BARS, *BARS_BESIDE_PEER):
        worse = bar.bar - 1 if bar.at_least else bar.bar + 1
        assert "pass" in bar.verdict(bar.bar)
        assert "miss" in bar.verdict(worse)
