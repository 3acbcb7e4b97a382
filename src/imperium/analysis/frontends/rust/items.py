"""Items of Rust: functions, implementations, modules, constants, imports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, overload

from imperium.analysis.frontends.rust import patterns
from imperium.analysis.parsing import Walk
from imperium.analysis.program import (
    Assign,
    Attribute,
    Call,
    Class,
    Constant,
    Decorator,
    Expression,
    Function,
    Import,
    Name,
    Parameter,
    Statement,
)

if TYPE_CHECKING:
    from tree_sitter import Node

ITEMS = (
    *("function_item", "impl_item", "trait_item", "mod_item", "static_item", "const_item", "use_declaration"),
    *("struct_item", "enum_item", "union_item", "attribute_item", "inner_attribute_item", "type_item"),
    *("macro_definition", "extern_crate_declaration", "foreign_mod_item", "function_signature_item"),
)
ARGUMENTS = re.compile(r"(::)?<.*>", re.DOTALL)


def within(walk: Walk, node: Node) -> list[Statement]:
    """What stands in a file, a module or an implementation."""
    return listed(walk, [child for child in node.named_children if not child.is_extra])


def listed(walk: Walk, nodes: list[Node]) -> list[Statement]:
    """Statements and items in order; attributes belong to the function behind them."""
    found: list[Statement] = []
    waiting: list[Decorator] = []
    for node in nodes:
        if node.type == "attribute_item":
            waiting.append(_attribute(walk, node))
            continue
        made = walk.statement(node)
        for one in made:
            if isinstance(one, (Function, Class)):
                one.decorators = waiting
        found += made
        waiting = []
    return found


def item(walk: Walk, node: Node) -> list[Statement]:
    """The statements that an item is."""
    match node.type:
        case "function_item":
            return [function(walk, node)]
        case "impl_item" | "trait_item":
            return [_class(walk, node)]
        case "mod_item":
            body = node.child_by_field_name("body")
            return within(walk, body) if body is not None else []
        case "static_item" | "const_item":
            return [_constant(walk, node)]
        case "use_declaration":
            return [Import(walk.span(node), _imports(walk, node.child_by_field_name("argument"), ""))]
        case _:
            return []


def function(walk: Walk, node: Node) -> Function:
    """A function with its body, whose last expression is returned."""
    body_, returns = node.child_by_field_name("body"), node.child_by_field_name("return_type")
    modifiers = walk.text(next((one for one in node.children if one.type == "function_modifiers"), None))
    made = Function(walk.span(node), walk.text(node.child_by_field_name("name")), parameters(walk, node), [])
    made.body = body(walk, body_) if body_ is not None else []
    made.returns, made.is_async = type_of(walk, returns), "async" in modifiers.split()
    return made


def body(walk: Walk, node: Node) -> list[Statement]:
    """The statements of a function's block."""
    from imperium.analysis.frontends.rust import statements

    return statements.block(walk, node, statements.returned)


def parameters(walk: Walk, node: Node) -> list[Parameter]:
    """The parameters of a function or closure; one that is taken apart has the name of its first part."""
    found = node.child_by_field_name("parameters")
    return [_parameter(walk, one) for one in (found.named_children if found is not None else []) if not one.is_extra]


def _parameter(walk: Walk, node: Node) -> Parameter:
    if node.type == "self_parameter":
        return Parameter(walk.span(node), "self")
    pattern, kind = node.child_by_field_name("pattern") or node, node.child_by_field_name("type")
    names = patterns.bound(pattern)
    return Parameter(walk.span(node), walk.text(names[0]) if names else "_", type_of(walk, kind))


def imported(walk: Walk) -> dict[str, str]:
    """Local name → full dotted name of every `use` in a file."""
    found: dict[str, str] = {}
    waiting = [walk.syntax.root]
    while waiting:
        node = waiting.pop()
        if node.type == "use_declaration":
            found |= _imports(walk, node.child_by_field_name("argument"), "")
        elif node.type in ("source_file", "mod_item", "declaration_list"):
            waiting += node.named_children
    return found


@overload
def type_of(walk: Walk, node: Node | None) -> str | None: ...
@overload
def type_of(walk: Walk, node: Node | None, otherwise: str) -> str: ...
def type_of(walk: Walk, node: Node | None, otherwise: str | None = None) -> str | None:
    """A type or path as names write it: without references and type arguments, with dots."""
    if node is None:
        return otherwise
    written = ARGUMENTS.sub("", walk.text(node).replace("&", "").replace("mut ", "")).strip()
    return re.sub(r"^'\w+ ", "", written).replace("::", ".")


def _class(walk: Walk, node: Node) -> Class:
    name = type_of(walk, node.child_by_field_name("type") or node.child_by_field_name("name")) or ""
    held = node.child_by_field_name("body")
    trait = node.child_by_field_name("trait")
    bases: list[Expression] = [] if trait is None else [Name(walk.span(trait), type_of(walk, trait) or "")]
    return Class(walk.span(node), name, bases, within(walk, held) if held is not None else [])


def _constant(walk: Walk, node: Node) -> Assign:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    target = Name(walk.span(node), walk.text(name))
    given = Constant(walk.span(node), None) if value is None else walk.expression(value)
    return Assign(walk.span(node), [target], given, type=type_of(walk, node.child_by_field_name("type")))


def _attribute(walk: Walk, node: Node) -> Decorator:
    """`#[get("/path")]`: its name, called with the texts that stand in it."""
    inner = next((child for child in node.named_children if child.type == "attribute"), node)
    path = walk.text(inner.named_children[0]).replace("::", ".") if inner.named_children else ""
    first, *rest = path.split(".")
    made: Expression = Name(walk.span(node), first)
    for name in rest:
        made = Attribute(walk.span(node), made, name)
    tree = inner.child_by_field_name("arguments")
    texts = [walk.expression(child) for child in tree.named_children if child.type == "string_literal"] if tree else []
    return Decorator(walk.span(node), Call(walk.span(node), made, texts))


def _imports(walk: Walk, node: Node | None, before: str) -> dict[str, str]:
    """Local name → full dotted name of a `use`."""
    if node is None:
        return {}
    match node.type:
        case "use_as_clause":
            path = walk.text(node.child_by_field_name("path")).replace("::", ".")
            return {walk.text(node.child_by_field_name("alias")): before + path}
        case "scoped_use_list":
            path = walk.text(node.child_by_field_name("path")).replace("::", ".")
            return _imports(walk, node.child_by_field_name("list"), f"{before}{path}.")
        case "use_list":
            found: dict[str, str] = {}
            for child in node.named_children:
                found |= _imports(walk, child, before)
            return found
        case "use_wildcard":
            return {"*": before + walk.text(node).removesuffix("*").removesuffix("::").replace("::", ".")}
        case "self":
            full = before.removesuffix(".")
            return {full.rpartition(".")[2]: full}
        case _:
            full = before + walk.text(node).replace("::", ".")
            return {full.rpartition(".")[2]: full}
