"""Calls that hold up everything else: in a coroutine of Python, in a request handler of Node."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call, Function
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

COROUTINE = Rule(
    key="performance/blocking_in_coroutine",
    type="blocking_call",
    cwe=(1322,),
    severity="medium",
    says="`{name}` waits inside of a coroutine: all other requests of this process wait with it.",
    remedy="Use an asynchronous library, or run it in a thread: `await asyncio.to_thread(…)`.",
    strength=0.9,
)
HANDLER = Rule(
    key="performance/blocking_in_handler",
    type="blocking_call",
    cwe=(1322,),
    severity="medium",
    says="`{name}` waits inside of a request handler: all other requests of this process wait with it.",
    remedy="Use the function without `Sync`, and await it.",
    strength=0.8,
)

BLOCKS = re.compile(
    r"^(requests\.(get|post|put|patch|delete|head|options|request)|urllib\.request\.urlopen|urllib3\.request|time\.sleep"
    r"|httpx\.(get|post|put|patch|delete|request)|subprocess\.(run|call|check_output|check_call|getoutput)|os\.(system|popen)"
    r"|socket\.create_connection|smtplib\.SMTP(_SSL)?|psycopg2\.connect|pymysql\.connect|sqlite3\.connect|boto3\.client\(\)\.\w+)$"
)
SYNCHRONOUS = re.compile(
    r"(^|\.)(\w+(File|Dir|Sync)Sync|(read|write|append|exec|spawn|stat|exists|readdir|mkdir|rm|unlink|copy"
    r"|execFile|pbkdf2|scrypt|gzip|gunzip|deflate|inflate|hash|compare|readFile|writeFile|appendFile)\w*Sync)$"
)
HANDLES = frozenset(
    {("req", "res"), ("request", "response"), ("req", "res", "next"), ("request", "reply"), ("ctx",), ("ctx", "next")}
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if BLOCKS.match(name) and _runs_in_coroutine(unit, call):
                yield at(COROUTINE, unit, call, name)
    for unit in project.written_in("javascript", "typescript"):
        yield from _handlers(unit)


def _runs_in_coroutine(unit: Unit, call: Call) -> bool:
    """Not through a lambda: that may be handed to a thread."""
    function = unit.function_of(call)
    inside = any(_holds(closure.function, call) for closure in unit.each(program.Closure))
    return function is not None and function.is_async and not inside


def _handlers(unit: Unit) -> Iterator[Match]:
    handlers = [function for function in unit.each(Function) if _handles(function)]
    for call, name in unit.calls() if handlers else ():
        if SYNCHRONOUS.search(name) and any(_holds(function, call) for function in handlers):
            yield at(HANDLER, unit, call, name.rpartition(".")[2])


def _handles(function: Function) -> bool:
    return tuple(parameter.name.lstrip("_") for parameter in function.parameters) in HANDLES


def _holds(function: Function, call: Call) -> bool:
    start, end = function.at[:2], function.at[2:]
    return start <= call.at[:2] and call.at[2:] <= end


FAMILY = Family((COROUTINE, HANDLER), find)
