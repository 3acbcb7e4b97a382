"""Flows of the analysis, told as claims: where the data comes from, what it reaches, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from imperium.analysis.catalogue import kinds
from imperium.analysis.flow import Flow, Site
from imperium.analysis.flow import Step as Station
from imperium.analysis.model import REQUEST, UNKNOWN
from imperium.analysis.source import Language, SourceFile
from imperium.review.claim import Claim, Place, Severity, Step
from imperium.review.project import is_apart
from imperium.review.remedy import remedy

VOTER = "taint"
SURE = REQUEST * 0.75
"""Grades from here on begin at a request; below they begin at a parameter whose callers aren't known."""

REACH = 10
"""Lines apart up to which a misuse that is repeated is one thing."""

BY_FILE = frozenset({"insecure_cookie", "cors"})
COMMAND_LINE = re.compile(r"\b(argparse|sys\.argv|click|optparse|typer|docopt)\b")
SERVES = re.compile(
    r"\b(flask|django|fastapi|aiohttp|tornado|bottle|starlette|sanic|http\.server|quart)\b", re.IGNORECASE
)
WHOLE_MACHINE = frozenset(
    {"sql_injection", "command_injection", "code_injection", "deserialization", "template_injection", "nosql_injection"}
)
INNER = re.compile(r"\bany_(?=\w+\.)")
"""What the models put before the name of a type that stands for several."""
PASSED = "it is passed to"
"""How the analysis begins to tell of a call that is followed."""
SUSPICIOUS = WHOLE_MACHINE | {"ldap_injection", "xpath_injection", "weak_randomness"}
CONDITIONAL = frozenset(
    {
        "open_redirect",
        "log_injection",
        "trust_boundary",
        "header_injection",
        "regex_injection",
        "weak_hash",
        "cors",
        "weak_cryptography",
        "weak_randomness",
        "insecure_cookie",
        "information_exposure",
        "denial_of_service",
        "reflection",
    }
)


def claims(flows: Iterable[Flow], sources: Mapping[str, SourceFile], expert: str) -> Iterator[Claim]:
    """One claim a sink: of several flows into it the surest, then the shortest. What is wrong by itself is told once
    where it stands again and again."""
    best: dict[tuple[str, Site], Flow] = {}
    for flow in flows:
        known = best.get((flow.kind, flow.sink))
        if known is None or (flow.grade, -len(flow.steps)) > (known.grade, -len(known.steps)):
            best[flow.kind, flow.sink] = _where_decided(flow, sources)
    told = [flow for flow in best.values() if flow.sink.path in sources and _is_told(flow, sources[flow.sink.path])]
    for flow, others in _gathered(sorted(told, key=lambda flow: (flow.sink.path, flow.kind, flow.sink))):
        yield _claim(flow, others, sources, expert)


def _where_decided(flow: Flow, sources: Mapping[str, SourceFile]) -> Flow:
    """A query that a helper runs as it gets it was put together where the helper is called: there it is told."""
    source, before = sources.get(flow.sink.path), flow.steps[-2:-1]
    if flow.kind != "sql_injection" or source is None or not before or not before[0].says.startswith(PASSED):
        return flow
    lines = source.lines[: flow.sink.at.line]
    begins = next(
        (n for n, line in reversed([*enumerate(lines)]) if re.search(rf"\bdef {flow.function}\b", line)), None
    )
    given = re.search(rf"\b{re.escape(flow.name.rpartition('.')[2])}\(\s*(\w+)\s*[,)]", lines[-1])
    if begins is None or given is None or re.search(rf"\b{given[1]}\s*[+%]?=(?!=)", "\n".join(lines[begins + 1 :])):
        return flow
    return msgspec.structs.replace(flow, sink=before[0].site, function="")


def _is_told(flow: Flow, source: SourceFile) -> bool:
    """What a request reaches always is, and a parameter of which a comment says that a user chooses it; another only
    where the place itself is suspicious: text is put together there for a language of its own, and the program isn't
    one that its user starts by hand. What is suspicious in JavaScript, its models say by how certain they are."""
    if is_apart(source.path, source.text):
        return False
    if flow.source is None or flow.grade > UNKNOWN:
        return True
    by_hand = COMMAND_LINE.search(source.text) and not SERVES.search(source.text)
    if _family(source.language) == "javascript":
        return flow.grade == UNKNOWN and (flow.kind == "deserialization" or not _is_passed_on(flow, source))
    passed_on = flow.kind == "sql_injection" and _is_passed_on(flow, source)
    return flow.kind in SUSPICIOUS and not by_hand and not passed_on


