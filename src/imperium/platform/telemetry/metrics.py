"""Every metric of the product, by name. A label never holds a tenant, a user, a run or anything a client may invent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from imperium.platform.fair import Priority
from imperium.platform.resilience import CircuitBreaker
from imperium.platform.telemetry.tallies import Choices, ModelUse, Requests, Scores

REGISTRY = CollectorRegistry(auto_describe=True)
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_COMMIT_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
_WORK_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300)
_TENTHS = tuple(step / 10 for step in range(1, 11))

REQUESTS = Requests(
    "imperium_http_requests_total",
    "Requests answered.",
    "imperium_http_request_duration_seconds",
    "From the request's head to the end of its answer.",
    _REQUEST_SECONDS,
)
REGISTRY.register(REQUESTS)
RATE_LIMITED = Counter(
    "imperium_ratelimited_total", "Requests refused because they came too often.", ("route",), registry=REGISTRY
)
RUNS = Counter("imperium_runs_total", "Workflow runs that ended.", ("status",), registry=REGISTRY)
TASKS = Counter("imperium_tasks_total", "Tasks that ended.", ("capability", "status"), registry=REGISTRY)
PLANS = Counter(
    "imperium_plans_total", "Strategies that were made, started, and what became of them.", ("what",), registry=REGISTRY
)
QUEUE_DEPTH = Gauge("imperium_queue_depth", "Runs that wait for their turn.", ("priority",), registry=REGISTRY)
UTILIZATION = Gauge(
    "imperium_resource_utilization",
    "Declared resources of what runs, as a part of what there is; over 1 when more runs than is declared to fit.",
    ("resource",),
    registry=REGISTRY,
)
USE = ModelUse(
    "imperium_llm_tokens_total",
    "Tokens used; kind is input or output.",
    "imperium_cost_micro_usd_total",
    "Money spent, in millionths of a dollar.",
)
REGISTRY.register(USE)
BREAKER_STATE = Gauge(
    "imperium_breaker_state", "Circuit breakers: 0 closed, 1 half open, 2 open.", ("name",), registry=REGISTRY
)
JOURNAL_COMMIT_SECONDS = Histogram(
    "imperium_journal_commit_seconds",
    "One group commit of the journal.",
    buckets=_COMMIT_SECONDS,
    registry=REGISTRY,
)
COMPLEXITY_SCORE = Scores(
    "orchestrator_complexity_score", "The complexity that the categorizer gave, from 0 to 1.", _TENTHS
)
REGISTRY.register(COMPLEXITY_SCORE)
EXPERT_SECONDS = Histogram(
    "orchestrator_expert_execution_time_seconds",
    "How long an expert of the code review took.",
    ("expert",),
    buckets=_WORK_SECONDS,
    registry=REGISTRY,
)
PROVIDER_SELECTIONS = Choices(
    "orchestrator_provider_selection_total",
    "Which provider the router chose, and by which strategy.",
    ("provider", "strategy"),
)
REGISTRY.register(PROVIDER_SELECTIONS)
PROVIDER_HEALTH_CHECKS = Counter(
    "provider_health_checks_total", "Health checks of providers.", ("provider", "result"), registry=REGISTRY
)
PROVIDER_HEALTHY = Gauge(
    "provider_healthy", "Providers that are routed to: 1 healthy, 0 unhealthy.", ("provider",), registry=REGISTRY
)
QUOTA_VIOLATIONS = Counter(
    "provider_quota_violations_total", "Requests refused by a quota.", ("scope", "period"), registry=REGISTRY
)

ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)


_BREAKER_LEVELS = {"closed": 0, "half_open": 1, "open": 2}


def watch_breaker(breaker: CircuitBreaker) -> None:
    """Show a breaker's state as it is at each scrape. For `Breakers(on_new=watch_breaker)`."""
    BREAKER_STATE.labels(breaker.name).set_function(lambda: _BREAKER_LEVELS[breaker.state])


def watch_queue(depth: Callable[[], Mapping[Priority, int]]) -> None:
    """Show how many wait, by priority, as it is at each scrape."""
    for priority in depth():
        QUEUE_DEPTH.labels(priority).set_function(partial(_waiting, depth, priority))


def _waiting(depth: Callable[[], Mapping[Priority, int]], priority: Priority) -> float:
    return depth()[priority]


def watch_utilization(share: Callable[[str], float]) -> None:
    """Show the share of each resource that is in use, as it is at each scrape."""
    for resource in ("cpu", "memory_mb", "gpu"):
        UTILIZATION.labels(resource).set_function(partial(share, resource))


def render() -> bytes:
    """All metrics in Prometheus' text format 0.0.4."""
    return generate_latest(REGISTRY)
