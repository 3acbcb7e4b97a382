"""Reading C and C++: the preprocessor, types, macros; whatever a file holds, nothing is raised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.frontends import cpp
from imperium.analysis.native import ctype
from imperium.analysis.native.examination import examine
from imperium.analysis.native.preprocessing import constant, preprocess
from imperium.analysis.native.reading import read
from imperium.analysis.source import SourceFile


def unit(text: str, language: str = "c"):
    path = "a.cpp" if language == "cpp" else "a.c"
    return read((SourceFile(path, text, language),)).units[path]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("#ifdef _WIN32\na\n#else\nb\n#endif\nc", ["b", "c"]),
        ("#if 0\na\n#elif 1\nb\n#else\nc\n#endif", ["b"]),
        ("#define N 3\n#if N >= 2 && defined(N) && !defined(M)\na\n#endif", ["a"]),
        ("#if PY_VERSION_HEX >= 0x030A0000\nnew\n#else\nold\n#endif", ["new"]),
        ("#if A(1)\na\n#endif", ["a"]),
        ("/*\n#if 0\n*/\na", ["/*", "#if 0", "*/", "a"]),
        ("#define A \\\n  1\na", ["a"]),
        ("#ifdef __cplusplus\na\n#endif\nb", ["b"]),
    ],
)
def test_conditions(text: str, left: list[str]):
    done = preprocess(text, "c")
    assert [line for line in done.text.split("\n") if line] == left
    assert done.text.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 + 2 * 3", 7), ("(1) and not (0)", 1), ("1 << 99", 9), ("f(1)", 9), ("__import__('os')", 9), ("", 9)],
)
def test_conditions_are_numbers_and_nothing_else(text: str, value: int):
    assert constant(text, 9) == value


def test_types_and_their_sizes():
    found = unit(
        "typedef unsigned char byte; enum { N = 3, M }; struct s { char a; int b; byte c[N + M]; void *d; };\n"
        "struct s one; struct s many[2]; char *names[N]; unsigned long long big; int (*go)(int);\n"
    ).globals
    assert {name: declared.type.size for name, declared in found.items()} == {
        "one": 24,
        "many": 48,
        "names": 24,
        "big": 8,
        "go": 8,
    }
    assert isinstance(found["go"].type, ctype.Pointer)


def test_macros_stand_where_they_are_used():
    macros = '#define TWICE(x) ((x) + (x))\n#define NAME "a"\n#define GET getenv\n'
    text = macros + "\nint f(int n) {\n  GET(NAME);\n  return TWICE(n);\n}\n"
    [function] = unit(text).functions
    assert function.body is not None
    call, returned = function.body.body
    assert (call.at.line, returned.at.line) == (6, 7)
    assert call.value.function.id == "getenv"  # type: ignore[attr-defined]
    assert call.value.arguments[0].value == "a"  # type: ignore[attr-defined]
    assert returned.value.operator == "+"  # type: ignore[attr-defined]


def test_macros_of_headers_that_are_not_here():
    text = "int EXPORTED f(int n)\n{\n  ENSURE(n)\n  return n;\n}\n"
    found = unit(text)
    assert ([one.name for one in found.functions], found.faults) == (["f"], [])


def test_what_can_not_be_read_is_a_fault():
    found = unit("int f(void) { return 1; }\nint g( { ] }\n")
    assert [one.name for one in found.functions][:1] == ["f"]
    assert found.faults[0].at.line == 2


def test_the_common_representation():
    module = cpp.read(
        SourceFile(
            "a.c", "static int n = 1;\nint f(char *p) {\n  if (*p && n) return g(p->x[1]);\n  for (;;) n++;\n}\n", "c"
        )
    )
    assert [type(one).__name__ for one in module.body] == ["Assign", "Function"]
    assert module.body[1].at.line == 2
    assert not module.faults


TOKENS = (
    "int char * & = == ( ) { } [ ] ; , if else for while do switch case default : break return goto a b c 0 1 malloc "
    "free strcpy sizeof struct union typedef -> . + - / % << >> ? # #define #if #endif /* */ // new delete template < "
    "> class try catch ... L ## @ \x00 é \n"
)
WORDS = st.sampled_from([*TOKENS.split(" "), '"x"', "'c'"])
STATEMENTS = st.sampled_from(
    [
        *(
            "a = a + 1;",
            "p = malloc(a);",
            "free(p);",
            "*p = a;",
            "if (a) {",
            "}",
            "while (p) {",
            "p++;",
            "strcpy(p, b);",
        ),
        *("a = b[a];", "a <<= 3;", "a = a / b[0];", "for (a = 0; a < 9; a++) {", "return;", "break;", "b = p;"),
        *("a = f(a, p);", "memcpy(b, p, a);"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=60), st.sampled_from(["a.c", "a.cpp"]))
def test_nothing_that_a_file_holds_is_raised(words: list[str], path: str):
    text = "void f(int a, char *b) { " + " ".join(words)
    examine((SourceFile(path, text, "cpp" if path.endswith("cpp") else "c"),))


@settings(max_examples=30, deadline=None)
@given(st.lists(STATEMENTS, max_size=25))
def test_any_order_of_statements_is_followed_to_an_end(lines: list[str]):
    text = "int f(int a, char *b) {\nchar *p = 0;\n" + "\n".join(lines) + "\n}\n"
    examine((SourceFile("a.c", text, "c"),))


def test_large_and_deep_files_end_with_a_note():
    deep = "int f(void) { return " + "(" * 10_000 + "1" + ")" * 10_000 + "; }"
    examine((SourceFile("deep.c", deep, "c"),))
    large = examine((SourceFile("large.c", "int a;" * 900_000, "c"),))
    assert "wasn't read" in large.faults["large.c"][0].reason
    many = "void f(int a) {\n" + "if (g(a)) a++;\n" * 400 + "}\n"
    examine((SourceFile("many.c", many * 3, "c"),))
