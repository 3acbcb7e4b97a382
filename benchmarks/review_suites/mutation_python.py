"""Python, as a mutation sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import tree_sitter_python
from tree_sitter import Language, Node

from benchmarks.review_suites.mutation_text import Edit, Text, field_of, line_start, walk

TARGETS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "for_statement": "left",
    "for_in_clause": "left",
    "named_expression": "name",
    "as_pattern_target": None,
}
UNPACKED = ("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "as_pattern_target")
NOT_VARIABLES = {("attribute", "attribute"), ("keyword_argument", "name"), ("function_definition", "name")}
IMPORTS = ("dotted_name", "aliased_import", "import_statement", "import_from_statement")
STAY = {
    *("return_statement", "global_statement", "nonlocal_statement"),
    *("yield", "await", "delete_statement", "class_definition", "function_definition", "decorated_definition"),
}
LOOPS = ("for_statement", "while_statement")
PLAIN = ("string", "integer", "true", "false", "none", "float")
WATCHED = re.compile(r"\b(locals|vars|globals|exec|eval)\s*\(")


class Python:
    """A function's variables are all that it binds anywhere; several values can be returned at once."""

    grammar = Language(tree_sitter_python.language())

    def functions(self, text: Text) -> list[Node]:
        """Functions that have no function inside, wherever they stand."""
        found = [node for node in walk(text.root) if node.type == "function_definition"]
        return [node for node in found if not any(_is_function(each) for each in walk(node) if each != node)]

    def variables(self, text: Text, function: Node) -> set[str]:
        """All but parameters, which callers may name, and what a text might name when it is run."""
        keywords = {text.of(_field(node, "name")) for node in walk(text.root) if node.type == "keyword_argument"}
        outer = {text.of(child) for node in walk(function) if "global" in node.type or "nonlocal" in node.type
                 for child in node.named_children}  # fmt: skip
        said = " ".join(text.of(node) for node in walk(function) if node.type == "string_content")
        found = {text.of(name) for node in walk(function) for name in _bound(node)}
        found -= keywords | outer | self.parameters(text, function)
        return {name for name in found if not re.search(rf"\b{re.escape(name)}\b", said)}

    def is_variable(self, node: Node) -> bool:
        parent = node.parent
        if parent is None or (parent.type, field_of(node)) in NOT_VARIABLES:
            return False
        return parent.type not in IMPORTS and not (parent.type == "class_definition" and field_of(node) == "name")

    def own_functions(self, text: Text) -> dict[str, list[Node]]:
        """Functions of the file that are called by their bare name and nothing else, and don't handle requests."""
        found: dict[str, list[Node]] = {}
        for node in walk(text.root):
            if node.type == "function_definition" and not _is_decorated(node) and not _is_method(node):
                found.setdefault(text.of(_field(node, "name")), []).append(_field(node, "name"))
        others = set[str]()
        for node in walk(text.root):
            if node.type == "identifier" and text.of(node) in found and node not in found[text.of(node)]:
                if node.parent is not None and node.parent.type == "call" and field_of(node) == "function":
                    found[text.of(node)].append(node)
                else:
                    others.add(text.of(node))
        return {name: nodes for name, nodes in found.items() if name not in others and len(nodes) > 1}

    def statements(self, function: Node) -> list[Node]:
        body = function.child_by_field_name("body")
        return [] if body is None else [node for node in body.named_children if not node.is_extra]

    def binds(self, text: Text, statement: Node) -> set[str]:
        """What it imports as well, which `surely_binds` leaves out: an import goes where its name is used."""
        bound = {text.of(name) for node in walk(statement) for name in _bound(node)}
        return bound | {text.of(name) for node in walk(statement) for name in _imported(node)}

    def surely_binds(self, text: Text, statement: Node) -> set[str]:
        if statement.type != "expression_statement":
            return set()
        return {text.of(name) for name in _bound(statement.named_children[0])}

    def parameters(self, text: Text, function: Node) -> set[str]:
        listed = function.child_by_field_name("parameters")
        return {text.of(node) for node in walk(listed) if node.type == "identifier"} if listed is not None else set()

    def may_leave(self, statement: Node) -> bool:
        if statement.has_error or WATCHED.search((statement.text or b"").decode()):
            return False
        return not any(node.type in STAY or _jumps_out(node, statement) for node in walk(statement))

    def extraction(
        self, text: Text, function: Node, run: Sequence[Node], name: str, given: list[str], wanted: list[str]
    ) -> list[Edit] | None:
        start, end = line_start(text, run[0].start_byte), run[-1].end_byte
        inner = text.between(start, run[0].start_byte)
        if inner.strip() or _is_method(function) or text.between(end, end + 1) not in ("\n", ""):
            return None
        outputs = ", ".join(wanted)
        moved = f"{text.between(start, end)}\n" + (f"{inner}return {outputs}\n" if wanted else "")
        whole = function.parent if _is_decorated(function) and function.parent is not None else function
        at = line_start(text, whole.start_byte)
        outer = text.between(at, whole.start_byte)
        call = f"{inner}{outputs + ' = ' if wanted else ''}{name}({', '.join(given)})"
        return [Edit(at, at, f"{outer}def {name}({', '.join(given)}):\n{moved}\n"), Edit(start, end, call)]

    def shuffled_groups(self, text: Text) -> list[list[Node]]:
        """Neighbouring functions that nothing is done to when they are defined."""
        groups: list[list[Node]] = [[]]
        for node in walk(text.root):
            if node.type not in ("module", "block"):
                continue
            for child in node.named_children:
                if _may_move(child):
                    groups[-1].append(child)
                elif not child.is_extra:
                    groups.append([])
            groups.append([])
        return [group for group in groups if len(group) > 1 and len({node.start_point[1] for node in group}) == 1]

    def is_plain(self, statement: Node) -> bool:
        assigned = statement.named_children[0] if statement.type == "expression_statement" else statement
        if assigned.type != "assignment" or _field(assigned, "left").type != "identifier":
            return False
        value = assigned.child_by_field_name("right")
        return (
            value is not None and value.type in PLAIN and not any(each.type == "interpolation" for each in walk(value))
        )


