"""What goes around Rust's safeguards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str, int]]]


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        (
            "shell",
            'Command::new("sh").arg("-c").arg(format!("ls {}", d)).output();',
            'Command::new("ls").arg(d).output();',
        ),
        ("transmute", "let x: u32 = unsafe { std::mem::transmute(y) };", "let x = u32::from_ne_bytes(y);"),
        ("uninitialised", "let x: [u8; 4] = std::mem::uninitialized();", "let x = MaybeUninit::uninit();"),
        ("unsafe_without_reason", "unsafe { *p }", "// SAFETY: p is valid\n unsafe { *p }"),
        (
            "lock_across_await",
            "let g = m.lock().unwrap();\n other().await;",
            "{ let g = m.lock().unwrap(); }\n other().await;",
        ),
        (
            "lock_across_await",
            "let g = m.lock().unwrap();\n other().await;",
            "let g = m.lock().unwrap();\n drop(g);\n other().await;",
        ),
        ("cut_length", "let n = v.len() as u8;", "let n = v.len() as u64;"),
    ],
)
def test_a_rule_and_the_same_done_right(rule: str, wrong: str, right: str, found: Found):
    text = "use std::process::Command;\n\nasync fn f() {{\n {}\n}}\n"
    assert f"rust/{rule}" in {one for one, _, _ in found("rust", {"src/a.rs": text.format(wrong)})}
    assert f"rust/{rule}" not in {one for one, _, _ in found("rust", {"src/a.rs": text.format(right)})}


def test_what_a_request_holds_is_not_unwrapped(found: Found):
    handler = "async fn f(q: Query<Q>) {\n let n: u32 = q.n.parse().unwrap();\n}\n"
    plain = "fn f(q: &str) {\n let n: u32 = q.parse().unwrap();\n}\n"
    assert found("rust", {"src/a.rs": handler}) == [("rust/unwrapped_request", "src/a.rs", 2)]
    assert found("rust", {"src/a.rs": plain}) == []
