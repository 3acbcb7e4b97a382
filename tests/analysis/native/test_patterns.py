"""Every pattern finds what it is for, and not the same thing done right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imperium.analysis.native.pattern import patterns

Kinds = Callable[..., set[str]]

THREAD = "static int n, m; static void run(void *a) {{ {} }} void f(void) {{ go_thread(run); go_thread(run); }}"
HANDLER = (
    "static char *t; static volatile int seen; static void on(int s) {{ {} }} void f(void) {{ signal(2, on); {} }}"
)
LOOP = "void f(list<int> d) {{ for (list<int>::iterator i = d.begin(); i != d.end(); i++) {{ if (*i) {{ {} }} }} }}"

PAIRS: dict[str, tuple[str, str]] = {
    "assignment_in_condition": ('int x = rand(); if (x = 5) puts("a");', 'int x = rand(); if (x == 5) puts("a");'),
    "check_then_use": ('if (access(p, 2) == 0) fopen(p, "w");', 'if (access(q, 2) == 0) fopen(p, "w");'),
    "dated_action": ('if (time(NULL) > 1900000000) unlink("a");', 'if (time(NULL) > 5) unlink("a");'),
    "empty_body": ('if (rand()) {} puts("a");', 'if (rand()) { puts("a"); }'),
    "environment_shown": ('puts(getenv("PATH"));', 'puts("PATH");'),
    "fixed_address": ("char *p = (char *)0x400000;", "char *p = (char *)0;"),
    "function_compared": (
        'static int g(void) { return 1; } void f(void) { if (g == 0) puts("a"); }',
        'static int g(void) { return 1; } void f(void) { if (g() == 0) puts("a"); }',
    ),
    "ignored_error": ("if (fgets(a, 9, f) == NULL) { }", "if (fgets(a, 9, f) == NULL) { return; }"),
    "impossible_comparison": ('unsigned n = rand(); if (n < 0) puts("a");', 'int n = rand(); if (n < 0) puts("a");'),
    "iterator_invalidated": (LOOP.format("d.clear();"), LOOP.format("d.clear(); break;")),
    "lock_not_released": (
        "pthread_mutex_init(&m, 0); pthread_mutex_lock(&m); n++;",
        "pthread_mutex_init(&m, 0); pthread_mutex_lock(&m); n++; pthread_mutex_unlock(&m);",
    ),
    "lost_on_failure": ("p = realloc(p, 9);", "q = realloc(p, 9);"),
    "misleading_indentation": ("\n  if (a)\n    b();\n    c();\n", "\n  if (a)\n    b();\n  c();\n"),
    "missing_break": (
        "switch (x) { case 1: a(); case 2: b(); break; default: c(); }",
        "switch (x) { case 1: a(); /* falls through */ case 2: b(); break; default: c(); }",
    ),
    "missing_default": (
        "switch (x) { case 1: a(); break; case 2: b(); }",
        "switch (x) { case 1: a(); break; default: b(); }",
    ),
    "no_effect": ("int x = 1; x == 5;", "int x = 1; x = 5;"),
    "password_in_code": ('if (strcmp(password, "hunter2") == 0) a();', "if (strcmp(password, read()) == 0) a();"),
    "pointer_scaling": ("int *p = q; p = p + 2 * sizeof(int);", "char *p = q; p = p + 2 * sizeof(int);"),
    "signal_handler": (HANDLER.format('printf("a");', ""), HANDLER.format("seen = 1;", "")),
    "signal_race": (HANDLER.format("*t = 1;", "free(t);"), HANDLER.format("*t = 1;", "signal(2, 0); free(t);")),
    "sizeof_pointer": ("int *p = malloc(sizeof(p));", "int *p = malloc(sizeof(*p));"),
    "source_bound": ("strncpy(to, from, strlen(from));", "strncpy(to, from, strlen(to));"),
    "suspicious_semicolon": ("if (x == 1); { a(); }", "if (x == 1) { a(); }"),
    "temporary_file": ("char *n = mktemp(t);", "int n = mkstemp(t);"),
    "text_compared": ('char *s = a(); if (s == "x") b();', 'char *s = a(); if (strcmp(s, "x") == 0) b();'),
    "thread_race": (THREAD.format("n = n + 1;"), THREAD.format("mutex_lock(m); n = n + 1; mutex_unlock(m);")),
    "trusted_host_name": (
        'getnameinfo(a, 1, h, 2, s, 3, 0); if (strcmp(h, "admin.example.org") == 0) b();',
        "getnameinfo(a, 1, h, 2, s, 3, 0); if (strcmp(h, known) == 0) b();",
    ),
    "unchecked_error": ("long n = strtol(s, NULL, 10);", "long n = strtol(s, &end, 10);"),
    "unchecked_return": ("fgets(a, 9, f);", "if (!fgets(a, 9, f)) return;"),
    "unused_variable": ("int x; x = 1;", "int x; x = 1; b(x);"),
    "weak_cryptography": ("MD5_Init(&c);", "SHA256_Init(&c);"),
    "wrong_return_check": ("if (fgets(a, 9, f) < 0) return;", "if (fgets(a, 9, f) == NULL) return;"),
    "format_not_constant": ("void f(char *s) { printf(s); }", 'void f(char *s) { printf("%s", s); }'),
}
CPP = {
    "generic_catch": ("try { a(); } catch (...) { b(); }", "try { a(); } catch (const bad_alloc &e) { b(); }"),
    "generic_throw": ("throw exception();", 'throw runtime_error("a");'),
}


def test_every_pattern_has_its_pair():
    assert set(PAIRS) | set(CPP) == set(patterns())


@pytest.mark.parametrize("name", sorted(PAIRS | CPP))
def test_a_pattern_and_the_same_done_right(name: str, kinds: Kinds):
    path = "a.cpp" if name in CPP or name == "iterator_invalidated" else "a.c"
    wrong, right = (PAIRS | CPP)[name]
    assert name in kinds(**{path: _whole(wrong)})
    assert name not in kinds(**{path: _whole(right)})


def _whole(text: str) -> str:
    return f"{text}\n" if "void f(" in text else f"void f(void) {{ {text} }}\n"


def test_comments_that_say_that_something_is_left(kinds: Kinds):
    assert "suspicious_comment" in kinds("/* FIXME: n may be 0 */")
    assert "suspicious_comment" not in kinds("/* the fixme program */")
