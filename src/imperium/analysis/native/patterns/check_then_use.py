"""`access(path)` and then `open(path)`: the file may be another one by then."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named

CHECKS = ("access", "stat", "lstat", "euidaccess", "eaccess", "stat64", "faccessat")
USES = ("open", "fopen", "open64", "creat", "freopen", "chmod", "chown", "unlink", "remove", "rename", "truncate")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    checked: dict[str, str] = {}
    for call in calls(function, *CHECKS, *USES):
        name = _subject(call)
        if named(call) in CHECKS and name:
            checked.setdefault(name, named(call))
        elif name in checked:
            yield call, f"between `{checked[name]}` and `{named(call)}` the file can be exchanged for another one"


def _subject(call: syntax.Call) -> str:
    first = call.arguments[0] if call.arguments else None
    return first.id if isinstance(first, syntax.Name) else ""


PATTERN = Pattern(look, strength=0.7)
