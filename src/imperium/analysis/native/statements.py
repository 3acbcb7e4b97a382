"""Statements of C and C++ lowered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node as Tree

from imperium.analysis.frontend import DEPTH
from imperium.analysis.native import ctype, declarators, syntax
from imperium.analysis.native.declarators import text
from imperium.analysis.native.expressions import arguments, expression, maybe, parsed_expression
from imperium.analysis.native.syntax import Statement

if TYPE_CHECKING:
    from imperium.analysis.native.lowering import Lowering

TYPES = ("struct_specifier", "union_specifier", "class_specifier", "enum_specifier")


def statements(reader: Lowering, nodes: list[Tree]) -> list[Statement]:
    """The statements of some nodes, in order."""
    found: list[Statement] = []
    for node in nodes:
        if node.type == "comment":
            reader.comment(node)
        elif reader.depth < DEPTH:
            reader.depth += 1
            found += READINGS.get(node.type, _other)(reader, node)
            reader.depth -= 1
    return found


def block(reader: Lowering, node: Tree) -> syntax.Block:
    """A compound statement."""
    return syntax.Block(reader.at(node), statements(reader, node.named_children))


def single(reader: Lowering, node: Tree | None) -> Statement | None:
    """The statement that a branch or a loop holds, in a block of its own where it isn't just one."""
    if node is None:
        return None
    made = statements(reader, [node])
    return made[0] if len(made) == 1 else syntax.Block(reader.at(node), made, written=False)


def _body(reader: Lowering, node: Tree, name: str) -> Statement:
    return single(reader, node.child_by_field_name(name)) or syntax.Empty(reader.at(node))


def _other(reader: Lowering, node: Tree) -> list[Statement]:
    if node.is_named and (node.type.endswith("_expression") or node.type in ("identifier", "ERROR")):
        parts = [child for child in node.named_children if child.type.endswith("_expression")]
        listed = [node] if node.type != "ERROR" else parts
        return [syntax.Evaluate(reader.at(one), expression(reader, one)) for one in listed]
    return []


def _evaluate(reader: Lowering, node: Tree) -> list[Statement]:
    inner = next((child for child in node.named_children if child.type != "comment"), None)
    if inner is None:
        return [syntax.Empty(reader.at(node))]
    if (expanded := _macro_statement(reader, inner)) is not None:
        return expanded
    return [syntax.Evaluate(reader.at(node), expression(reader, inner))]


def _macro_statement(reader: Lowering, node: Tree) -> list[Statement] | None:
    """The statements that a macro stands for, where its body is no expression."""
    function = node.child_by_field_name("function") if node.type == "call_expression" else node
    name = text(function) if function is not None and function.type == "identifier" else ""
    macro = reader.macro(name) if name else None
    if macro is None or not macro.body or (macro.parameters is None) != (node.type == "identifier"):
        return None
    listed = node.child_by_field_name("arguments")
    body = macro.with_arguments([text(child) for child in listed.named_children] if listed else [])
    if parsed_expression(reader, body) is not None:
        return None
    root = reader.parse(f"void _(void) {{ {body}; }}")
    held = root.named_children[0].child_by_field_name("body") if root.named_children and not root.has_error else None
    if held is None:
        return None
    outer, reader.site = reader.site, reader.at(node)
    reader.expanding.append(name)
    made = [syntax.Block(reader.at(node), statements(reader, held.named_children))]
    reader.expanding.pop()
    reader.site = outer
    return list[Statement](made)


def declarations(reader: Lowering, node: Tree) -> list[Statement]:
    """A variable each; functions that are declared inside are left out."""
    kind = declarators.specified(reader, node)
    found: list[Statement] = []
    for one in node.children_by_field_name("declarator"):
        if declarators.function_of(one) is None:
            found.append(_declare(reader, node, kind, one))
        elif node.parent is not None and node.parent.type in ("compound_statement", "case_statement"):
            found += _constructed(reader, node, kind, one)
    return found