def _field(node: Node, name: str) -> Node:
    found = node.child_by_field_name(name)
    assert found is not None, node
    return found


def _is_function(node: Node) -> bool:
    return node.type in ("function_definition", "class_definition", "lambda")


def _is_decorated(function: Node) -> bool:
    return function.parent is not None and function.parent.type == "decorated_definition"


def _is_method(function: Node) -> bool:
    above = function.parent.parent if _is_decorated(function) and function.parent else function.parent
    return above is not None and above.parent is not None and above.parent.type == "class_definition"


def _may_move(node: Node) -> bool:
    """A function without defaults and annotations runs nothing when it is defined; alone in its scope it can't hide
    another."""
    if node.type != "function_definition":
        return False
    return all(each.type in ("identifier", "(", ")", ",") for each in _field(node, "parameters").children)


def _bound(node: Node) -> Iterator[Node]:
    if node.type not in TARGETS:
        return
    field = TARGETS[node.type]
    target = node.children[0] if field is None else node.child_by_field_name(field)
    yield from _unpacked(target) if target is not None else ()


def _imported(node: Node) -> Iterator[Node]:
    if node.type in ("import_statement", "import_from_statement"):
        for named in node.children_by_field_name("name"):
            alias = named.child_by_field_name("alias")
            yield alias or named.children[0]


def _unpacked(target: Node) -> Iterator[Node]:
    if target.type == "identifier":
        yield target
    elif target.type in UNPACKED:
        for child in target.named_children:
            yield from _unpacked(child)


def _jumps_out(node: Node, statement: Node) -> bool:
    """A `break` or `continue` whose loop isn't in the statement."""
    if node.type not in ("break_statement", "continue_statement"):
        return False
    above = node.parent
    while above is not None and above != statement.parent:
        if above.type in LOOPS:
            return False
        above = above.parent
    return True
