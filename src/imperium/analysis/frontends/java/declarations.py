"""Java's declarations: classes, interfaces, enums and records, and what is in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from imperium.analysis.frontends.java.annotations import decorators, words
from imperium.analysis.frontends.java.expressions import parameters
from imperium.analysis.frontends.java.reading import Members, Reading, parts
from imperium.analysis.program import (
    Assign,
    Attribute,
    Block,
    Call,
    Class,
    Expression,
    Function,
    Import,
    Name,
    Parameter,
    Return,
    Sequence,
    Statement,
    Unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node


FIELDS = ("field_declaration", "constant_declaration")
CLASSES = ("class_declaration", "interface_declaration", "enum_declaration", "record_declaration")
TEXTUAL = re.compile(r"\b(String|CharSequence|Object|byte|char|[A-Z]\d?)\b")
"""Types whose values a text can be, type parameters among them."""

SET = re.compile(r"(?:\+\+|--)\s*(\w+)|\b(\w+)\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>>?)?=(?!=))")
"""Where a name is set: before or after the operator."""

METHODS = ("method_declaration", "annotation_type_element_declaration")


def _import(reading: Reading, node: Node) -> list[Statement]:
    """`import a.b.C` brings `C`; a static one the member; `import a.b.*` is the star of `a.b`."""
    name = next((reading.text(child) for child in parts(node) if child.type != "asterisk"), "")
    local = "*" if any(child.type == "asterisk" for child in node.children) else name.rpartition(".")[2]
    if any(child.type == "static" for child in node.children):
        reading.imported |= {local}
    return [Import(reading.span(node), {local: name})]


def _class(reading: Reading, node: Node) -> list[Statement]:
    name = reading.text(node.child_by_field_name("name"))
    body = node.child_by_field_name("body") or node
    read = members(reading, name, _bases(reading, node), body, _is_member(node))
    read.decorators = decorators(reading, node)
    return [read]


def _is_member(node: Node) -> bool:
    return node.parent is not None and "body" in node.parent.type


def _bases(reading: Reading, node: Node) -> list[Expression]:
    kinds = ("superclass", "super_interfaces", "extends_interfaces")
    written = [child for each in parts(node) if each.type in kinds for child in _types(each)]
    return [reading.type_named(reading.text(base), reading.span(base)) for base in written]


def _types(node: Node) -> list[Node]:
    return [kind for child in parts(node) for kind in (parts(child) if child.type == "type_list" else [child])]


def members(reading: Reading, name: str, bases: list[Expression], body: Node, is_member: bool) -> Class:
    """A class by its body. What it holds is known before any of it is read: Java's order is free.

    `is_member`: it stands among the members of the class around, if there is one.
    """
    held = _members(reading, name, body)
    held.inside = (*reading.owner.inside, reading.owner.name) if is_member and reading.classes else ()
    held.inherits = bool(bases)
    reading.classes.append(held)
    with reading.function():
        reading.variables -= set(held.fields)
        found = [statement for part in _declared(body) for statement in reading.statement(part)]
    reading.classes.pop()
    return Class(reading.span(body), name, bases, found)


def _declared(body: Node) -> Iterable[Node]:
    """The members of a body, those behind an enum's constants too."""
    for part in parts(body):
        if part.type == "enum_body_declarations":
            yield from parts(part)
        else:
            yield part


def _members(reading: Reading, name: str, body: Node) -> Members:
    held = Members(name)
    for part in _declared(body):
        is_static = "static" in words(reading, part) or part.type == "constant_declaration"
        if part.type in FIELDS:
            held.fields |= dict.fromkeys(_names(reading, part), is_static)
        elif part.type == "enum_constant":
            held.fields[reading.text(part.child_by_field_name("name"))] = True
        elif part.type in CLASSES:
            held.classes |= {reading.text(part.child_by_field_name("name"))}
        elif part.type in METHODS:
            held.methods[reading.text(part.child_by_field_name("name"))] = is_static
    held.changing = _changing(reading, held, body)
    return held


def _names(reading: Reading, field: Node) -> list[str]:
    return [reading.text(each.child_by_field_name("name")) for each in field.children_by_field_name("declarator")]


def _changing(reading: Reading, held: Members, body: Node) -> frozenset[str]:
    """Fields that may be set after their declaration: any that others can reach, unless they are final."""
    kept = {name for part in _declared(body) if part.type in FIELDS for name in _kept(reading, part)}
    if not kept:
        return frozenset(held.fields)
    sets = Counter(name for names in SET.findall(reading.text(body)) for name in names)
    return frozenset(held.fields) - {name for name in kept if sets[name] <= 1}


def _kept(reading: Reading, field: Node) -> list[str]:
    """The fields that nobody outside can set."""
    closed = field.type == "constant_declaration" or words(reading, field) & {"final", "private"}
    return _names(reading, field) if closed else []


def _fields(reading: Reading, node: Node) -> list[Statement]:
    kind = reading.text(node.child_by_field_name("type"))
    declared = node.children_by_field_name("declarator")
    return [_field(reading, each, kind) for each in declared]


