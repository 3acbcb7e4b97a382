"""A password that stands in the program."""

import re
from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named, nodes, variables

SECRET = re.compile(r"passw|pwd|secret|api_?key|auth_?token", re.IGNORECASE)
TAKES = {"mysql_real_connect": 3, "ldap_simple_bind_s": 2, "ldap_bind_s": 2, "SQLConnect": 5}


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for call in calls(function, "strcmp", "strncmp", "memcmp"):
        texts = [one for one in call.arguments if _is_secret_text(one)]
        if texts and any(SECRET.search(name) for name in variables(call)):
            yield call, "the password that is expected stands in the program"
    for call in calls(function, *TAKES):
        index = TAKES[named(call)]
        if index < len(call.arguments) and _is_secret_text(call.arguments[index]):
            yield call, "the password stands in the program"
    for node in nodes(function):
        if isinstance(node, syntax.Declare) and SECRET.search(node.name) and node.value and _is_secret_text(node.value):
            yield node, f"`{node.name}` stands in the program"


def _is_secret_text(node: syntax.Expression) -> bool:
    """Whether a text looks like a secret rather than a prompt, a format or nothing."""
    value = node.value if isinstance(node, syntax.Literal) else None
    return isinstance(value, str) and len(value) > 3 and not re.search(r"[%\s:]", value)


PATTERN = Pattern(look, strength=0.6)
