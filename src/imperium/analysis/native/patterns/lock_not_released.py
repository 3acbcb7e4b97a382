"""A lock that is made and taken in a function and not given back, or given back without having been taken."""

import re
from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named, variables

MAKES = re.compile(r"lock_?create|mutex_?init|mtx_init|sem_init", re.IGNORECASE)
TAKES = re.compile(r"lock_?acquire|mutex_?lock|mtx_lock|spin_lock|sem_wait|EnterCriticalSection", re.IGNORECASE)
GIVES = re.compile(r"lock_?release|mutex_?unlock|mtx_unlock|spin_unlock|sem_post|LeaveCriticalSection", re.IGNORECASE)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    made: set[str] = set()
    taken: dict[str, syntax.Call] = {}
    for call in calls(function):
        names = set().union(*(variables(one) for one in call.arguments))
        if MAKES.search(named(call)):
            made |= names
        elif GIVES.search(named(call)):
            for name in names & made:
                if taken.pop(name, None) is None:
                    yield call, f"`{name}` is released here without having been taken"
        elif TAKES.search(named(call)):
            taken |= dict.fromkeys(names & made, call)
    for name, call in taken.items():
        yield call, f"`{name}` is taken here and never released"


PATTERN = Pattern(look, strength=0.8)
