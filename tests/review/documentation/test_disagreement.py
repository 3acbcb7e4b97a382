"""Comments against what they describe, in each language."""

import pytest

from imperium.analysis.source import SourceFile, language_of
from imperium.review.documentation.disagreement import missing, parts, wrong


def told(path: str, text: str) -> list[tuple[str, int]]:
    source = SourceFile(path, text, language_of(path) or "python")
    found = parts(source)
    return [(claim.type, claim.place.first) for claim in (*missing(source, found), *wrong(source, found))]


NUMPY = '''def f(a, b, *args, c=1, **options):
    """Do it.

    Parameters
    ----------
    a, b : int
        Two.
    c : int, optional
        Three.

    Returns
    -------
    int
        All of it.
    """
    return a
'''
GOOGLE = '''class A:
    def f(self, a, b):
        """Do it.

        Args:
            a (int): One.
                More of it: here.
            b: Two.

        Returns:
            All of it.
        """
        return a
'''
SPHINX = '''def f(a, b):
    """Do it.

    :param a: One.
    :param int b: Two.
    :returns: All of it.
    """
    return a
'''
JSDOC = """/**
 * Does it.
 * @param {{x: number}} a - One.
 * @param {string} [b=1] Two.
 * @param {Object} o
 * @param {string} o.name
 * @returns {number} All of it.
 */
export function f(a, b = 1, o) {
  const g = () => 1
  return a
}
"""
JAVADOC = """/** A. */
public class A {
    /**
     * Does it.
     * @param <T> a type
     * @param a one
     * @param b two
     * @return all of it
     */
    @Deprecated
    public <T> int f(final T a, String... b) {
        return 1;
    }
}
"""
DOXYGEN = r"""#pragma once
/// A.
class A {
public:
  /// Does it.
  /// \param[in] a one
  /// @param b two
  /// \returns all of it
  int f(const char *a, std::string b = "");
};
"""
RUSTDOC = """/// Does it.
///
/// # Arguments
///
/// * `a` - one
/// * `b`: two
///
/// # Returns
///
/// All of it.
#[inline]
pub fn f(a: u32, mut b: u32) -> u32 {
    b += a;
    b
}
"""
GOOD = {
    "numpy.py": NUMPY,
    "google.py": GOOGLE,
    "sphinx.py": SPHINX,
    "a.js": JSDOC,
    "a.ts": JSDOC.replace("f(a, b = 1, o)", "f(a: {x: number}, b = '1', o?: Options): number"),
    "A.java": JAVADOC,
    "a.h": DOXYGEN,
    "a.hpp": DOXYGEN,
    "a.rs": RUSTDOC,
}


@pytest.mark.parametrize("path", GOOD)
def test_a_true_comment(path: str) -> None:
    assert told(path, GOOD[path]) == []


RENAMED = {
    "numpy.py": ("a, b, *args, c=1, **options", "a, b, *args, d=1"),
    "google.py": ("self, a, b", "self, a, d"),
    "sphinx.py": ("f(a, b)", "f(a, d)"),
    "a.js": ("(a, b = 1, o)", "(a, d = 1, o)"),
    "A.java": ("String... b", "String... d"),
    "a.hpp": ("std::string b", "std::string d"),
    "a.rs": ("mut b", "mut d"),
}


@pytest.mark.parametrize("path", RENAMED)
def test_a_parameter_that_does_not_exist(path: str) -> None:
    assert [kind for kind, _ in told(path, GOOD[path].replace(*RENAMED[path]))] == ["documented_parameters"]


ADDED = {
    "numpy.py": ("a, b, *args", "a, b, d, *args"),
    "google.py": ("self, a, b", "self, a, b, d"),
    "sphinx.py": ("f(a, b)", "f(a, b, d)"),
    "a.js": ("b = 1, o)", "b = 1, o, d)"),
    "A.java": ("final T a,", "final T a, int d,"),
    "a.hpp": ("const char *a,", "const char *a, int d,"),
    "a.rs": ("a: u32,", "a: u32, d: u32,"),
}


@pytest.mark.parametrize("path", ADDED)
def test_a_parameter_that_is_not_described(path: str) -> None:
    assert [kind for kind, _ in told(path, GOOD[path].replace(*ADDED[path]))] == ["documented_parameters"]


RESULTS = {
    "numpy.py": ("    Returns\n    -------\n    int\n        All of it.\n", ""),
    "google.py": ("        Returns:\n            All of it.\n", ""),
    "sphinx.py": ("    :returns: All of it.\n", ""),
    "a.js": (" * @returns {number} All of it.\n", ""),
    "A.java": ("     * @return all of it\n", ""),
    "a.hpp": ("  /// \\returns all of it\n", ""),
    "a.rs": ("/// # Returns\n///\n/// All of it.\n", ""),
}


@pytest.mark.parametrize("path", RESULTS)
def test_a_result_that_is_not_described(path: str) -> None:
    assert [kind for kind, _ in told(path, GOOD[path].replace(*RESULTS[path]))] == ["documented_return"]


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("a.js", "export function f(a) {\n  return a\n}\nfunction g(a) {\n  return a\n}\n", [1]),
        (
            "a.ts",
            "export class A {\n  f(a: number) {\n    return a\n  }\n  private g(): number {\n    return 1\n  }\n}\n",
            [1, 2],
        ),
        ("A.java", "public class A {\n  public void f(int a) {\n    g();\n    h();\n  }\n  void g() {}\n}\n", [1, 2]),
        ("A.java", "/** A */ public class A {\n  @Override\n  public String toString() { return x; }\n}\n", []),
        ("a.rs", "pub struct A;\nimpl A {\n    pub fn f(&self) -> u32 {\n        1\n    }\n}\nfn g() {}\n", [1, 3]),
        ("a.rs", "impl Display for A {\n    fn fmt(&self) -> u32 {\n        1\n    }\n}\n", []),
        ("a.h", "int f(int a);\nstatic int g(int a);\n", [1]),
        ("a.c", "int f(int a) {\n  return a;\n}\n", []),
        ("a.hpp", "class A {\n  int hidden(int a);\npublic:\n  A();\n  int f(int a);\n};\n", [1, 5]),
    ],
)
def test_public_parts_without_a_description(path: str, text: str, lines: list[int]) -> None:
    assert sorted(told(path, text)) == [("missing_docstring", line) for line in lines]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'def f(a, b):\n    """Adds a to b."""\n    return a\n'),
        ("a.py", 'def f(a, **more):\n    """Do.\n\n    Args:\n        a: One.\n        other: Two.\n    """\n'),
        ("a.py", 'def f(a):\n    """Do.\n\n    Args:\n        a: One.\n    """\n    yield a\n'),
        ("a.py", 'def f(a, b):\n    """Do.\n\n    Note:\n        b: is two.\n    """\n    return a\n'),
        ("a.js", "/**\n * Adds.\n * @see g\n */\nexport function f(a) {\n  const b = a\n  return b\n}\n"),
        ("a.js", "/** @param {number} n */\nconst f = ({ a, b }) => {\n  g()\n}\n"),
        (
            "A.java",
            "/** A */ public class A {\n  /** {@inheritDoc} */\n  public int f(int a) {\n    return a;\n  }\n}\n",
        ),
    ],
)
def test_what_is_no_disagreement(path: str, text: str) -> None:
    assert told(path, text) == []
