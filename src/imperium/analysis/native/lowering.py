"""A file of C or C++ into `syntax.Unit`: the state of reading, and what stands outside functions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from tree_sitter import Node as Tree
from tree_sitter import Parser

from imperium.analysis.frontend import BYTES, DEPTH
from imperium.analysis.native import ctype, declarators, expressions, statements, syntax
from imperium.analysis.native.ctype import Opaque, Record, Type
from imperium.analysis.native.folding import fold
from imperium.analysis.native.preprocessing import NAME, PREDEFINED, Macro, preprocess
from imperium.analysis.parsing import grammar
from imperium.analysis.program import Fault
from imperium.analysis.source import Language, SourceFile, Span
from imperium.analysis.syntax import Syntax

INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)[uUlLzZ]*$")
UNKNOWN_MACRO = re.compile(r"[A-Z][A-Z0-9_]{2,}")
SCOPES = ("namespace_definition", "linkage_specification", "declaration_list", "template_declaration", "ERROR")


@cache
def parser(language: Language) -> Parser:
    """The parser of C or C++."""
    return Parser(grammar(language))


@dataclass(slots=True)
class Known:
    """What headers told: macros, types by name and by tag, constants of enumerations."""

    macros: dict[str, Macro] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    tags: dict[str, Record] = field(default_factory=dict)
    enumerators: dict[str, int] = field(default_factory=dict)


class Lowering:
    """Reads one file. `known` is what its headers told and is added to."""

    def __init__(self, source: SourceFile, known: Known) -> None:
        self.source, self.known = source, known
        self.unit = syntax.Unit(source.path)
        self.enumerators = known.enumerators
        self.site: Span | None = None
        self.expanding: list[str] = []
        self.depth = 0

    def read(self) -> syntax.Unit:
        """The unit. What can't be read is a fault in it."""
        if len(self.source.text) > BYTES:
            self.unit.faults.append(Fault(Span(1, 1, 1, 1), f"larger than {BYTES} bytes, so it wasn't read"))
            return self.unit
        prepared = preprocess(self.source.text, self.source.language)
        self.known.macros |= prepared.macros
        self.syntax = self._parsed(prepared.text)
        if any(UNKNOWN_MACRO.fullmatch(one) for one in self._unread()):
            self.syntax = self._parsed(self._without_unknown(prepared.text))
        self.unit.faults += self.syntax.faults()
        self.outside(self.syntax.root)
        return self.unit

    def _parsed(self, text: str) -> Syntax:
        return Syntax(SourceFile(self.source.path, text, self.source.language), grammar(self.source.language))

    def _unread(self) -> set[str]:
        """The texts of what isn't in the language."""
        found: set[str] = set()
        waiting = [self.syntax.root]
        while waiting:
            node = waiting.pop()
            if node.is_error:
                found |= {declarators.text(child) for child in node.children} | {declarators.text(node)}
            elif node.has_error:
                waiting += node.children
        return found

    def _without_unknown(self, text: str) -> str:
        """The text without the names in capitals that stand where the syntax has no place: macros of other headers."""
        names = {one for one in self._unread() if UNKNOWN_MACRO.fullmatch(one)} - self.known.macros.keys()
        return NAME.sub(lambda match: " " * len(match[0]) if match[0] in names else match[0], text)

    def parse(self, text: str) -> Tree:
        """The syntax of a text in the file's language."""
        return parser(self.source.language).parse(text.encode()).root_node

    def at(self, node: Tree) -> Span:
        """Where a node stands; where its macro is used when it came out of one."""
        return self.site if self.site is not None else self.syntax.span(node)

    # Types

    def type_named(self, name: str) -> Type:
        """A type by its name: built in, defined here or a macro's."""
        if name in self.known.types:
            return self.known.types[name]
        macro = self.known.macros.get(name)
        if macro and macro.body and macro.parameters is None and name not in self.expanding:
            return self._type_of_macro(name, macro.body)
        if name in self.known.tags:
            return self.known.tags[name]
        return ctype.NAMED.get(name) or Opaque(name)

    def _type_of_macro(self, name: str, body: str) -> Type:
        self.expanding.append(name)
        words = body.replace("*", " ").split()
        basic = all(word in ctype.NAMED for word in words)
        kind = ctype.from_words(body) if basic and len(words) > 1 else self.type_named(words[-1] if words else "int")
        self.expanding.pop()
        return ctype.Pointer(kind) if body.endswith("*") else kind

    def tagged(self, name: str) -> Record:
        """The struct, union or class of a tag, empty until its members are read."""
        return self.known.tags.setdefault(name, Record(name))

    # Values while reading

    def constant(self, node: Tree | None) -> int | None:
        """The value of a constant expression, or None."""
        if node is None:
            return None
        return fold(expressions.expression(self, node), {})

    # Outside functions

    def outside(self, node: Tree) -> None:
        """Declarations and definitions, in order."""
        for child in node.named_children:
            match child.type:
                case "function_definition":
                    self.inner_function(child)
                case "declaration":
                    self._declaration(child)
                case "type_definition":
                    self._typedef(child)
                case "struct_specifier" | "union_specifier" | "class_specifier" | "enum_specifier":
                    declarators.named(self, child)
                case "comment":
                    self.comment(child)
                case "expression_statement":
                    self._expanded(child)
                case "alias_declaration":
                    self._alias(child)
                case kind if kind in SCOPES and self.depth < DEPTH:
                    self.depth += 1
                    self.outside(child.child_by_field_name("body") or child)
                    self.depth -= 1

    def _expanded(self, node: Tree) -> None:
        """What a macro outside functions stands for: functions and variables that it defines."""
        call = node.named_children[0] if node.named_children else None
        function = call.child_by_field_name("function") if call is not None and call.type == "call_expression" else None
        name = declarators.text(function) if function is not None else ""
        macro = self.macro(name) if name else None
        if call is None or macro is None or macro.parameters is None or self.depth >= DEPTH:
            return
        listed = call.child_by_field_name("arguments")
        given = [declarators.text(child) for child in listed.named_children] if listed else []
        root = self.parse(macro.with_arguments(given))
        outer, self.site = self.site, self.at(node)
        self.expanding.append(name)
        self.outside(root)
        self.expanding.pop()
        self.site = outer

    def comment(self, node: Tree) -> None:
        self.unit.comments.append(syntax.Comment(self.at(node), declarators.text(node)))

    def _typedef(self, node: Tree) -> None:
        kind = declarators.specified(self, node)
        for one in node.children_by_field_name("declarator"):
            name, made = declarators.declared(self, kind, one)
            if name:
                self.known.types[name] = made

    def _alias(self, node: Tree) -> None:
        name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name and kind:
            self.known.types[declarators.text(name)] = declarators.named(self, kind)

    def _declaration(self, node: Tree) -> None:
        for one in node.children_by_field_name("declarator"):
            if (function := declarators.function_of(one)) is not None:
                made = self.function(node, function, one)
                self.unit.declared.setdefault(made.name, made)
        for made_ in statements.declarations(self, node):
            if isinstance(made_, syntax.Declare) and not isinstance(made_.type, ctype.Callable):
                self._global(made_)

    def _global(self, made: syntax.Declare) -> None:
        if not made.external or made.value is not None or made.name not in self.unit.globals:
            self.unit.globals[made.name] = made
        if made.value is not None:
            self.unit.assigned |= referenced(made.value)

    def inner_function(self, node: Tree) -> None:
        """A function or method with its body."""
        if node.type == "template_declaration":
            self.outside(node)
            return
        declarator = node.child_by_field_name("declarator")
        function, body = declarators.function_of(declarator), node.child_by_field_name("body")
        if function is None or body is None or node.type != "function_definition":
            return
        made = self.function(node, function, declarator)
        made.body = statements.block(self, body)
        self.unit.functions.append(made)
        self.unit.assigned |= assigned(made.body)
        self.unit.named |= {one.id for one in syntax.walk(made.body) if isinstance(one, syntax.Name)} - {made.name}

    def function(self, node: Tree, function: Tree, declarator: Tree | None) -> syntax.Function:
        """A function without its body."""
        name, kind = declarators.declared(
            self, declarators.specified(self, node), declarator, declarators.is_constant(node)
        )
        listed = [
            syntax.Parameter(self.at(at), name, kind) for at, name, kind in declarators.parameters(self, function)
        ]
        throws = next((declarators.text(child) for child in function.children if child.type == "throw_specifier"), "")
        returns = kind.returns if isinstance(kind, ctype.Callable) else ctype.INT
        return syntax.Function(
            self.at(node), name, returns, listed, None, declarators.has_storage(node, b"static"), throws
        )

    # Macros

    def macro(self, name: str) -> Macro | None:
        """The macro of a name, unless it is just being expanded."""
        if name in self.expanding or len(self.expanding) > 12:
            return None
        return self.known.macros.get(name) or PREDEFINED.get(name)


def assigned(body: syntax.Node) -> set[str]:
    """The names that something inside may set: assigned, counted or their address taken."""
    found: set[str] = set()
    for node in syntax.walk(body):
        if isinstance(node, (syntax.Assign, syntax.Increment)):
            found |= _root(node.target)
        elif isinstance(node, syntax.Unary) and node.operator == "&":
            found |= _root(node.operand)
        elif isinstance(node, syntax.Binary) and node.operator == ">>":
            found |= _root(node.right)
    return found


def referenced(value: syntax.Expression) -> set[str]:
    """The names whose address an initial value takes."""
    addresses = (node for node in syntax.walk(value) if isinstance(node, syntax.Unary) and node.operator == "&")
    return set().union(*(_root(node.operand) for node in addresses))


def _root(target: syntax.Expression) -> set[str]:
    while isinstance(target, (syntax.Member, syntax.Index, syntax.Cast)):
        target = target.value
    return {target.id} if isinstance(target, syntax.Name) else set()
