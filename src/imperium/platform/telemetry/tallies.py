"""What several metrics tell of every request is counted once, in plain numbers, and becomes metrics at a scrape."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector


class _Answers:
    """Those of one route, method and status: how many took how long, from `since` on."""

    __slots__ = ("by_duration", "seconds", "since")

    def __init__(self, durations: int) -> None:
        self.by_duration = [0] * durations
        self.seconds = 0.0
        self.since = time.time()


class Requests(Collector):
    """A counter by route, method and code, and a histogram of seconds by route and method, from one count of both."""

    def __init__(
        self, counter: str, counter_help: str, histogram: str, histogram_help: str, bounds: Sequence[float]
    ) -> None:
        self._counter = (counter, counter_help)
        self._histogram = (histogram, histogram_help)
        self._bounds = tuple(bounds)
        self._names = [*(str(float(bound)) for bound in bounds), "+Inf"]
        self._counted: dict[tuple[str, str, int], _Answers] = {}

    def count(self, route: str, method: str, code: int, seconds: float) -> None:
        """One answer: `code` is its status, `seconds` how long it took."""
        answers = self._counted.get((route, method, code))
        if answers is None:
            answers = self._counted[route, method, code] = _Answers(len(self._names))
        answers.by_duration[bisect_left(self._bounds, seconds)] += 1
        answers.seconds += seconds

    def by_code(self) -> dict[str, int]:
        """Answers since the start, by status."""
        found: dict[str, int] = {}
        for (_, _, code), answers in self._counted.items():
            found[str(code)] = found.get(str(code), 0) + sum(answers.by_duration)
        return found

    def collect(self) -> Iterator[Metric]:
        counter = CounterMetricFamily(*self._counter, labels=("route", "method", "code"))
        for (route, method, code), answers in self._counted.items():
            counter.add_metric((route, method, str(code)), sum(answers.by_duration), answers.since)
        yield counter
        yield self._durations()

    def _durations(self) -> Metric:
        histogram = HistogramMetricFamily(*self._histogram, labels=("route", "method"))
        routes: dict[tuple[str, str], list[_Answers]] = {}
        for (route, method, _), answers in self._counted.items():
            routes.setdefault((route, method), []).append(answers)
        for labels, found in routes.items():
            by_duration = [sum(column) for column in zip(*(answers.by_duration for answers in found), strict=True)]
            buckets = list(zip(self._names, accumulate(by_duration), strict=True))
            histogram.add_metric(labels, buckets, sum(answers.seconds for answers in found))
            since = min(answers.since for answers in found)
            histogram.add_sample(
                f"{histogram.name}_created", dict(zip(("route", "method"), labels, strict=True)), since
            )
        return histogram


class Choices(Collector):
    """A counter of what was chosen."""

    def __init__(self, name: str, help: str, labels: Sequence[str]) -> None:
        self._named = (name, help)
        self._labels = tuple(labels)
        self._counted: dict[tuple[str, ...], tuple[list[int], float]] = {}

    def count(self, *chosen: str) -> None:
        """One choice, by its labels in order."""
        counted = self._counted.get(chosen)
        if counted is None:
            counted = self._counted[chosen] = ([0], time.time())
        counted[0][0] += 1

    def collect(self) -> Iterator[Metric]:
        counter = CounterMetricFamily(*self._named, labels=self._labels)
        for chosen, ((times,), since) in self._counted.items():
            counter.add_metric(chosen, times, since)
        yield counter


class Scores(Collector):
    """A histogram of figures, without labels."""

    def __init__(self, name: str, help: str, bounds: Sequence[float]) -> None:
        self._named = (name, help)
        self._bounds = tuple(bounds)
        self._names = [*(str(float(bound)) for bound in bounds), "+Inf"]
        self._counted = [0] * len(self._names)
        self._sum = 0.0
        self._since = time.time()

    def observe(self, score: float) -> None:
        self._counted[bisect_left(self._bounds, score)] += 1
        self._sum += score

    def collect(self) -> Iterator[Metric]:
        histogram = HistogramMetricFamily(*self._named)
        histogram.add_metric((), list(zip(self._names, accumulate(self._counted), strict=True)), self._sum)
        histogram.add_sample(f"{histogram.name}_created", {}, self._since)
        yield histogram


class _Used:
    __slots__ = ("cost_micro_usd", "input_tokens", "output_tokens", "since")

    def __init__(self) -> None:
        self.input_tokens = self.output_tokens = self.cost_micro_usd = 0
        self.since = time.time()


class ModelUse(Collector):
    """A counter of tokens by provider, model and kind, and one of micro-USD by provider and model."""

    def __init__(self, tokens: str, tokens_help: str, cost: str, cost_help: str) -> None:
        self._tokens = (tokens, tokens_help)
        self._cost = (cost, cost_help)
        self._counted: dict[tuple[str, str], _Used] = {}

    def count(self, model: tuple[str, str], input_tokens: int, output_tokens: int, cost_micro_usd: int) -> None:
        """What one request to a model, named with its provider before it, used."""
        used = self._counted.get(model)
        if used is None:
            used = self._counted[model] = _Used()
        used.input_tokens += input_tokens
        used.output_tokens += output_tokens
        used.cost_micro_usd += cost_micro_usd

    def collect(self) -> Iterator[Metric]:
        tokens = CounterMetricFamily(*self._tokens, labels=("provider", "model", "kind"))
        cost = CounterMetricFamily(*self._cost, labels=("provider", "model"))
        for model, used in self._counted.items():
            tokens.add_metric((*model, "input"), used.input_tokens, used.since)
            tokens.add_metric((*model, "output"), used.output_tokens, used.since)
            cost.add_metric(model, used.cost_micro_usd, used.since)
        yield tokens
        yield cost
