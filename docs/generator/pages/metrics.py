"""Every metric."""

from collections.abc import Iterator

from page import Page, code, codes, table
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.metrics_core import Metric

from imperium.platform.telemetry import metrics, tallies


def body() -> str:
    return table(("metric", "kind", "labels", "meaning"), sorted(_row(*shown) for shown in _shown()))


def _shown() -> Iterator[tuple[Metric, tuple[str, ...]]]:
    """What a scrape shows, with its labels: of tallies every family that they become."""
    for value in vars(metrics).values():
        if isinstance(value, MetricWrapperBase):
            yield next(iter(value.describe())), value._labelnames
        elif type(value).__module__ == tallies.__name__ and not isinstance(value, type):
            yield from ((family, tuple(getattr(family, "_labelnames", ()))) for family in value.collect())


def _row(described: Metric, labels: tuple[str, ...]) -> tuple[str, str, str, str]:
    name = described.name + ("_total" if described.type == "counter" else "")
    return code(name), described.type, codes(labels), described.documentation


PAGE = Page(
    title="Metrics",
    about="what `/metrics` shows.",
    intro=(
        "`GET /metrics` in Prometheus' text format, with the usual `process_…` and `python_info` beside these. A label "
        "never holds a tenant, a user, a run or a name that a client made up."
    ),
    body=body,
)
