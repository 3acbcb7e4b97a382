"""Changes that keep what a program does: other names, methods taken out of methods, another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from tree_sitter import Node

from benchmarks.review_suites.mutation_dialect import Dialect
from benchmarks.review_suites.mutation_text import Edit, Text, edited, parsed, walk

FIRST = ("amber", "brisk", "calm", "dusty", "eager", "faint", "grand", "hollow", "ivory", "jolly", "keen", "lunar")
SECOND = ("anchor", "basket", "candle", "dragon", "engine", "falcon", "garden", "hammer", "island", "jacket", "kettle")
LONGEST = 6
"""Statements that are taken out together."""


def renamed(source: str, dialect: Dialect, random: Random) -> str:
    """Variables of functions, and functions that only this file knows, get other names."""
    text = parsed(source, dialect.grammar)
    taken = set(source.replace(".", " ").split())
    edits: list[Edit] = []
    for function in dialect.functions(text):
        names = {name: _fresh(random, taken) for name in sorted(dialect.variables(text, function))}
        edits += _renames(text, function, names, dialect)
    for nodes in dialect.own_functions(text).values():
        name = _fresh(random, taken)
        edits += [Edit(node.start_byte, node.end_byte, name) for node in nodes]
    return edited(text, set(edits))


def _fresh(random: Random, taken: set[str]) -> str:
    """A name that stands nowhere in the text."""
    while True:
        name = f"{random.choice(FIRST)}_{random.choice(SECOND)}{random.randrange(1000)}"
        if name not in taken:
            taken.add(name)
            return name


def _renames(text: Text, function: Node, names: dict[str, str], dialect: Dialect) -> Iterator[Edit]:
    for node in walk(function):
        if node.type == "identifier" and text.of(node) in names and dialect.is_variable(node):
            yield Edit(node.start_byte, node.end_byte, names[text.of(node)])


def extracted(source: str, dialect: Dialect, random: Random) -> str:
    """A run of statements of each function, where one can be, becomes a function of its own."""
    text = parsed(source, dialect.grammar)
    taken = set(source.split())
    edits: list[Edit] = []
    for function in dialect.functions(text):
        runs = list(_runs(dialect.statements(function)))
        random.shuffle(runs)
        moved = (_extraction(text, function, run, dialect, _fresh(random, taken)) for run in runs)
        edits += next((found for found in moved if found), [])
    return edited(text, edits)


def _runs(statements: Sequence[Node]) -> Iterator[tuple[int, int]]:
    for start in range(len(statements)):
        for end in range(start + 1, min(start + LONGEST, len(statements)) + 1):
            yield start, end


def _extraction(text: Text, function: Node, run: tuple[int, int], dialect: Dialect, name: str) -> list[Edit] | None:
    statements = dialect.statements(function)
    before, inside, after = statements[: run[0]], statements[run[0] : run[1]], statements[run[1] :]
    if not all(dialect.may_leave(statement) for statement in inside):
        return None
    known = dialect.parameters(text, function).union(*(dialect.binds(text, each) for each in before))
    sure = dialect.parameters(text, function).union(*(dialect.surely_binds(text, each) for each in before))
    bound = set[str]().union(*(dialect.binds(text, each) for each in inside))
    given = _named(text, inside, dialect) & known
    wanted = bound & _named(text, after, dialect)
    made = set[str]().union(*(dialect.surely_binds(text, each) for each in inside))
    if not (given <= sure and wanted <= given | made and (given or wanted)):
        return None
    return dialect.extraction(text, function, inside, name, sorted(given), sorted(wanted))


def _named(text: Text, nodes: Sequence[Node], dialect: Dialect) -> set[str]:
    found = (node for each in nodes for node in walk(each) if node.type == "identifier" and dialect.is_variable(node))
    return {text.of(node) for node in found}


def reordered(source: str, dialect: Dialect, random: Random) -> str:
    """Methods change places, and neighbours of which one only names a constant."""
    text = parsed(source, dialect.grammar)
    edits = [edit for group in dialect.shuffled_groups(text) for edit in _shuffled(text, group, random)]
    swapped = parsed(edited(text, edits), dialect.grammar)
    pairs = [pair for function in dialect.functions(swapped) for pair in _pairs(swapped, function, dialect, random)]
    return edited(swapped, [edit for pair in pairs for edit in _exchanged(swapped, *pair)])


def _shuffled(text: Text, group: Sequence[Node], random: Random) -> list[Edit]:
    order = random.sample(list(group), len(group))
    return [Edit(place.start_byte, place.end_byte, text.of(node)) for place, node in zip(group, order, strict=True)]


def _pairs(text: Text, function: Node, dialect: Dialect, random: Random) -> Iterator[tuple[Node, Node]]:
    statements, at = dialect.statements(function), 0
    while at + 1 < len(statements):
        one, other = statements[at : at + 2]
        if _independent(text, one, other, dialect) and random.random() < 0.7:
            yield one, other
            at += 1
        at += 1


def _independent(text: Text, one: Node, other: Node, dialect: Dialect) -> bool:
    if not (dialect.is_plain(one) or dialect.is_plain(other)):
        return False
    if not (dialect.may_leave(one) and dialect.may_leave(other)):
        return False
    return not (_named(text, [one], dialect) & _named(text, [other], dialect))


def _exchanged(text: Text, one: Node, other: Node) -> list[Edit]:
    return [Edit(one.start_byte, one.end_byte, text.of(other)), Edit(other.start_byte, other.end_byte, text.of(one))]
