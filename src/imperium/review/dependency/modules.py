"""What a project's own modules do to each other: cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imperium.analysis.source import Language, SourceFile, language_of
from imperium.review.claim import Claim, Place, Step
from imperium.review.dependency.cycles import components, shortest_cycle
from imperium.review.dependency.graph import ImportGraph

LOADED_IN_ORDER: frozenset[Language | None] = frozenset({"python", "javascript", "typescript", "c", "cpp"})
"""Where a cycle is felt when files are loaded. Java and Rust resolve names of the whole program first."""

VOTER = "imports"


def cyclic(graph: ImportGraph, sources: Mapping[str, SourceFile]) -> Iterator[Claim]:
    """The cycles of imports, one claim each group of files that all reach each other."""
    felt = graph.within(path for path in graph.edges if language_of(path) in LOADED_IN_ORDER)
    for group in components(felt):
        yield _claim(graph, shortest_cycle(felt, group), len(group), sources)


def _claim(graph: ImportGraph, cycle: list[str], size: int, sources: Mapping[str, SourceFile]) -> Claim:
    steps = tuple(_step(graph, one, other) for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
    rest = f", part of a knot of {size} files" if size > len(cycle) else ""
    told = " imports ".join([*cycle[:6], *(["…"] if len(cycle) > 6 else []), cycle[0]])
    first = steps[0].place
    return Claim(
        type="import_cycle",
        rule="imports/cycle",
        voter=VOTER,
        school=VOTER,
        expert="dependency",
        severity="low" if len(cycle) == 2 else "medium",
        place=first,
        description=f"{told}{rest}: which of them works depends on which is loaded first.",
        recommendation="Move what both need into a module of its own, or import where it is used.",
        strength=0.9,
        snippet=sources[first.path].lines[first.first - 1].strip()[:200],
        flow=steps,
    )


def _step(graph: ImportGraph, one: str, other: str) -> Step:
    line = graph.edges[one][other]
    return Step(Place(one, line, line), f"imports {other}")
