"""JavaScript and TypeScript in the common representation."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.frontend import front_end
from imperium.analysis.program import (
    Assign,
    Assignment,
    Attribute,
    Await,
    Binary,
    Call,
    Cast,
    Class,
    Closure,
    Compare,
    Constant,
    Evaluate,
    For,
    Function,
    If,
    Import,
    Logical,
    Mapping,
    Module,
    Name,
    Return,
    Sequence,
    Spread,
    Statement,
    Subscript,
    Switch,
    Template,
    Try,
    Unary,
    Unknown,
    While,
)
from imperium.analysis.source import SourceFile, Span, language_of


def read(text: str, path: str = "src/app.js") -> Module:
    language = language_of(path)
    assert language is not None
    return front_end(language).read(SourceFile(path, text, language))


def body(text: str, path: str = "src/app.js") -> list[Statement]:
    module = read(text, path)
    assert module.faults == []
    return module.body


def only(text: str, path: str = "src/app.js") -> Any:
    (statement,) = body(text, path)
    return statement


def value(text: str, path: str = "src/app.js") -> Any:
    return only(f"x = {text};", path).value


def imports(text: str, path: str = "src/app.js") -> dict[str, str]:
    return {local: full for each in body(text, path) if isinstance(each, Import) for local, full in each.names.items()}


def test_modules_are_found_by_their_path_and_packages_by_their_name() -> None:
    assert imports("const db = require('./lib/db.js')") == {"db": "src/lib/db"}
    assert imports("import db, { query as ask } from '../lib'") == {"db": "lib.default", "ask": "lib.query"}
    assert imports("import * as hapi from '@hapi/hapi'") == {"hapi": "@hapi/hapi"}
    assert imports("const { readFile: rf, stat } = require('node:fs/promises')") == {
        "rf": "fs.promises.readFile",
        "stat": "fs.promises.stat",
    }
    assert imports("import express = require('express')", "a.ts") == {"express": "express"}
    assert imports("import type { Row } from './rows'", "a.ts") == {}
    assert read("", "src/lib/index.js").package == "src/lib"


def test_a_module_inside_of_an_expression_is_imported_before_the_statement() -> None:
    first, second = body("require('child_process').exec(command)")
    assert isinstance(first, Import)
    assert isinstance(second, Evaluate)
    assert list(first.names.values()) == ["child_process"]
    function = second.value.function  # type: ignore[attr-defined]
    assert function.name == "exec"
    assert function.value.id == next(iter(first.names))


def test_what_a_module_gives_is_set_on_exports() -> None:
    module = "export function f() {}\nexport const a = 1, b = 2;\nexport { f as g };\nexport default class K {}"
    given = {
        target.name: each.value
        for each in body(module)
        if isinstance(each, Assign)
        for target in each.targets
        if isinstance(target, Attribute)
    }
    assert list(given) == ["f", "a", "b", "g", "default"]
    assert isinstance(given["g"], Name)
    assert given["g"].id == "f"
    assert imports("export { run as go } from './jobs'") == {"go": "src/jobs.run"}
    assert imports("export * from './jobs'") == {"*": "src/jobs"}


def test_functions_are_declared_before_what_uses_them() -> None:
    first, second = body("start();\nfunction start() {}")
    assert isinstance(first, Function)
    assert first.name == "start"
    assert first.at.line == 2
    assert isinstance(second, Evaluate)


def test_a_variable_that_holds_a_function_is_the_function() -> None:
    function = only("/** Adds. */\nconst add = async (a, { b, c = 2 }, [d], ...rest) => a + b;")
    assert isinstance(function, Function)
    assert (function.name, function.is_async, function.docstring) == ("add", True, "Adds.")
    assert [parameter.name for parameter in function.parameters] == ["a", "", "", "rest"]
    assert function.parameters[3].kind == "rest"
    pattern = function.parameters[1].pattern
    assert isinstance(pattern, Mapping)
    assert isinstance(pattern.items[1][1], Assignment)
    assert isinstance(function.body[0], Return)
    assert isinstance(function.body[0].value, Binary)


def test_a_function_takes_the_name_that_it_is_set_on() -> None:
    assigned = only("exports.show = function (req, res) {}")
    assert isinstance(assigned.value, Closure)
    assert assigned.value.function.name == "show"
    routes = value("{ index() {}, show: (req) => req, 'other': function () {} }")
    assert [item.function.name for _, item in routes.items] == ["index", "show", "other"]


def test_classes_have_fields_methods_and_bases() -> None:
    text = "class Store extends Base { #rows = []; static limit = 9; constructor(db) { super(db); } async all() {} }"
    store = only(text)
    assert isinstance(store, Class)
    assert isinstance(store.bases[0], Name)
    assert [type(member).__name__ for member in store.body] == ["Assign", "Assign", "Function", "Function"]
    hoisted, exported = body("module.exports = class { run() {} }")
    assert isinstance(hoisted, Class)
    assert isinstance(exported, Assign)
    assert isinstance(exported.value, Name)
    assert exported.value.id == hoisted.name


def test_typescript_keeps_types_decorators_and_properties_of_parameters() -> None:
    text = """@Controller('cats')
