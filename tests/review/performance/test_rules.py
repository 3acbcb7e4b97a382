"""Each kind of waste where it is, and not where it only looks like it."""

from pathlib import Path

import pytest

from imperium.analysis.source import Language
from imperium.kit.kinds import discover
from imperium.review.experts.performance import RULES
from imperium.review.project import Project
from imperium.review.rule import Family
from imperium.review.subject import Subject

ENDINGS: dict[Language, str] = {"python": "py", "javascript": "js", "java": "java"}


def found(language: Language, text: str) -> list[tuple[str, int]]:
    project = Project(Subject(files={f"app/Code.{ENDINGS[language]}": text}, root=Path()))
    matches = [match for family in discover(RULES, Family).values() for match in family.find(project)]
    return [(match.rule.type, match.place.first) for match in matches]


SEEN = "def f(items):\n    seen = []\n    for item in items:\n"
NODE = "app.get('/', (req, res) => {\n"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "for a in authors:\n    books = Book.objects.filter(author=a)\n", ("n_plus_one", 2)),
        ("python", "def f(db, ids):\n    for i in ids:\n        db.session.get(User, i)\n", ("n_plus_one", 3)),
        ("python", "for row in rows:\n    cursor.execute('INSERT INTO t VALUES (?)', (row,))\n", ("n_plus_one", 2)),
        ("javascript", "for (const id of ids) {\n  out.push(await User.findById(id)); break\n}", ("n_plus_one", 2)),
        ("java", "class A { void f() { for (Long id : ids) {\n repository.findById(id); } } }", ("n_plus_one", 2)),
        ("python", f"{SEEN}        if item not in seen:\n            seen.append(item)\n", ("quadratic_membership", 4)),
        ("python", "def f(a, b):\n    b = list(b)\n    while a():\n        b.pop(0)\n", ("quadratic_membership", 4)),
        (
            "javascript",
            "function f(a, b) {\n const s = b.split(',');\n for (const x of a) {\n  if (s.includes(x)) g()\n }\n}",
            ("quadratic_membership", 4),
        ),
        (
            "java",
            "class A { void f(List<String> a) { List<String> s = new ArrayList<>(); for (String x : a) {\n"
            "if (!s.contains(x)) { s.add(x); } } } }",
            ("quadratic_membership", 2),
        ),
        (
            "python",
            "def f(items):\n    text = ''\n    for item in items:\n        text += g(item)\n",
            ("string_building", 4),
        ),
        (
            "java",
            'class A { String f() { String s = ""; for (String x : a) {\n s = s + x; } return s; } }',
            ("string_building", 2),
        ),
        ("python", "import time\nasync def f():\n    time.sleep(1)\n", ("blocking_call", 3)),
        ("python", "import requests\nasync def f():\n    return requests.get(u)\n", ("blocking_call", 3)),
        ("javascript", NODE + "  res.send(fs.readFileSync(p))\n})", ("blocking_call", 2)),
        ("python", "import re\nfor line in lines:\n    m = re.compile('a+').match(line)\n", ("repeated_work", 3)),
        ("javascript", "for (const l of lines) {\n  new RegExp('a+').test(l)\n}", ("repeated_work", 2)),
        ("python", "def f(c):\n    return c.execute('SELECT * FROM users').fetchall()\n", ("unbounded_read", 2)),
        ("python", "def f():\n    return list(User.objects.all())\n", ("unbounded_read", 2)),
        (
            "javascript",
            "async function f(urls) {\n  for (const u of urls) {\n    await fetch(u)\n  }\n}",
            ("sequential_awaits", 3),
        ),
        ("python", "async def f(urls):\n    for u in urls:\n        await load(u)\n", ("sequential_awaits", 3)),
    ],
)
def test_a_waste(language: Language, text: str, expected: tuple[str, int]) -> None:
    assert found(language, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "for a in Author.objects.filter(b=1):\n    print(a)\n"),
        ("python", "for kind in ('a', 'b'):\n    Book.objects.filter(kind=kind)\n"),
        ("python", "while True:\n    Job.objects.filter(done=False)\n"),
        ("python", "for name in names:\n    connection.execute(f'PRAGMA {name}')\n"),
        ("python", "for start in range(0, len(rows), 500):\n    cursor.execute(sql, rows[start : start + 500])\n"),
        ("python", SEEN.replace("[]", "set()") + "        if item not in seen:\n            seen.add(item)\n"),
        (
            "python",
            "def f(items):\n    ok = ['a', 'b']\n    for item in items:\n        if item in ok:\n            g()\n",
        ),
        ("python", "def f(lines):\n    for line in lines:\n        parts = line.split()\n        parts.pop(0)\n"),
        ("python", "def f(items, known):\n    for item in items:\n        if item in known:\n            g()\n"),
        ("python", "def f(items):\n    n = 0\n    for item in items:\n        n += g(item)\n"),
        ("python", "def f(items):\n    for item in items:\n        text = ''\n        text += g(item)\n"),
        ("python", "import time\ndef f():\n    time.sleep(1)\n"),
        ("python", "import time, asyncio\nasync def f():\n    await asyncio.to_thread(lambda: time.sleep(1))\n"),
        ("javascript", "const page = fs.readFileSync('a.html')\n" + NODE + "  res.send(page)\n})"),
        ("javascript", "for (const l of lines) {\n  /a+/.test(l)\n}"),
        ("python", "import re\nfor line in lines:\n    m = re.compile(line)\n"),
        ("python", "def f(c):\n    return c.execute('SELECT * FROM users WHERE id = ?', (1,)).fetchall()\n"),
        ("python", "def f(c):\n    return c.execute('SELECT count(*) FROM users').fetchall()\n"),
        (
            "javascript",
            "async function f(u) {\n  for (const x of u) {\n    const r = await get(x)\n    if (r) return r\n  }\n}",
        ),
        ("javascript", "async function f(u) {\n  let p = 1\n  for (const x of u) {\n    p = await step(x, p)\n  }\n}"),
        ("python", "async def f(steps):\n    for step in steps:\n        await asyncio.sleep(step)\n"),
    ],
)
def test_no_waste(language: Language, text: str) -> None:
    assert found(language, text) == []
