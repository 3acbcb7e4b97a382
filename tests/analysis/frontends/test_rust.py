"""Rust in the common representation, and what is found in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis import program
from imperium.analysis.analyse import analyse_all
from imperium.analysis.frontends.rust import read
from imperium.analysis.project import Project
from imperium.analysis.source import SourceFile


def body(text: str) -> list[Any]:
    """The statements of a function around a text."""
    module = read(SourceFile("a.rs", f"use std::fs;\nfn f(a: &str) -> i32 {{\n{text}\n}}\n", "rust"))
    assert not module.faults
    return module.body[1].body  # type: ignore[attr-defined]


def flows(text: str) -> set[tuple[str, int]]:
    [report] = analyse_all(Project({"src/a.rs": text}), ["src/a.rs"])
    assert not report.faults
    return {(flow.kind, flow.sink.at.line) for flow in report.flows}


def test_a_blocks_last_expression_is_returned():
    [returned] = body("a.len()")
    assert isinstance(returned, program.Return)
    [evaluated] = body("a.len();")
    assert isinstance(evaluated, program.Evaluate)


def test_a_value_that_branches_give_is_assigned_in_each():
    [branch] = body("let n = if a == b { 1 } else { match c { 2 => 3, _ => 4 } };")
    assert branch.body[0].value.value == 1
    [inner] = branch.otherwise
    assert [case.body[0].value.value for case in inner.cases] == [3, 4]
    assert [[value.value for value in case.values] for case in inner.cases] == [[2], []]


def test_names_are_full_where_they_are_imported():
    [call] = body("fs::read(a);")
    assert call.value.function.id == "std.fs.read"
    [call] = body("tokio::fs::read(&a)?;")
    assert call.value.function.id == "tokio.fs.read"


def test_a_format_is_a_template_at_its_place():
    [declared] = body('let s = format!("{}-{a:>5}-{{}} {1}", x, y);')
    parts = [part.value if isinstance(part, program.Constant) else part.id for part in declared.value.parts]
    assert parts == ["x", "-", "a", "-", "{", "}", " ", "y"]
    assert declared.value.parts[0].at[:2] == (3, 39)


def test_parameters_have_the_names_that_patterns_bind():
    text = "async fn f(Path(id): Path<u32>, web::Json(b): web::Json<B>) {}\nimpl S { fn g(&self, mut n: Vec<u8>) {} }\n"
    [function, owner] = read(SourceFile("a.rs", text, "rust")).body
    assert [(one.name, one.type) for one in function.parameters][:2] == [("id", "Path"), ("b", "web.Json")]  # type: ignore[attr-defined]
    assert [one.name for one in owner.body[0].parameters] == ["self", "n"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("sql_injection", 'sqlx::query(&format!("a {}", q)).fetch(p)', 'sqlx::query("a $1").bind(q).fetch(p)'),
        ("path_traversal", "std::fs::read(q)", "std::fs::read(base.join(q.parse::<u32>()?.to_string()))"),
        ("command_injection", "std::process::Command::new(q)", 'std::process::Command::new("ls").arg(q)'),
        ("server_side_request_forgery", "reqwest::get(&q)", 'reqwest::get("https://example.org")'),
    ],
)
@pytest.mark.parametrize(
    "handler",
    [
        '#[get("/{{q}}")]\nasync fn f(q: String) {{\n    {};\n}}\n',
        "async fn f(Query(q): Query<String>) {{\n\n    {};\n}}\n",
        '#[post("/")]\nasync fn f(form: web::Form<F>) {{ let q = form.into_inner().q;\n    {};\n}}\n',
    ],
)
def test_flows_from_handlers(kind: str, wrong: str, right: str, handler: str):
    assert flows(handler.format(wrong)) == {(kind, 3)}
    assert flows(handler.format(right)) == set()


def test_calls_that_are_wrong_by_themselves():
    calls = (
        "reqwest::Client::builder().danger_accept_invalid_certs(true)",
        "md5::compute(a)",
        "sha2::Sha256::digest(a)",
    )
    text = "fn f() {\n" + "".join(f"    {call};\n" for call in calls) + "}\n"
    assert flows(text) == {("certificate_validation", 2), ("weak_hash", 3)}


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="fn()[]{}<>!&|=;:,.'\"abclet match if #? \n/*", max_size=80))
def test_nothing_that_a_file_holds_is_raised(text: str):
    read(SourceFile("a.rs", f"\nfn f() {{ println!({text}", "rust"))
