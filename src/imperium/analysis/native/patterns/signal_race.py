"""Memory that a signal handler uses, freed while the handler can still run."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named, variables
from imperium.analysis.native.patterns.signal_handler import handlers


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    bodies = {one.name: one for one in place.unit.functions}
    active: dict[str, set[str]] = {}
    registered = dict(handlers(function))
    for call in calls(function, "signal", "free"):
        if call in registered and registered[call] in bodies:
            active[registered[call]] = variables(bodies[registered[call]]) & set(place.unit.globals)
        elif named(call) == "signal":
            active.clear()
        shared = [name for name, used in active.items() if named(call) == "free" and used & variables(call)]
        if shared:
            yield call, f"the handler `{shared[0]}` may run in between and use what is freed here"


PATTERN = Pattern(look, strength=0.8)
