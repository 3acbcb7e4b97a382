import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput
from imperium.review.changes import changed_lines, is_changed

DIFF = """\
diff --git a/shop/app.py b/shop/app.py
index 1..2 100644
--- a/shop/app.py
+++ b/shop/app.py
@@ -1,3 +1,4 @@
 import os
-old = 1
+new = 1
+more = 2
 last = 3
@@ -20 +21,2 @@ def f():
-x
+++ y
+z
\\ No newline at end of file
--- a/gone.py
+++ /dev/null
@@ -1,2 +0,0 @@
-a
-b
"""


def test_added_lines_by_their_number_in_the_new_file() -> None:
    assert changed_lines(DIFF) == {"shop/app.py": ((2, 3), (21, 22))}


def test_a_diff_that_only_takes_away_says_so() -> None:
    with pytest.raises(InvalidInput, match="adds nothing"):
        changed_lines("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")


def test_what_is_no_diff_is_named_with_its_line() -> None:
    with pytest.raises(InvalidInput, match="Line 4"):
        changed_lines("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\nhello\n")


lines = st.lists(st.sampled_from(["a", "b", "-c", "+d", "++ e", "@@ f", ""]), max_size=12)


@given(lines, lines)
def test_any_change_is_found_as_difflib_makes_it(before: list[str], after: list[str]) -> None:
    diff = "\n".join(difflib.unified_diff(before, after, "a/x.py", "b/x.py", lineterm="", n=1))
    added = [line for line in diff.splitlines()[2:] if line.startswith("+")]
    if not added:
        return
    ranges = changed_lines(diff)["x.py"]
    said = [number for first, last in ranges for number in range(first, last + 1)]
    assert [f"+{after[number - 1]}" for number in said] == added


def test_what_touches_a_range_is_changed() -> None:
    assert is_changed(5, 9, ((9, 12),))
    assert not is_changed(5, 8, ((9, 12),))
    assert not is_changed(5, 8, ())
