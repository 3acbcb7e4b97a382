"""What following paths finds in a function: each flaw beside the same function without it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Kinds = Callable[..., set[str]]

PAIRS: dict[str, tuple[str, str, str]] = {
    "copy beyond": (
        "buffer_overwrite",
        'char a[4]; strcpy(a, "12345");',
        'char a[6]; strcpy(a, "12345");',
    ),
    "copy by count": ("buffer_overwrite", "char a[8]; memset(a, 0, 16);", "char a[16]; memset(a, 0, 16);"),
    "count of elements": (
        "buffer_overwrite",
        "int *p = malloc(50); if (!p) return; for (int i = 0; i < 50; i++) p[i] = i; free(p);",
        "int *p = malloc(50 * sizeof(int)); if (!p) return; for (int i = 0; i < 50; i++) p[i] = i; free(p);",
    ),
    "last round of a long loop": (
        "buffer_overwrite",
        "static int a[5000]; for (int i = 0; i <= 5000; i++) a[i] = 0;",
        "static int a[5000]; for (int i = 0; i < 5000; i++) a[i] = 0;",
    ),
    "formatted text": (
        "buffer_overwrite",
        'char a[4]; sprintf(a, "%s!", "12345");',
        'char a[4]; snprintf(a, sizeof a, "%s!", "12345");',
    ),
    "a text without room for its end": (
        "buffer_overwrite",
        'char *s = getenv("A"); if (!s) return; char *t = malloc(strlen(s)); if (t) strcpy(t, s); free(t);',
        'char *s = getenv("A"); if (!s) return; char *t = malloc(strlen(s) + 1); if (t) strcpy(t, s); free(t);',
    ),
    "before the start": (
        "buffer_underwrite",
        "char a[8]; char *p = a - 2; *p = 1;",
        "char a[8]; char *p = a + 2; *p = 1;",
    ),
    "an index from outside": (
        "buffer_overread",
        'int a[4] = {0}; int i; if (scanf("%d", &i) != 1) return; if (i >= 0) printf("%d", a[i]);',
        'int a[4] = {0}; int i; if (scanf("%d", &i) != 1) return; if (i >= 0 && i < 4) printf("%d", a[i]);',
    ),
    "no zero at the end": (
        "unterminated_text",
        'char a[4]; memcpy(a, "abcd", 4); puts(a);',
        'char a[5]; memcpy(a, "abcd", 5); puts(a);',
    ),
    "double free": ("double_free", "char *p = malloc(4); free(p); free(p);", "char *p = malloc(4); free(p);"),
    "use after free": (
        "use_after_free",
        "char *p = malloc(4); if (!p) return; free(p); *p = 1;",
        "char *p = malloc(4); if (!p) return; *p = 1; free(p);",
    ),
    "not from the heap": ("invalid_free", "char a[4]; free(a);", "char *a = malloc(4); free(a);"),
    "not at the start": (
        "invalid_free",
        "char *p = malloc(4); if (!p) return; p++; free(p);",
        "char *p = malloc(4); if (!p) return; char *q = p; q++; free(p);",
    ),
    "leak on one path": (
        "memory_leak",
        "char *p = malloc(4); if (!p) return; if (rand() == 3) return; free(p);",
        "char *p = malloc(4); if (!p) return; if (rand() == 3) { free(p); return; } free(p);",
    ),
    "a file left open": (
        "resource_leak",
        'FILE *f = fopen("a", "r"); if (!f) return; fgetc(f);',
        'FILE *f = fopen("a", "r"); if (!f) return; fgetc(f); fclose(f);',
    ),
    "closed by the wrong function": (
        "wrong_close",
        'FILE *f = fopen("a", "r"); if (f) close(f);',
        'FILE *f = fopen("a", "r"); if (f) fclose(f);',
    ),
    "closed twice": (
        "double_close",
        'FILE *f = fopen("a", "r"); if (!f) return; fclose(f); fclose(f);',
        'FILE *f = fopen("a", "r"); if (!f) return; fclose(f);',
    ),
    "null": ("null_dereference", "int *p = 0; *p = 1;", "int x; int *p = 0; p = &x; *p = 1;"),
    "malloc that nobody tested": (
        "unchecked_null",
        "int *p = malloc(4); *p = 1; free(p);",
        "int *p = malloc(4); if (p == NULL) return; *p = 1; free(p);",
    ),
    "never written": ("uninitialised_read", 'int x; printf("%d", x);', 'int x; x = 1; printf("%d", x);'),
    "written on one path": (
        "uninitialised_read",
        'int x; if (rand() == 3) x = 1; printf("%d", x);',
        'int x; if (rand() == 3) x = 1; else x = 2; printf("%d", x);',
    ),
    "division": (
        "divide_by_zero",
        'int d; if (scanf("%d", &d) == 1) printf("%d", 100 / d);',
        'int d; if (scanf("%d", &d) == 1 && d != 0) printf("%d", 100 / d);',
    ),
    "overflow": (
        "integer_overflow",
        'int d; if (scanf("%d", &d) != 1) return; int e = d + 1;',
        'int d; if (scanf("%d", &d) != 1) return; if (d < INT_MAX) { int e = d + 1; }',
    ),
    "square": (
        "integer_overflow",
        'int d; if (scanf("%d", &d) != 1) return; int e = d * d;',
        'int d; if (scanf("%d", &d) != 1) return; if (abs(d) < 1000) { int e = d * d; }',
    ),
    "cut off": (
        "truncation",
        'int d; if (scanf("%d", &d) != 1) return; short e = d;',
        'int d; if (scanf("%d", &d) != 1) return; if (d >= 0 && d < 100) { short e = d; }',
    ),
    "a negative size": (
        "negative_size",
        'int d; char a[9], b[9] = {0}; if (scanf("%d", &d) != 1) return; if (d < 9) memcpy(a, b, d);',
        'int d; char a[9], b[9] = {0}; if (scanf("%d", &d) != 1) return; if (d > 0 && d < 9) memcpy(a, b, d);',
    ),
    "allocation": (
        "unbounded_allocation",
        'unsigned n; if (scanf("%u", &n) == 1) free(malloc(n));',
        'unsigned n; if (scanf("%u", &n) == 1 && n < 100) free(malloc(n));',
    ),
    "loop": (
        "unbounded_loop",
        'int n; if (scanf("%d", &n) == 1) for (int i = 0; i < n; i++) puts("a");',
        'int n; if (scanf("%d", &n) == 1 && n < 100) for (int i = 0; i < n; i++) puts("a");',
    ),
    "format": (
        "format_string",
        'char *s = getenv("A"); if (s) printf(s);',
        'char *s = getenv("A"); if (s) printf("%s", s);',
    ),
    "too few values": ("format_arguments", 'printf("%d %d", 1);', 'printf("%d %d", 1, 2);'),
    "command": (
        "command_injection",
        'char a[99] = "ls "; char *s = getenv("A"); if (s) strncat(a, s, 50); system(a);',
        'char a[99] = "/bin/ls "; char *s = getenv("A"); if (s) puts(s); strncat(a, "b", 50); system(a);',
    ),
    "a shell's argument": (
        "command_injection",
        'char *s = getenv("A"); execl("/bin/sh", "sh", "-c", s, NULL);',
        'char *s = getenv("A"); execl("/bin/ls", "ls", "--", s, NULL);',
    ),
    "overlap": (
        "overlapping_copy",
        'char a[9] = "abc"; memcpy(a + 1, a, 4);',
        'char a[9] = "abc"; memmove(a + 1, a, 4);',
    ),
    "another type": (
        "type_confusion",
        'char c = 1; void *p = &c; printf("%d", *(int *)p);',
        'int c = 1; void *p = &c; printf("%d", *(int *)p);',
    ),
    "the neighbours of a member": (
        "member_overwrite",
        'struct { char a[4]; int b; } s; memcpy(s.a, "12345678", sizeof s);',
        'struct { char a[4]; int b; } s; memcpy(s.a, "12345678", sizeof s.a);',
    ),
    "two objects": (
        "pointer_subtraction",
        "char a[4], b[4]; long n = (a + 1) - b;",
        "char a[4]; long n = (a + 1) - a;",
    ),
    "an assertion": (
        "reachable_assertion",
        'int d; if (scanf("%d", &d) == 1) assert(d > 3);',
        'int d; if (scanf("%d", &d) == 1 && d > 5) assert(d > 3);',
    ),
    "a socket in the wrong order": (
        "wrong_phase",
        "int s = socket(1, 2, 3); if (s == -1) return; listen(s, 5); bind(s, 0, 0); close(s);",
        "int s = socket(1, 2, 3); if (s == -1) return; bind(s, 0, 0); listen(s, 5); close(s);",
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_flaw_and_the_same_without_it(name: str, kinds: Kinds):
    kind, wrong, right = PAIRS[name]
    assert kind in kinds(wrong)
    assert kind not in kinds(right)


@pytest.mark.parametrize(
    "dead",
    [
        "if (0) { %s }",
        "if (5 != 5) { %s }",
        "while (0) { %s }",
        "switch (6) { case 6: break; default: %s }",
        "goto end; %s end: ;",
        "for (int i = 0; i < 0; i++) { %s }",
        "if (never) { %s }",
        "if (says_no()) { %s }",
        "return; %s",
        "if (sizeof(int) == 2) { %s }",
    ],
)
def test_what_never_runs_is_silent(dead: str, kinds: Kinds):
    text = "static const int never = 0; static int says_no(void) { return 0; } void f(void) { %s }"
    wrong = "int *p = 0; *p = 1;"
    assert "null_dereference" not in kinds(**{"a.c": text % (dead % wrong)})
    assert "null_dereference" in kinds(**{"a.c": text % wrong})


def test_helpers_are_followed_into_and_back(kinds: Kinds):
    made = "static char *make(int n) { char *p = malloc(n); if (!p) exit(1); return p; }"
    assert "memory_leak" in kinds(**{"a.c": f"{made} void f(void) {{ char *p = make(4); p[0] = 1; }}"})
    assert kinds(**{"a.c": f"{made} void f(void) {{ char *p = make(4); p[0] = 1; free(p); }}"}) == set()
    assert "buffer_overwrite" in kinds(**{"a.c": f"{made} void f(void) {{ char *p = make(4); p[4] = 1; free(p); }}"})


def test_through_function_pointers_globals_and_references(kinds: Kinds):
    by_pointer = "static void use(char *p) { p[8] = 1; } void f(void) { char a[4]; void (*go)(char *) = use; go(a); }"
    by_global = "static int n; static void use(void) { char a[4]; a[n] = 1; } void f(void) { n = 9; use(); }"
    by_reference = "static void nil(int *&p) { p = 0; } void f() { int x; int *p = &x; nil(p); *p = 1; }"
    assert "buffer_overwrite" in kinds(**{"a.c": by_pointer})
    assert "buffer_overwrite" in kinds(**{"a.c": by_global})
    assert "null_dereference" in kinds(**{"a.cpp": by_reference})


def test_what_is_kept_elsewhere_is_no_leak(kinds: Kinds):
    assert kinds(**{"a.c": "struct s { char *p; }; void f(struct s *s) { s->p = malloc(4); }"}) == set()
    assert kinds(**{"a.c": "char *f(void) { return malloc(4); }"}) == set()
    assert kinds(**{"a.c": "void keep(char *p); void f(void) { keep(malloc(4)); }"}) == set()


def test_new_and_delete_are_paired(kinds: Kinds):
    assert "mismatched_release" in kinds(**{"a.cpp": "void f() { int *p = new int[4]; delete p; }"})
    assert "mismatched_release" in kinds(**{"a.cpp": "void f() { int *p = (int *)malloc(4); delete p; }"})
    assert kinds(**{"a.cpp": "void f() { int *p = new int[4]; delete[] p; }"}) == set()


def test_headers_of_the_project_are_read(kinds: Kinds):
    header = "#define SIZE 4\ntypedef struct { char text[SIZE]; int n; } item;\n"
    text = '#include "item.h"\nvoid f(void) { item i; i.text[SIZE + 4] = 1; }\n'
    assert "member_overwrite" in kinds(**{"a.c": text, "lib/item.h": header})


def test_a_flaw_says_where_the_value_comes_from(examined: Callable[..., list]):
    [flaw] = examined("int main(int n, char **a) {\n  char b[4];\n  strcpy(b, a[1]);\n}\n")
    assert (flaw.kind, flaw.at.line, flaw.function) == ("buffer_overwrite", 3, "main")
    assert [(step.at.line, step.says) for step in flaw.steps] == [(1, "an argument of the program")]


def test_what_goes_wrong_elsewhere_is_told_where_it_is_called(examined: Callable[..., list]):
    shows = "void show(char *p) { p[0] = 1; }"
    text = "void show(char *p);\nvoid f(void) {\n  char *p = malloc(4); if (!p) return;\n  free(p);\n  show(p);\n}\n"
    assert {(flaw.kind, flaw.path, flaw.at.line) for flaw in examined(**{"a.c": text, "b.c": shows})} == {
        ("use_after_free", "a.c", 5)
    }
