"""Java into the common representation."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.frontend import BYTES, DEPTH, front_end
from imperium.analysis.program import (
    Assign,
    Attribute,
    Block,
    Call,
    Cast,
    Class,
    Closure,
    Compare,
    Constant,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Import,
    Logical,
    Module,
    Name,
    Node,
    Return,
    Sequence,
    Statement,
    Switch,
    Template,
    Try,
    Unknown,
    While,
    With,
    children,
)
from imperium.analysis.source import SourceFile, Span


def read(text: str) -> Module:
    return front_end("java").read(SourceFile("A.java", textwrap.dedent(text), "java"))


def body(text: str) -> list[Statement]:
    """The statements of a method that has these."""
    held = read(
        f"class A {{ int field; static int shared; void m(Object o, String p) {{ {text} }} void other() {{ }} }}"
    )
    return next(each for each in one_class(held).body if isinstance(each, Function) and each.name == "m").body


def one_class(module: Module) -> Class:
    return next(each for each in module.body if isinstance(each, Class))


def value(text: str) -> Expression:
    (statement,) = body(f"x = {text};")
    assert isinstance(statement, Assign)
    return statement.value


def inside(node: Any) -> list[Any]:
    return [node, *(found for child in children(node) for found in inside(child))]


def dotted(node: Expression) -> str:
    if isinstance(node, Attribute):
        return f"{dotted(node.value)}.{node.name}"
    assert isinstance(node, Name)
    return node.id


def test_package_and_imports_are_known() -> None:
    module = read("package a.b; import java.util.List; import static x.Y.go; import java.io.*;")
    assert module.package == "a.b"
    names = [each.names for each in module.body if isinstance(each, Import)]
    assert names == [{"List": "java.util.List"}, {"go": "x.Y.go"}, {"*": "java.io"}]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"a\\n\\u0041\\101\\""', 'a\nAA"'),
        ("'c'", "c"),
        ("'\\''", "'"),
        ("0x1F_FFL", 0x1FFF),
        ("017", 15),
        ("0b11", 3),
        ("1_000", 1000),
        ("1.5f", 1.5),
        ("0x1p3", 8.0),
        ("true", True),
        ("null", None),
    ],
)
def test_literals_have_their_value(written: str, meant: object) -> None:
    found = value(written)
    assert isinstance(found, Constant)
    assert found.value == meant
    assert type(found.value) is type(meant)


def test_a_text_block_loses_what_its_lines_are_indented_by() -> None:
    found = value('"""\n        <p>\n          "x"  \n        """')
    assert isinstance(found, Constant)
    assert found.value == '<p>\n  "x"\n'


def test_fields_and_methods_are_said_to_be_whose_they_are() -> None:
    names = [
        dotted(each.value) for each in body("x = field; x = shared; x = p; x = unknown;") if isinstance(each, Assign)
    ]
    assert names == ["this.field", "A.shared", "p", "unknown"]
    (called,) = body("other();")
    assert isinstance(called, Evaluate)
    assert isinstance(called.value, Call)
    assert dotted(called.value.function) == "this.other"


def test_a_variable_hides_a_field_until_its_method_ends() -> None:
    module = read("class A { int n; void a() { int n = 1; use(n); } void b() { use(n); } }")
    first, second = (each for each in one_class(module).body if isinstance(each, Function))
    assert [dotted(each.arguments[0]) for each in inside(first) if isinstance(each, Call)] == ["n"]
    assert [dotted(each.arguments[0]) for each in inside(second) if isinstance(each, Call)] == ["this.n"]


def test_an_inner_class_names_the_members_of_the_outer_one() -> None:
    module = read("class A { static int n; class B { int m; int f() { return n + m; } } }")
    found = next(each for each in inside(one_class(module)) if isinstance(each, Return)).value
    assert [dotted(side) for side in (found.left, found.right)] == ["A.n", "this.m"]


def test_what_is_inherited_is_of_the_class_itself() -> None:
    module = read("import static x.Y.go; class A extends B { void m(String p) { use(base, p); go(); } }")
    used, gone = (each for each in inside(one_class(module)) if isinstance(each, Call))
    assert dotted(used.function) == "this.use"
    assert [dotted(each) for each in used.arguments] == ["this.base", "p"]
    assert dotted(gone.function) == "go"


def test_a_field_that_may_change_has_no_known_value() -> None:
    module = read(
        """class A { static final String A = "x"; private int b = 1; private int c = 1; int d = 1; int e;
                   void f() { c = 2; } }"""
    )
    fields = {each.targets[0].id: each.value for each in one_class(module).body if isinstance(each, Assign)}  # type: ignore[attr-defined]
    assert {name for name, value in fields.items() if isinstance(value, Constant)} == {"A", "b"}
    assert isinstance(fields["c"], Unknown)
    assert fields["e"].parts == []  # type: ignore[attr-defined]


def test_declared_types_are_kept() -> None:
    (declared, second, looped) = body("List<String> a = x, b; for (Cookie c : cookies) { }")
    assert isinstance(declared, Assign)
    assert isinstance(second, Assign)
    assert isinstance(looped, For)
    assert (declared.type, second.type, looped.type) == ("List<String>", "List<String>", "Cookie")
    (method,) = (
        each for each in inside(read('class A { void m(@Q("x") int a, F... b) {} }')) if isinstance(each, Function)
    )
    assert [(each.name, each.type, each.kind) for each in method.parameters] == [
        ("a", "int", "positional"),
        ("b", "F", "rest"),
    ]
    assert method.parameters[0].decorators[0].value.arguments[0].value == "x"


def test_annotations_are_decorators_with_arguments_by_name() -> None:
    module = read('@Path("/x") class A { @Get(value = {"/a", "/b"}, safe = true) @Override void m() { } }')
    held = one_class(module)
    assert dotted(held.decorators[0].value.function) == "Path"  # type: ignore[attr-defined]
    method = held.body[0]
    assert isinstance(method, Function)
    called, named = (each.value for each in method.decorators)
    assert isinstance(called, Call)
    assert [name for name, _ in called.keywords] == ["value", "safe"]
    assert isinstance(called.keywords[0][1], Sequence)
    assert dotted(named) == "Override"


def test_a_classic_for_is_its_start_and_a_loop_with_a_step() -> None:
    start, loop = body("for (int i = 0; i < 3; i++) { continue; }")
    assert isinstance(start, Assign)
    assert isinstance(loop, While)
    assert isinstance(loop.step[0], Assign)
    assert loop.step[0].operator == "+"
    (endless,) = body("for (;;) { break; }")
    assert isinstance(endless, While)
    assert isinstance(endless.test, Constant)


def test_switch_with_colons_falls_through_and_keeps_its_breaks() -> None:
    (switch,) = body("switch (p) { case 1: case 2, 3: go(); break; default: stop(); }")
    assert isinstance(switch, Switch)
    assert switch.falls_through
    assert [len(case.values) for case in switch.cases] == [1, 2, 0]
    assert [len(case.body) for case in switch.cases] == [0, 2, 1]


def test_switch_with_a_value_is_a_function_whose_arms_return() -> None:
    found = value('switch (p) { case "a" -> 1; case String s when s.isEmpty() -> { yield 2; } default -> throw e; }')
    assert isinstance(found, Call)
    assert isinstance(found.function, Closure)
    (switch,) = found.function.function.body
    assert isinstance(switch, Switch)
    assert not switch.falls_through
    assert isinstance(switch.cases[0].body[0], Return)
    assert switch.cases[1].guard is not None
    assert isinstance(switch.cases[1].body[-1], Return)


def test_resources_and_what_is_caught() -> None:
    (tried,) = body("try (Reader r = open(p)) { r.read(); } catch (A | b.C e) { throw e; } finally { done(); }")
    assert isinstance(tried, Try)
    (held,) = tried.body
    assert isinstance(held, With)
    made, target = held.items[0]
    assert isinstance(made, Cast)
    assert made.type == "Reader"
    assert isinstance(target, Name)
    assert tried.handlers[0].types == ["A", "b.C"]
    assert len(tried.finally_) == 1


def test_anonymous_classes_become_closures_or_get_a_name() -> None:
    (only,) = body("go(new Runnable() { public void run() { use(p); } });")
    closure = next(each for each in inside(only) if isinstance(each, Closure))
    assert closure.function.name == "run"
    declared, made = body("Object x = new Base(1) { int n; void f() { n = 2; } };")
    assert isinstance(declared, Class)
    assert isinstance(made, Assign)
    assert isinstance(made.value, Call)
    assert made.value.constructs
    assert dotted(made.value.function) == declared.name == "A$1"
    assert dotted(declared.bases[0]) == "Base"


def test_lambdas_and_references_are_values() -> None:
    found = value("(a, b) -> a + b")
    assert isinstance(found, Closure)
    assert [each.name for each in found.function.parameters] == ["a", "b"]
    assert isinstance(found.function.body[0], Return)
    assert dotted(value("String::trim")) == "String.trim"
    made = value("Foo::new")
    assert isinstance(made, Closure)


def test_records_have_a_constructor_and_read_their_components() -> None:
    held = one_class(read("record P(int a, String b) { P { check(a); } int twice() { return a * 2; } }"))
    functions = {each.name: each for each in held.body if isinstance(each, Function)}
    assert set(functions) == {"constructor", "a", "b", "twice"}
    assert isinstance(functions["constructor"].body[0], Evaluate)
    assert [dotted(each.targets[0]) for each in functions["constructor"].body[1:]] == ["this.a", "this.b"]  # type: ignore[attr-defined]
    assert functions["b"].returns == "String"


def test_enums_make_their_constants() -> None:
    held = one_class(read("enum E { A(1), B { void f() { } }; int x; E(int x) { this.x = x; } }"))
    made = {each.targets[0].id: each.value for each in held.body if isinstance(each, Assign)}  # type: ignore[attr-defined]
    assert dotted(made["A"].function) == "E"  # type: ignore[attr-defined]
    assert dotted(made["B"].function) == "E$B"  # type: ignore[attr-defined]


def test_instanceof_gives_its_variable_the_value() -> None:
    (statement,) = body("if (o instanceof String s && !s.isEmpty()) { use(s); }")
    assert isinstance(statement, If)
    assert isinstance(statement.test, Logical)
    compared = statement.test.values[0]
    assert isinstance(compared, Compare)
    assert compared.operator == "instanceof"
    assert dotted(compared.left.target) == "s"  # type: ignore[attr-defined]


def test_arrays() -> None:
    assert len(value('new String[] {p, "x"}').items) == 2  # type: ignore[attr-defined]
    assert len(value("new int[3]").items) == 3  # type: ignore[attr-defined]
    assert isinstance(value("new byte[1000]"), Call)


def test_initialisers_stand_in_the_class() -> None:
    held = one_class(read("class A { static { go(); } { come(); } }"))
    assert [type(each) for each in held.body] == [Block, Block]


def test_a_method_keeps_its_javadoc() -> None:
    held = one_class(read("class A {\n/**\n * Adds.\n * @param a one\n */\nint add(int a) { return a; } }"))
    assert isinstance(held.body[0], Function)
    assert held.body[0].docstring == "Adds.\n@param a one"


def test_columns_count_characters() -> None:
    module = read('class A { String a = "äöü" + b(); }')
    called = next(each for each in inside(one_class(module)) if isinstance(each, Call))
    assert called.at == Span(1, 30, 1, 33)


def test_what_cannot_be_read_is_told_and_the_rest_is_read() -> None:
    module = read("class A { void a() { int x = ; } void b() { run(); } }")
    assert module.faults
    assert any(isinstance(each, Call) for each in inside(one_class(module)))


def test_a_text_of_hundreds_of_pieces_is_no_depth() -> None:
    module = read('class A { String a(String b) { return "x"' + " + b" * 1000 + "; } }")
    assert not module.faults
    (template,) = (each for each in inside(one_class(module)) if isinstance(each, Template))
    assert len(template.parts) == 1001


def test_depth_ends_with_a_note() -> None:
    module = read("class A { int a = " + "(" * 10_000 + "1" + ")" * 10_000 + "; }")
    assert any(str(DEPTH) in fault.reason for fault in module.faults)


def test_a_file_too_large_is_told() -> None:
    module = read("class A { }" + " " * BYTES)
    assert module.faults
    assert module.body == []


PIECES = [
    *("class A {", "}", "void m(", ")", "{", "if (a)", "else", "switch (a) {", "case 1:", "case B c ->", "default:"),
    *(
        "->",
        "x =",
        "new B<>() {",
        "a.b(c)",
        ";",
        '"x',
        '"',
        "'",
        "@A(",
        "for (;;)",
        "try (",
        "catch (",
        "record R(int a)",
    ),
    *(
        "enum E { A,",
        "return",
        "yield",
        "++",
        "::new",
        "int[]",
        "é",
        "\\u",
        "\x00",
        "instanceof P(var q)",
        "new int[a]",
    ),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.text(max_size=80))
def test_no_text_stops_the_reader(text: str) -> None:
    module = read(text)
    assert all(isinstance(node, Node) for each in module.body for node in inside(each))