def _declare(reader: Lowering, node: Tree, kind: ctype.Type, one: Tree) -> syntax.Declare:
    constant = declarators.is_constant(node)
    name, made = declarators.declared(reader, kind, one, constant)
    held = one.child_by_field_name("value") if one.type == "init_declarator" else None
    given = arguments(reader, held) if held is not None and held.type == "argument_list" else []
    value = None if held is None or held.type == "argument_list" else expression(reader, held)
    if given and not isinstance(made, (ctype.Opaque, ctype.Record)):
        value, given = given[0], []
    length = _length(reader, one)
    if isinstance(made, ctype.Array) and made.count is None and length is None:
        made = _counted(made, value)
    constant = constant and not isinstance(made, ctype.Pointer)
    first = node.child_by_field_name("declarator") == one
    declared = syntax.Declare(
        reader.at(node if first else one), name, made, value, declarators.has_storage(node, b"static"), constant
    )
    declared.external = declarators.has_storage(node, b"extern")
    declared.arguments = given
    declared.length = length
    return declared


def _counted(kind: ctype.Array, value: syntax.Expression | None) -> ctype.Array:
    """An array without a length takes it from its initial value."""
    if isinstance(value, syntax.Literal) and isinstance(value.value, str):
        return ctype.Array(kind.of, len(value.value) + 1)
    return ctype.Array(kind.of, len(value.items)) if isinstance(value, syntax.Items) else kind


def _length(reader: Lowering, one: Tree) -> syntax.Expression | None:
    while one.type in ("init_declarator", "parenthesized_declarator"):
        inner = one.child_by_field_name("declarator")
        if inner is None:
            return None
        one = inner
    return maybe(reader, one.child_by_field_name("size")) if one.type == "array_declarator" else None


def _constructed(reader: Lowering, node: Tree, kind: ctype.Type, one: Tree) -> list[Statement]:
    """`ifstream file(name);`, which reads like a function: a variable when its "parameters" are names of variables."""
    listed = one.child_by_field_name("parameters")
    names = listed.named_children if listed is not None else []
    plain = all(child.named_child_count == 1 and child.named_children[0].type == "type_identifier" for child in names)
    if not names or not plain or not isinstance(kind, (ctype.Opaque, ctype.Record)):
        return []
    given = [expression(reader, child.named_children[0]) for child in names]
    name, _ = declarators.declared(reader, kind, one)
    return [syntax.Declare(reader.at(one), name, kind, arguments=given)]


def _declaration(reader: Lowering, node: Tree) -> list[Statement]:
    return declarations(reader, node)


def _type(reader: Lowering, node: Tree) -> list[Statement]:
    declarators.named(reader, node)
    return []


def _typedef(reader: Lowering, node: Tree) -> list[Statement]:
    reader._typedef(node)
    return []


def _block(reader: Lowering, node: Tree) -> list[Statement]:
    return [block(reader, node)]


def _if(reader: Lowering, node: Tree) -> list[Statement]:
    test = expression(reader, node.child_by_field_name("condition"))
    otherwise = node.child_by_field_name("alternative")
    if otherwise is not None and otherwise.type == "else_clause":
        otherwise = next((child for child in otherwise.named_children if child.type != "comment"), None)
    return [syntax.If(reader.at(node), test, _body(reader, node, "consequence"), single(reader, otherwise))]


def _while(reader: Lowering, node: Tree) -> list[Statement]:
    test = expression(reader, node.child_by_field_name("condition"))
    return [syntax.Loop(reader.at(node), test, _body(reader, node, "body"), first=node.type == "do_statement")]


