"""Every metric."""

from collections.abc import Iterator

from page import Page, code, codes, table
from prometheus_client.metrics import MetricWrapperBase

from imperium.platform.telemetry import metrics


def body() -> str:
    return table(("metric", "kind", "labels", "meaning"), sorted(map(_row, _metrics())))


def _metrics() -> Iterator[MetricWrapperBase]:
    yield from (value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase))


def _row(metric: MetricWrapperBase) -> tuple[str, str, str, str]:
    described = next(iter(metric.describe()))
    name = described.name + ("_total" if described.type == "counter" else "")
    return code(name), described.type, codes(metric._labelnames), described.documentation


PAGE = Page(
    title="Metrics",
    about="what `/metrics` shows.",
    intro=(
        "`GET /metrics` in Prometheus' text format, with the usual `process_…` and `python_info` beside these. A label "
        "never holds a tenant, a user, a run or a name that a client made up."
    ),
    body=body,
)
