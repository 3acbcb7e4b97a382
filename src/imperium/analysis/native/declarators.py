"""What a declaration declares: specifiers and declarators into a name and a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node as Tree

from imperium.analysis.native import ctype
from imperium.analysis.native.ctype import Array, Callable, Integer, Opaque, Pointer, Record, Type

if TYPE_CHECKING:
    from imperium.analysis.native.lowering import Lowering

RECORDS = ("struct_specifier", "union_specifier", "class_specifier")
NESTING = ("pointer_declarator", "array_declarator", "function_declarator", "reference_declarator")
ABSTRACT = ("abstract_pointer_declarator", "abstract_array_declarator", "abstract_function_declarator")


def specified(reader: Lowering, node: Tree) -> Type:
    """The type before the declarators of a declaration, a parameter, a field or a cast."""
    kind = node.child_by_field_name("type")
    return ctype.INT if kind is None else named(reader, kind)


def named(reader: Lowering, kind: Tree) -> Type:
    """The type that a specifier names."""
    match kind.type:
        case "primitive_type" | "type_identifier":
            return reader.type_named(text(kind))
        case "sized_type_specifier":
            return ctype.from_words(text(kind))
        case "struct_specifier" | "union_specifier" | "class_specifier":
            return record(reader, kind)
        case "enum_specifier":
            enumerate_names(reader, kind)
            return ctype.INT
        case "type_descriptor":
            return declared(reader, specified(reader, kind), kind.child_by_field_name("declarator"), is_constant(kind))[
                1
            ]
        case "placeholder_type_specifier":
            return Opaque("auto")
        case _:
            return reader.type_named(text(kind).removeprefix("::").removeprefix("std::"))


def text(node: Tree) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def is_constant(node: Tree) -> bool:
    """Whether `const` stands among the specifiers."""
    return any(child.type == "type_qualifier" and child.text == b"const" for child in node.children)


def has_storage(node: Tree, word: bytes) -> bool:
    """Whether `static` or `extern` stands among the specifiers."""
    return any(child.type == "storage_class_specifier" and child.text == word for child in node.children)


def declared(reader: Lowering, kind: Type, declarator: Tree | None, constant: bool = False) -> tuple[str, Type]:
    """(name, type) of a declarator around a type; the name is empty where there is none."""
    while declarator is not None:
        inner = declarator.child_by_field_name("declarator")
        match declarator.type:
            case "pointer_declarator" | "abstract_pointer_declarator":
                kind, constant = Pointer(kind, constant), is_constant(declarator)
            case "reference_declarator" | "abstract_reference_declarator":
                kind, constant = Pointer(kind, constant, reference=True), False
            case "array_declarator" | "abstract_array_declarator":
                kind = Array(kind, reader.constant(declarator.child_by_field_name("size")))
            case "function_declarator" | "abstract_function_declarator":
                kind = Callable(kind)
            case (
                "init_declarator"
                | "parenthesized_declarator"
                | "attributed_declarator"
                | "abstract_parenthesized_declarator"
            ):
                pass
            case "identifier" | "field_identifier" | "type_identifier" | "operator_name" | "destructor_name":
                return text(declarator), kind
            case "qualified_identifier":
                return text(declarator).rpartition("::")[2], kind
            case _:
                return "", kind
        declarator = inner or _only(declarator)
    return "", kind


def _only(node: Tree) -> Tree | None:
    """The declarator inside brackets or after `&`, which the grammar doesn't name."""
    kinds = (*NESTING, *ABSTRACT, "identifier", "field_identifier", "type_identifier", "qualified_identifier")
    return next((child for child in node.named_children if child.type in (*kinds, "parenthesized_declarator")), None)


def record(reader: Lowering, node: Tree) -> Type:
    """A struct, union or class, laid out when its members stand here."""
    name = text(tag) if (tag := node.child_by_field_name("name")) else ""
    body = node.child_by_field_name("body")
    if body is None:
        return reader.tagged(name)
    made = reader.tagged(name) if name else Record("")
    made.union = node.type == "union_specifier"
    members: list[tuple[str, Type]] = []
    for member in body.named_children:
        if member.type == "field_declaration":
            members += _fields(reader, member)
        elif member.type in ("function_definition", "declaration", "template_declaration"):
            reader.inner_function(member)
    if not made.fields:
        made.lay_out(members)
    return made


def _fields(reader: Lowering, member: Tree) -> list[tuple[str, Type]]:
    kind = specified(reader, member)
    found = [declared(reader, kind, one, is_constant(member)) for one in member.children_by_field_name("declarator")]
    if not found and isinstance(kind, Record):
        return [(name, inner) for name, (_, inner) in kind.fields.items()]
    return [(name, inner) for name, inner in found if not isinstance(inner, Callable)]


def enumerate_names(reader: Lowering, node: Tree) -> None:
    """The names of an enumeration become constants."""
    body = node.child_by_field_name("body")
    following = 0
    for item in body.named_children if body else []:
        if item.type == "enumerator" and (name := item.child_by_field_name("name")):
            value = reader.constant(item.child_by_field_name("value"))
            following = value if value is not None else following
            reader.enumerators[text(name)] = following
            following += 1


def parameters(reader: Lowering, function: Tree) -> list[tuple[Tree, str, Type]]:
    """(node, name, type) of each parameter; arrays have decayed."""
    listed = function.child_by_field_name("parameters")
    found = []
    for one in listed.named_children if listed else []:
        if one.type in ("parameter_declaration", "optional_parameter_declaration"):
            name, kind = declared(
                reader, specified(reader, one), one.child_by_field_name("declarator"), is_constant(one)
            )
            if not (isinstance(kind, ctype.Void) and not name):
                found.append((one, name, ctype.decayed(kind)))
    return found


def function_of(declarator: Tree | None) -> Tree | None:
    """The function declarator inside a declarator that declares a function itself, not a pointer to one."""
    while declarator is not None and declarator.type != "function_declarator":
        if declarator.type in ("parenthesized_declarator", "init_declarator"):
            return None
        declarator = declarator.child_by_field_name("declarator") or _only(declarator)
    if declarator is None:
        return None
    inner = declarator.child_by_field_name("declarator")
    return None if inner is not None and inner.type == "parenthesized_declarator" else declarator


def width(kind: Type) -> int:
    """The width of a character type, 1 for others."""
    return kind.width if isinstance(kind, Integer) else 1
