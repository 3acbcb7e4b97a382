"""Java, as a mutation sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import tree_sitter_java
from tree_sitter import Language, Node

from benchmarks.review_suites.mutation_text import Edit, Text, field_of, walk

DECLARES = {
    "formal_parameter": "name",
    "catch_formal_parameter": "name",
    "enhanced_for_statement": "name",
    "resource": "name",
    "instanceof_expression": "name",
}
NOT_VARIABLES = {
    ("method_invocation", "name"),
    ("field_access", "field"),
    ("method_declaration", "name"),
    ("class_declaration", "name"),
    ("element_value_pair", "key"),
    ("annotation", "name"),
    ("marker_annotation", "name"),
}
STAY = {
    "return_statement",
    "class_declaration",
    "explicit_constructor_invocation",
    "yield_statement",
    "labeled_statement",
}
LOOPS = {"while_statement", "do_statement", "for_statement", "enhanced_for_statement", "switch_expression"}
PLAIN = ("string_literal", "decimal_integer_literal", "true", "false", "character_literal")


class Java:
    """Methods stand in classes, every variable has a declared type, and a value can be returned one at a time."""

    grammar = Language(tree_sitter_java.language())

    def functions(self, text: Text) -> list[Node]:
        methods = [node for node in walk(text.root) if node.type == "method_declaration"]
        return [method for method in methods if not _inside(method, "method_declaration")]

    def variables(self, text: Text, function: Node) -> set[str]:
        fields = {
            text.of(name) for node in walk(text.root) if node.type == "field_declaration" for name in _names(node)
        }
        declared = {text.of(name) for node in walk(function) for name in _declared(node)}
        return declared - fields

    def is_variable(self, node: Node) -> bool:
        parent = node.parent
        if parent is None or (parent.type, field_of(node)) in NOT_VARIABLES:
            return False
        return parent.type not in ("labeled_statement", "break_statement", "method_reference", "scoped_identifier")

    def own_functions(self, text: Text) -> dict[str, list[Node]]:
        named: dict[str, list[Node]] = {}
        for node in walk(text.root):
            if node.type == "method_declaration" and "private" in text.of(node.children[0]).split():
                named.setdefault(text.of(_name(node)), []).append(_name(node))
        foreign = set[str]()
        for node in walk(text.root):
            if node.type == "method_invocation" and text.of(_name(node)) in named:
                owner = node.child_by_field_name("object")
                if owner is None or owner.type == "this":
                    named[text.of(_name(node))].append(_name(node))
                else:
                    foreign.add(text.of(_name(node)))
            elif node.type == "method_declaration" and "private" not in text.of(node.children[0]).split():
                foreign.add(text.of(_name(node)))
        return {name: nodes for name, nodes in named.items() if name not in foreign}

    def statements(self, function: Node) -> list[Node]:
        body = function.child_by_field_name("body")
        return [] if body is None else [node for node in body.named_children if not node.is_extra]

    def binds(self, text: Text, statement: Node) -> set[str]:
        return {text.of(name) for node in walk(statement) for name in (*_declared(node), *_assigned(node))}

    def surely_binds(self, text: Text, statement: Node) -> set[str]:
        if statement.type == "expression_statement":
            return {text.of(name) for name in _assigned(statement.named_children[0])}
        if statement.type != "local_variable_declaration":
            return set()
        declarators = statement.children_by_field_name("declarator")
        return {text.of(_name(each)) for each in declarators if each.child_by_field_name("value") is not None}

    def parameters(self, text: Text, function: Node) -> set[str]:
        listed = function.child_by_field_name("parameters")
        return set() if listed is None else {text.of(name) for node in listed.children for name in _declared(node)}

    def may_leave(self, statement: Node) -> bool:
        if statement.has_error:
            return False
        return not any(node.type in STAY or _jumps_out(node, statement) for node in walk(statement))

    def extraction(
        self, text: Text, function: Node, run: Sequence[Node], name: str, given: list[str], wanted: list[str]
    ) -> list[Edit] | None:
        types = _types(text, function)
        needed = {*given, *wanted}
        if len(wanted) > 1 or any(types.get(each, "var") == "var" for each in needed) or _generic(function):
            return None
        call = f"{name}({', '.join(given)});"
        start, end = run[0].start_byte, run[-1].end_byte
        body = text.between(start, end)
        if wanted:
            declares = any(wanted[0] in (text.of(each) for each in _names(node)) for node in run)
            call = f"{types[wanted[0]] + ' ' if declares else ''}{wanted[0]} = {call}"
            body += f"\n        return {wanted[0]};"
        head = f"{'static ' if _is_static(text, function) else ''}{types[wanted[0]] if wanted else 'void'} {name}"
        listed = ", ".join(f"{types[each]} {each}" for each in given)
        throws = next((f" {text.of(node)}" for node in function.children if node.type == "throws"), "")
        method = f"\n\n    private {head}({listed}){throws} {{\n        {body}\n    }}"
        return [Edit(start, end, call), Edit(function.end_byte, function.end_byte, method)]

    def shuffled_groups(self, text: Text) -> list[list[Node]]:
        bodies = [node for node in walk(text.root) if node.type == "class_body"]
        groups = [[node for node in body.children if node.type == "method_declaration"] for body in bodies]
        outer = [group for group in groups if len(group) > 1]
        return [group for group in outer if not _inside(group[0], "method_declaration")]

    def is_plain(self, statement: Node) -> bool:
        if statement.type != "local_variable_declaration":
            return False
        values = [each.child_by_field_name("value") for each in statement.children_by_field_name("declarator")]
        return all(value is not None and value.type in PLAIN for value in values)


def _inside(node: Node, kind: str) -> bool:
    above = node.parent
    while above is not None and above.type != kind:
        above = above.parent
    return above is not None


def _name(node: Node) -> Node:
    found = node.child_by_field_name("name")
    assert found is not None, node
    return found


def _names(node: Node) -> list[Node]:
    """What a declaration of variables or fields declares."""
    return [_name(each) for each in node.children_by_field_name("declarator")]


def _declared(node: Node) -> Iterator[Node]:
    if node.type == "local_variable_declaration":
        yield from _names(node)
    elif node.type == "spread_parameter":
        yield from (_name(each) for each in node.named_children if each.type == "variable_declarator")
    elif node.type == "inferred_parameters":
        yield from node.named_children
    elif node.type == "lambda_expression" and (only := node.child_by_field_name("parameters")) is not None:
        yield from [only] if only.type == "identifier" else []
    elif node.type in DECLARES and (name := node.child_by_field_name(DECLARES[node.type])) is not None:
        yield name


def _assigned(node: Node) -> Iterator[Node]:
    if node.type == "assignment_expression":
        left = node.child_by_field_name("left")
        yield from [left] if left is not None and left.type == "identifier" else []
    elif node.type == "update_expression":
        yield from (child for child in node.named_children if child.type == "identifier")


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


def _types(text: Text, function: Node) -> dict[str, str]:
    """The declared types of a method's parameters and of the variables of its body's first level."""
    listed = function.child_by_field_name("parameters")
    body = function.child_by_field_name("body")
    found: dict[str, str] = {}
    for node in [*(listed.children if listed else ()), *(body.children if body else ())]:
        kind = node.child_by_field_name("type")
        if kind is not None and not node.children_by_field_name("dimensions"):
            found |= {text.of(name): text.of(kind) for name in _declared(node)}
    return found


def _generic(function: Node) -> bool:
    return function.child_by_field_name("type_parameters") is not None


def _is_static(text: Text, function: Node) -> bool:
    return "static" in text.of(function.children[0]).split()