def _field(reading: Reading, declarator: Node, kind: str) -> Statement:
    """A field with the value it starts with; one that may change has a value that isn't known."""
    name, at = reading.text(declarator.child_by_field_name("name")), reading.span(declarator)
    written = declarator.child_by_field_name("value")
    value = Unknown(at) if written is None else reading.expression(written)
    if name in reading.owner.changing and not isinstance(value, (Call, Sequence, Unknown)):
        value = Unknown(at, [value])
    return Assign(at, [Name(at, name)], value, type=kind)


def _enum_constant(reading: Reading, node: Node) -> list[Statement]:
    at, name, owner = reading.span(node), reading.text(node.child_by_field_name("name")), reading.owner.name
    body, arguments = node.child_by_field_name("body"), reading.expressions_in(node.child_by_field_name("arguments"))
    kind = owner if body is None else f"{owner}${name}"
    own = [] if body is None else [members(reading, kind, [Name(at, owner)], body, True)]
    made = Call(at, Name(at, kind), arguments, constructs=True)
    return [*own, Assign(at, [Name(at, name)], made, type=owner)]


def _method(reading: Reading, node: Node) -> list[Statement]:
    with reading.function():
        arguments = parameters(reading, node.child_by_field_name("parameters"))
        reading.declare(*(argument.name for argument in arguments))
        body = _body(reading, node, arguments)
    return [
        Function(
            reading.span(node),
            _method_name(reading, node),
            arguments,
            body,
            decorators(reading, node),
            reading.text(node.child_by_field_name("type")) or None,
            is_static="static" in words(reading, node),
            is_abstract=node.child_by_field_name("body") is None,
            docstring=_javadoc(reading, node),
        )
    ]


def _method_name(reading: Reading, node: Node) -> str:
    is_constructor = node.type == "constructor_declaration"
    return "constructor" if is_constructor else reading.text(node.child_by_field_name("name"))


def _body(reading: Reading, node: Node, arguments: list[Parameter]) -> list[Statement]:
    """A method without a body, of an interface or in another language. If it gives text, that may be of what it is
    given; an object is what was kept under it."""
    body = node.child_by_field_name("body")
    if body is not None:
        return reading.block(body)
    at, gives = reading.span(node), reading.text(node.child_by_field_name("type"))
    given = arguments if TEXTUAL.search(gives) else []
    return [Return(at, Unknown(at, [Name(at, argument.name) for argument in given]))]


def _javadoc(reading: Reading, node: Node) -> str | None:
    before = node.prev_sibling
    text = reading.text(before) if before is not None and before.type == "block_comment" else ""
    if not text.startswith("/**"):
        return None
    return "\n".join(line.strip().removeprefix("*").strip() for line in text[3:-2].split("\n")).strip()


def _initializer(reading: Reading, node: Node) -> list[Statement]:
    return [Block(reading.span(node), [done for part in parts(node) for done in reading.block(part)])]


def _record(reading: Reading, node: Node) -> list[Statement]:
    """A record: a constructor that keeps its components, and a method of its name for each."""
    name = reading.text(node.child_by_field_name("name"))
    components = parameters(reading, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    read = members(reading, name, _bases(reading, node), node if body is None else body, _is_member(node))
    read.decorators = decorators(reading, node)
    own = {each.name for each in read.body if isinstance(each, Function)}
    accessors = [_accessor(each) for each in components if each.name not in own]
    made = [] if "constructor" in own else [_canonical(reading, node, components, body)]
    read.body = [*made, *accessors, *read.body]
    return [read]


def _accessor(component: Parameter) -> Function:
    at = component.at
    return Function(at, component.name, [], [Return(at, _own(component))], returns=component.type)


def _own(component: Parameter) -> Attribute:
    return Attribute(component.at, Name(component.at, "this"), component.name)


def _canonical(reading: Reading, node: Node, components: list[Parameter], body: Node | None) -> Function:
    compact = (
        next((part for part in parts(body) if part.type == "compact_constructor_declaration"), None) if body else None
    )
    with reading.function():
        reading.declare(*(component.name for component in components))
        first = [] if compact is None else reading.block(compact.child_by_field_name("body"))
    kept: list[Statement] = [Assign(each.at, [_own(each)], Name(each.at, each.name)) for each in components]
    return Function(reading.span(node), "constructor", components, [*first, *kept])


def nothing(reading: Reading, node: Node) -> list[Statement]:
    """What is said elsewhere, or says nothing to a reader of values."""
    return []


DECLARATIONS: dict[str, Callable[[Reading, Node], list[Statement]]] = {
    "annotation_type_declaration": _class,
    "annotation_type_element_declaration": nothing,
    "class_declaration": _class,
    "compact_constructor_declaration": nothing,
    "constant_declaration": _fields,
    "constructor_declaration": _method,
    "enum_constant": _enum_constant,
    "enum_declaration": _class,
    "field_declaration": _fields,
    "import_declaration": _import,
    "interface_declaration": _class,
    "method_declaration": _method,
    "record_declaration": _record,
    "static_initializer": _initializer,
}
