"""The same work in every round of a loop, with the same outcome."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call
from imperium.review.performance.loops import loops, rounds
from imperium.review.project import Project
from imperium.review.rule import Family, Match, Rule, at

REPEATED = Rule(
    key="performance/same_work_in_loop",
    type="repeated_work",
    cwe=(1050,),
    severity="low",
    says="`{name}` makes the same thing in every round of the loop of line {line}.",
    remedy="Make it once, before the loop.",
    strength=0.8,
)
MAKERS = frozenset(
    {
        *("re.compile", "RegExp", "Pattern.compile", "java.util.regex.Pattern.compile", "SimpleDateFormat"),
        *("java.text.SimpleDateFormat", "DecimalFormat", "ObjectMapper", "Gson", "Regex::new", "Regex.new"),
        *("datetime.strptime", "jsonschema.Draft7Validator", "ZoneInfo", "zoneinfo.ZoneInfo", "Intl.NumberFormat"),
        *("Intl.DateTimeFormat", "jinja2.Template", "string.Template"),
    }
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        told: set[int] = set()
        for loop in loops(unit):
            for node in rounds(loop):
                if isinstance(node, Call) and id(node) not in told and _is_constant(node):
                    name = unit.full(node.function)
                    if name in MAKERS and not unit.text(node).startswith("/"):
                        told.add(id(node))
                        yield at(REPEATED, unit, node, name, line=str(loop.at.line))


def _is_constant(call: Call) -> bool:
    """A literal expression of JavaScript (`/a+/`) is made once by the engine; one from a constant text isn't."""
    values = [*call.arguments, *(value for _, value in call.keywords)]
    return bool(values) and all(isinstance(value, (program.Constant, program.Attribute)) for value in values)


FAMILY = Family((REPEATED,), find)
