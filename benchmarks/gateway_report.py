"""The figures of the gateway benchmark as tables: every server beside the others, and what is asked of ours."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

Figures = Mapping[str, float]
Found = Mapping[str, Sequence[Figures]]
OURS, PEER = "imperium", "litellm"
ADDED = ("alone.p50_ms", "alone.p99_ms", "alone_stream.first_p50_ms")
ROWS = {
    "call.server_us": "CPU, µs a call",
    "stream.server_us": "CPU, µs a stream of 35 events",
    "paced.server_us": "CPU, µs a stream at 200 events/s",
    "call.per_s": "calls/s, 32 connections",
    "stream.per_s": "streams/s, 32 connections",
    "alone.p50_ms": "added latency p50, one client, ms",
    "alone.p99_ms": "added latency p99, one client, ms",
    "alone_stream.first_p50_ms": "added until the first event, p50, ms",
    "rss_mb": "resident memory under load, MB",
    "start_s": "start until /health, s",
}
MORE_IS_BETTER = ("call.per_s", "stream.per_s")


@dataclass(frozen=True)
class Bar:
    """What ours has to reach, and what would be better still; `at_least` turns "at most" around."""

    title: str
    figure: Callable[[Found], float]
    bar: float
    stretch: float | None = None
    at_least: bool = False

    def reached(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit

    def verdict(self, value: float) -> str:
        if not self.reached(value, self.bar):
            return "[red]miss[/red]"
        return "[green]pass, stretch[/green]" if self.stretch and self.reached(value, self.stretch) else "pass"


def ours(key: str) -> Callable[[Found], float]:
    return lambda found: median(found, OURS, key)


def times_less(key: str) -> Callable[[Found], float]:
    return lambda found: times_better(found, PEER, key)


BARS = (
    Bar("CPU µs per call", ours("call.server_us"), 300, 120),
    Bar("CPU µs per 35-event stream", ours("stream.server_us"), 500, 250),
    Bar("added latency p50, one client, ms", ours("alone.p50_ms"), 0.6, 0.3),
    Bar("added latency p99, one client, ms", ours("alone.p99_ms"), 1.5, 0.6),
    Bar("resident memory, MB", ours("rss_mb"), 120, 80),
    Bar("start until /health, s", ours("start_s"), 2, 1),
    Bar("answers missing in the ledger after kill -9", ours("lost"), 0),
)
BARS_BESIDE_PEER = (
    Bar("CPU per call, times less than LiteLLM", times_less("call.server_us"), 30, 80, at_least=True),
    Bar("CPU per stream, times less than LiteLLM", times_less("stream.server_us"), 80, at_least=True),
)


def values(found: Found, name: str, key: str) -> list[float]:
    """One of each round; latencies are what is added to the upstream's own of the same round."""
    direct = found["direct"] if key in ADDED else [{key: 0.0}] * len(found[name])
    return [mine[key] - base[key] for mine, base in zip(found[name], direct, strict=True)]


def median(found: Found, name: str, key: str) -> float:
    return statistics.median(values(found, name, key))


def times_better(found: Found, name: str, key: str) -> float:
    """Ours beside another: compared within a round, when the machine had the same other work, then the median."""
    pairs = zip(values(found, OURS, key), values(found, name, key), strict=True)
    return statistics.median(mine / other if key in MORE_IS_BETTER else other / mine for mine, other in pairs)


def show(found: Found, machine_load: float) -> None:
    console = Console(width=150, highlight=False)
    gateways = [name for name in found if name != "direct"]
    console.print(_figures(found, gateways))
    console.print(_bars(found, [*BARS, *(BARS_BESIDE_PEER if PEER in gateways else ())] if OURS in gateways else []))
    console.print(_loopback(found, machine_load))


def _figures(found: Found, gateways: list[str]) -> Table:
    others = [name for name in gateways if name != OURS] if OURS in gateways else []
    table = Table("one worker, one core", title="Median of the rounds (lowest – highest)", title_justify="left")
    for title in (*gateways, *(f"× {name}" for name in others)):
        table.add_column(title, justify="right")
    for key, title in ROWS.items():
        cells = [_cell(values(found, name, key)) for name in gateways]
        table.add_row(title, *cells, *(f"{times_better(found, name, key):,.1f}" for name in others))
    return table


def _bars(found: Found, bars: list[Bar]) -> Table:
    table = Table("asked of ours", "measured", "bar", "stretch", "verdict")
    for bar in bars:
        value, sign = bar.figure(found), "≥" if bar.at_least else "≤"
        stretch = f"{sign} {bar.stretch:g}" if bar.stretch else ""
        table.add_row(bar.title, _short(value), f"{sign} {bar.bar:g}", stretch, bar.verdict(value))
    return table


def _loopback(found: Found, machine_load: float) -> str:
    """What stands beside the servers, to see that it isn't what was measured."""
    direct = found["direct"]

    def middle(key: str) -> float:
        return statistics.median(figures[key] for figures in direct)

    return (
        f"Asked directly, the upstream answers {middle('call.per_s'):,.0f} calls/s and {middle('stream.per_s'):,.0f} "
        f"streams/s with one core for itself and the client (µs a call: {middle('call.server_us'):.0f} and "
        f"{middle('call.client_us'):.0f}; a stream: {middle('stream.server_us'):.0f} and "
        f"{middle('stream.client_us'):.0f}); one client waits {middle('alone.p50_ms'):.3f} ms (p99 "
        f"{middle('alone.p99_ms'):.3f}). The machine's load was {machine_load:.1f} before the first round."
    )


def _cell(measured: list[float]) -> str:
    middle = _short(statistics.median(measured))
    return f"{middle} ({_short(min(measured))} – {_short(max(measured))})" if len(measured) > 1 else middle


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
