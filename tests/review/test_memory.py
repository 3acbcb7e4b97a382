from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from imperium.review.memory import Memory, closures, key_of


def test_what_was_kept_is_there_and_the_oldest_goes_first(tmp_path: Path) -> None:
    import os

    memory = Memory(tmp_path)
    keys = [key_of(str(number)) for number in range(3)]
    for age, key in enumerate(keys):
        memory.put(key, b"x" * 10)
        os.utime(tmp_path / key[:2] / key[2:], (age, age))
    assert memory.get(keys[0]) == b"x" * 10
    memory.trim(20)
    assert [memory.get(key) is None for key in keys] == [True, False, False]


def test_where_nothing_can_be_kept_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file")
    memory.put(key_of("a"), b"x")
    assert memory.get(key_of("a")) is None


@given(st.lists(st.text(max_size=3), max_size=3), st.lists(st.text(max_size=3), max_size=3))
def test_keys_tell_texts_apart_however_they_are_cut(one: list[str], two: list[str]) -> None:
    assert (key_of(*one) == key_of(*two)) == (one == two)


FILES = {
    "shop/__init__.py": "",
    "shop/views.py": "from shop.models import find\n",
    "shop/models.py": "from .db import query\n",
    "shop/db.py": "import sqlite3\n",
    "other.py": "x = 1\n",
    "web/index.js": "require('./menu')\n",
    "web/menu.js": "",
}


def changed(path: str) -> set[str]:
    """Whose digest changes with a file's text."""
    before = closures(FILES, FILES)
    after = closures({**FILES, path: FILES[path] + "\n# more\n"}, FILES)
    return {name for name in FILES if before[name] != after[name]}


def test_a_class_depends_on_the_ones_below_it() -> None:
    files = {"Page.java": "Store s;", "Store.java": "interface Store {}", "Disk.java": "class Disk implements Store {}"}
    before, after = closures(files, files), closures({**files, "Disk.java": "class Disk implements Store { }"}, files)
    assert {path for path in files if before[path] != after[path]} == set(files)


def test_a_change_reaches_whoever_names_the_file_and_nobody_else() -> None:
    assert changed("shop/db.py") == {"shop/db.py", "shop/models.py", "shop/views.py"}
    assert changed("shop/__init__.py") == {"shop/__init__.py", "shop/views.py"}
    assert changed("other.py") == {"other.py"}
    assert changed("web/menu.js") == {"web/menu.js", "web/index.js"}
