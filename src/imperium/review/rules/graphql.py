"""GraphQL endpoints that show or allow more than their pages need."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.review.project import Project, is_literal, keyword
from imperium.review.rule import Family, Match, Rule, at

CONSOLE = Rule(
    key="graphql/console",
    type="information_exposure",
    cwe=(200, 215, 489),
    severity="low",
    says="The console is offered to everybody: it shows the whole schema and lets strangers try queries.",
    remedy='Offer it only where you develop: `graphiql=os.environ.get("DEBUG") == "1"`.',
    strength=0.6,
)
BATCHES = Rule(
    key="graphql/batches",
    type="denial_of_service",
    cwe=(770, 400, 799),
    severity="medium",
    says="Many operations may be sent in one request, so limits that count requests don't hold.",
    remedy="Leave `batch` out, or bound how many operations and how deep a query may be.",
    strength=0.6,
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if is_literal(keyword(call, "graphiql"), True):
                yield at(CONSOLE, unit, call, name)
            if "graphql" in name.lower() + unit.knows.lower() and is_literal(keyword(call, "batch"), True):
                yield at(BATCHES, unit, call, name)


FAMILY = Family((CONSOLE, BATCHES), find)