export class Cats {
  constructor(private readonly db: Store) {}
  @Get(':id') one(@Param('id') id: string, @Body() given?: Dto): Promise<Cat> { return this.db!.one(id as string); }
}
enum Level { Low, High = 'high' }
interface Cat { name: string }
"""
    cats, _, level = body(text, "src/cats.ts")
    assert isinstance(cats, Class)
    assert len(cats.decorators) == 1
    constructor, one = (member for member in cats.body if isinstance(member, Function))
    assert isinstance(constructor.body[0], Assign)
    assert isinstance(constructor.body[0].targets[0], Attribute)
    assert one.returns == "Promise<Cat>"
    assert len(one.decorators) == 1
    assert [parameter.type for parameter in one.parameters] == ["string", "Dto"]
    assert all(len(parameter.decorators) == 1 for parameter in one.parameters)
    returned = one.body[0]
    assert isinstance(returned, Return)
    assert isinstance(returned.value, Call)
    assert isinstance(returned.value.arguments[0], Cast)
    assert isinstance(level, Assign)
    assert isinstance(level.value, Mapping)
    assert [item.value for _, item in level.value.items if isinstance(item, Constant)] == [0, "high"]


def test_literals_are_their_values() -> None:
    assert value(r'"a\n\x41\u{1F600}\'"').value == "a\nA\U0001f600'"
    assert [value(text).value for text in ("0x1f", "1_000n", "017", "1e3", "null", "true")] == [
        31,
        1000,
        15,
        1e3,
        None,
        1,
    ]
    text = value("`a${b}\\n`")
    assert isinstance(text, Template)
    assert [type(part) for part in text.parts] == [Constant, Name, Constant]
    assert value("`plain`").value == "plain"
    assert isinstance(value("sql`select ${id}`").tag, Name)
    pattern = value("/a\\/b/gi")
    assert isinstance(pattern, Call)
    assert pattern.constructs
    assert [argument.value for argument in pattern.arguments if isinstance(argument, Constant)] == ["a\\/b", "gi"]


def test_operators_have_the_names_of_the_representation() -> None:
    assert isinstance(value("a === b"), Compare)
    assert value("a !== b").operator == "!="
    assert value("a && b").operator == "and"
    assert value("a ?? b").operator == "??"
    assert isinstance(value("!a"), Unary)
    assert value("a >>> 2").operator == ">>"
    assert isinstance(value("a?.b?.[c]"), Subscript)
    assert isinstance(value("a['b']"), Attribute)
    assert isinstance(value("typeof a"), Call)
    assert isinstance(value("(a, b)"), Subscript)
    assert isinstance(value("await f(...xs)"), Await)
    kept = only("a ??= b;")
    assert isinstance(kept, Assign)
    assert isinstance(kept.value, Logical)
    assert kept.operator is None
    chain = only("a = b = c;")
    assert len(chain.targets) == 2


def test_patterns_are_targets_by_key_and_by_position() -> None:
    by_key = only("const { a, b: { c }, ...others } = given;").targets[0]
    assert isinstance(by_key, Mapping)
    assert by_key.items[2][0] is None
    by_place = only("[, a, ...others] = given;").targets[0]
    assert isinstance(by_place, Sequence)
    assert [type(item) for item in by_place.items] == [Unknown, Name, Spread]


def test_control_flow_is_lowered() -> None:
    start, loop = body("for (let i = 0; i < 3; i++) run(i);")
    assert isinstance(start, Assign)
    assert isinstance(loop, While)
    assert isinstance(loop.step[0], Assign)
    assert only("for (const key in table) {}").keys
    assert not only("for (const row of rows) {}").keys
    assert isinstance(only("if (a) b(); else if (c) d();").otherwise[0], If)
    switch = only("switch (a) { case 1: case 2: f(); break; default: g(); }")
    assert isinstance(switch, Switch)
    assert switch.falls_through
    assert len(switch.cases) == 3
    handled = only("try { f() } catch ({ message }) { g(message) } finally { h() }")
    assert isinstance(handled, Try)
    assert len(handled.handlers[0].body) == 2
    assert len(handled.finally_) == 1
    assert isinstance(only("outer: for (const a of b) { continue outer; }"), For)


def test_markup_is_a_call() -> None:
    element = value("<p className='x' {...rest} dangerouslySetInnerHTML={{ __html: text }}>hi {name}<Menu.Item /></p>")
    assert isinstance(element, Call)
    assert isinstance(element.function, Name)
    assert element.function.id == "jsx"
    what, properties, *inside = element.arguments
    assert isinstance(what, Constant)
    assert what.value == "p"
    assert isinstance(properties, Mapping)
    assert len(properties.items) == 3
    assert properties.items[1][0] is None
    assert [type(each) for each in inside] == [Constant, Name, Call]


def test_spans_count_characters() -> None:
    assert value("'äö'").at == Span(1, 5, 1, 9)


def test_what_cannot_be_read_is_told_and_the_rest_is_read() -> None:
    module = read("function f( { return 1\n\nconst a = 2;\nuse(a);")
    assert module.faults
    assert any(isinstance(each, Evaluate) for each in module.body)


def test_depth_is_bounded() -> None:
    deep = read("x = " + "(" * 10_000 + "1" + ")" * 10_000 + ";\ny = 2;")
    assert any("nested deeper" in fault.reason for fault in deep.faults)
    assert isinstance(deep.body[-1], Assign)


PIECES = (
    "( ) { } [ ] ; , . ?. => = += ??= ... ` ${ } ' \" / < > </ /> async await function class extends static get new "
    "import export default from require('x') const let return yield for of in if else switch case try catch : ? & | "
    "! typeof delete a b this super 1 0x 1n /x/g //c\n /*d*/ @e <a> #p enum interface type as ä \\u{110000} \\x4"
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=30), st.sampled_from(["a.js", "a.ts", "a.tsx"]))
def test_no_text_crashes_the_reader(pieces: list[str], path: str) -> None:
    assert isinstance(read(" ".join(pieces), path), Module)