def _is_passed_on(flow: Flow, source: SourceFile) -> bool:
    """Whether a function only passes a whole query on, as the wrapper of a connection does: its callers decide."""
    name = re.search(r"`(\w+)`", flow.steps[0].says) if flow.steps else None
    lines = source.lines[flow.sink.at.line - 1 : max(flow.sink.at.line, flow.sink.at.end_line)]
    lines[:1] = [line[flow.sink.at.column - 1 :] for line in lines[:1]]
    whole = rf"\(\s*{name[1]}\s*[,)]" if name else r"$^"
    return len(flow.steps) <= 2 and bool(re.search(whole, " ".join(lines)))


def _gathered(flows: Iterable[Flow]) -> Iterator[tuple[Flow, list[int]]]:
    """Flows with the lines of those that say the same again: of a misuse in a few lines, of cookies in a file."""
    first: Flow | None = None
    lines: list[int] = []
    for flow in flows:
        if first is not None and _continues(flow, first, lines[-1] if lines else first.sink.at.line):
            lines.append(flow.sink.at.line)
            continue
        if first is not None:
            yield first, lines
        first, lines = flow, []
    if first is not None:
        yield first, lines


def _continues(flow: Flow, first: Flow, line: int) -> bool:
    if flow.source is not None or first.source is not None:
        return False
    same = flow.kind == first.kind and flow.sink.path == first.sink.path
    return same and (flow.kind in BY_FILE or flow.sink.at.line - line <= REACH)


def severity(flow: Flow) -> Severity:
    """Critical where a request gets at the machine or the whole database, high for other flows of a request; a step
    less where the caller isn't known."""
    levels: tuple[Severity, ...] = ("critical", "high", "medium", "low")
    worst = 0 if flow.kind in WHOLE_MACHINE else 2 if flow.kind in CONDITIONAL else 1
    return levels[min(worst + (flow.grade < SURE), 3)]


def _claim(flow: Flow, others: list[int], sources: Mapping[str, SourceFile], expert: str) -> Claim:
    kind = kinds()[flow.kind]
    source = sources[flow.sink.path]
    return Claim(
        type=flow.kind,
        rule=f"{VOTER}/{_family(source.language)}/{flow.kind}{'' if flow.grade >= SURE else '/parameter'}",
        voter=VOTER,
        school=VOTER,
        expert=expert,
        severity=severity(flow),
        place=_place(flow.sink),
        description=_description(flow, kind.says) + _again(others),
        recommendation=remedy(flow.kind, source.language, flow.name) or kind.fix,
        cwe=kind.cwe,
        strength=flow.grade,
        snippet=_line(source, flow.sink),
        function=flow.function,
        names=_names(flow, source),
        flow=tuple(_step(station) for station in flow.steps),
    )


def _family(language: Language) -> str:
    return "javascript" if language == "typescript" else language


def _description(flow: Flow, says: str) -> str:
    """What happens, in two sentences that name the source and the sink."""
    if flow.source is None:
        return f"{_capital(flow.says or says)} (`{flow.name}`)." if flow.name else f"{_capital(flow.says or says)}."
    begins = flow.steps[0].says if flow.steps else "a value from outside"
    where = "" if flow.source.path == flow.sink.path else f" of {flow.source.path}"
    sure = "" if flow.grade >= SURE else " Whether a stranger can choose it depends on who calls the function."
    text = f"In line {flow.source.at.line}{where} {begins}. What it holds reaches `{flow.name}`, where {says}.{sure}"
    return INNER.sub("", text)


def _again(lines: list[int]) -> str:
    return f" The same holds in line{'s' if lines[1:] else ''} {', '.join(map(str, lines[:9]))}." if lines else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _place(site: Site) -> Place:
    return Place(site.path, site.at.line, max(site.at.line, site.at.end_line))


def _line(source: SourceFile, site: Site) -> str:
    return source.lines[site.at.line - 1].strip()[:200] if site.at.line <= len(source.lines) else ""


def _names(flow: Flow, source: SourceFile) -> tuple[str, ...]:
    """The identifier that the sink is written with, if it is: values are known by names that are put together, too."""
    last = re.split(r"[.:]", flow.name)[-1]
    return (last,) if last.isidentifier() and re.search(rf"\b{last}\b", source.text) else ()


def _step(station: Station) -> Step:
    return Step(_place(station.site), station.says)