def _for(reader: Lowering, node: Tree) -> list[Statement]:
    start = node.child_by_field_name("initializer")
    before: list[Statement] = []
    if start is not None and start.type == "declaration":
        before = declarations(reader, start)
    elif start is not None:
        before = [syntax.Evaluate(reader.at(start), expression(reader, start))]
    test, step = maybe(reader, node.child_by_field_name("condition")), maybe(reader, node.child_by_field_name("update"))
    loop = syntax.Loop(reader.at(node), test, _body(reader, node, "body"), step)
    return [syntax.Block(reader.at(node), [*before, loop])]


def _each(reader: Lowering, node: Tree) -> list[Statement]:
    source = maybe(reader, node.child_by_field_name("right"))
    kind = declarators.specified(reader, node)
    name, made = declarators.declared(reader, kind, node.child_by_field_name("declarator"))
    item = syntax.Declare(reader.at(node), name, made, syntax.Unread(reader.at(node), [source] if source else []))
    test = syntax.Unread(reader.at(node))
    body = _body(reader, node, "body")
    return [syntax.Loop(reader.at(node), test, syntax.Block(reader.at(node), [item, body]))]


def _switch(reader: Lowering, node: Tree) -> list[Statement]:
    body = node.child_by_field_name("body")
    cases: list[syntax.Case] = []
    for child in body.named_children if body is not None else []:
        if child.type == "case_statement":
            value = child.child_by_field_name("value")
            held = [one for one in child.named_children if value is None or one.start_byte >= value.end_byte]
            cases.append(syntax.Case(reader.at(child), maybe(reader, value), statements(reader, held)))
        elif child.type == "comment":
            reader.comment(child)
        elif cases:
            cases[-1].body += statements(reader, [child])
    return [syntax.Switch(reader.at(node), expression(reader, node.child_by_field_name("condition")), cases)]


def _return(reader: Lowering, node: Tree) -> list[Statement]:
    value = next((child for child in node.named_children if child.type != "comment"), None)
    return [syntax.Return(reader.at(node), maybe(reader, value))]


def _goto(reader: Lowering, node: Tree) -> list[Statement]:
    label = node.child_by_field_name("label")
    return [syntax.Goto(reader.at(node), text(label) if label else "")]


def _label(reader: Lowering, node: Tree) -> list[Statement]:
    label = node.child_by_field_name("label")
    held = [child for child in node.named_children if child.type != "statement_identifier"]
    return [syntax.Label(reader.at(node), text(label) if label else ""), *statements(reader, held)]


def _try(reader: Lowering, node: Tree) -> list[Statement]:
    body = node.child_by_field_name("body")
    handlers = []
    for child in node.named_children:
        held = child.child_by_field_name("body") if child.type == "catch_clause" else None
        if held is not None:
            kind = child.child_by_field_name("parameters")
            written = text(kind)[1:-1].strip() if kind is not None else ""
            handlers.append(syntax.Handler(reader.at(child), "" if written == "..." else written, block(reader, held)))
    return [syntax.Try(reader.at(node), block(reader, body), handlers)] if body is not None else []


def _throw(reader: Lowering, node: Tree) -> list[Statement]:
    return [syntax.Throw(reader.at(node), maybe(reader, node.named_children[0] if node.named_children else None))]


READINGS: dict[str, Callable[[Lowering, Tree], list[Statement]]] = {
    "expression_statement": _evaluate,
    "declaration": _declaration,
    "type_definition": _typedef,
    "struct_specifier": _type,
    "union_specifier": _type,
    "class_specifier": _type,
    "enum_specifier": _type,
    "compound_statement": _block,
    "if_statement": _if,
    "while_statement": _while,
    "do_statement": _while,
    "for_statement": _for,
    "for_range_loop": _each,
    "switch_statement": _switch,
    "return_statement": _return,
    "break_statement": lambda reader, node: [syntax.Break(reader.at(node))],
    "continue_statement": lambda reader, node: [syntax.Continue(reader.at(node))],
    "goto_statement": _goto,
    "labeled_statement": _label,
    "try_statement": _try,
    "throw_statement": _throw,
}
