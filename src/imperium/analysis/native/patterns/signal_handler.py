"""A signal handler that calls what may not be called in one."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named

UNSAFE = frozenset(
    {
        "malloc",
        "calloc",
        "realloc",
        "free",
        "printf",
        "fprintf",
        "sprintf",
        "snprintf",
        "puts",
        "fputs",
        "exit",
        "syslog",
        "fopen",
        "fclose",
        "fread",
        "fwrite",
        "strdup",
        "localtime",
        "gmtime",
        "strtok",
        "setlocale",
        "system",
        "popen",
        "pthread_mutex_lock",
        "vprintf",
        "perror",
    }
)


def handlers(function: syntax.Function) -> Iterator[tuple[syntax.Call, str]]:
    """(call, name of the function) that registers a handler."""
    for call in calls(function, "signal", "sigset", "bsd_signal"):
        last = call.arguments[1] if len(call.arguments) > 1 else None
        if isinstance(last, syntax.Name):
            yield call, last.id


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    bodies = {one.name: one for one in place.unit.functions}
    for call, name in handlers(function):
        unsafe = [named(one) for one in calls(bodies[name]) if named(one) in UNSAFE] if name in bodies else []
        if unsafe:
            yield call, f"the handler `{name}` calls `{unsafe[0]}`, which isn't safe when a signal interrupts it"


PATTERN = Pattern(look, strength=0.9)
