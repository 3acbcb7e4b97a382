import re

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest

from imperium.platform.telemetry.tallies import Choices, ModelUse, Requests, Scores

BOUNDS = (0.1, 0.5, 1)
ANSWERS = [("/a", "GET", 200, 0.1), ("/a", "GET", 404, 0.11), ("/a", "POST", 200, 7.0), ("/b", "GET", 200, 0.0)]


def shown(registry: CollectorRegistry) -> list[str]:
    """What a scrape shows, apart from the moment at which each series began."""
    text = generate_latest(registry).decode()
    return sorted(re.sub(r"(_created\S*) .*", r"\1", line) for line in text.splitlines())


def test_requests_are_shown_as_a_counter_and_a_histogram_of_their_own_would() -> None:
    ours, theirs = CollectorRegistry(auto_describe=True), CollectorRegistry(auto_describe=True)
    requests = Requests("answers_total", "Answers.", "seconds", "Seconds.", BOUNDS)
    ours.register(requests)
    counter = Counter("answers_total", "Answers.", ("route", "method", "code"), registry=theirs)
    histogram = Histogram("seconds", "Seconds.", ("route", "method"), buckets=BOUNDS, registry=theirs)
    assert shown(ours) == shown(theirs)
    for route, method, code, seconds in ANSWERS:
        requests.count(route, method, code, seconds)
        counter.labels(route, method, code).inc()
        histogram.labels(route, method).observe(seconds)
    assert shown(ours) == shown(theirs)
    assert requests.by_code() == {"200": 3, "404": 1}


def test_the_use_of_models_is_shown_as_two_counters_of_their_own_would() -> None:
    ours, theirs = CollectorRegistry(auto_describe=True), CollectorRegistry(auto_describe=True)
    use = ModelUse("tokens_total", "Tokens.", "cost_total", "Cost.")
    ours.register(use)
    tokens = Counter("tokens_total", "Tokens.", ("provider", "model", "kind"), registry=theirs)
    cost = Counter("cost_total", "Cost.", ("provider", "model"), registry=theirs)
    for model, given, got, micro_usd in [(("a", "x"), 5, 7, 0), (("a", "y"), 1, 0, 9), (("a", "x"), 2, 2, 4)]:
        use.count(model, given, got, micro_usd)
        tokens.labels(*model, "input").inc(given)
        tokens.labels(*model, "output").inc(got)
        cost.labels(*model).inc(micro_usd)
    assert shown(ours) == shown(theirs)


def test_choices_are_shown_as_a_counter_would() -> None:
    ours, theirs = CollectorRegistry(auto_describe=True), CollectorRegistry(auto_describe=True)
    choices = Choices("chosen_total", "Chosen.", ("provider", "strategy"))
    ours.register(choices)
    counter = Counter("chosen_total", "Chosen.", ("provider", "strategy"), registry=theirs)
    for chosen in [("a", "cost"), ("b", "cost"), ("a", "cost")]:
        choices.count(*chosen)
        counter.labels(*chosen).inc()
    assert shown(ours) == shown(theirs)


def test_scores_are_shown_as_a_histogram_would() -> None:
    ours, theirs = CollectorRegistry(auto_describe=True), CollectorRegistry(auto_describe=True)
    scores = Scores("score", "Scored.", BOUNDS)
    ours.register(scores)
    histogram = Histogram("score", "Scored.", buckets=BOUNDS, registry=theirs)
    assert shown(ours) == shown(theirs)
    for score in (0.0, 0.1, 0.25, 1, 3):
        scores.observe(score)
        histogram.observe(score)
    assert shown(ours) == shown(theirs)
