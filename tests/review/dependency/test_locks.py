"""Every format of lock files: what it names, and that nothing malformed breaks the reading."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.review.dependency.lock import Locked, Loose, format_of, lock_files, read

SAMPLES: dict[str, tuple[str, list[tuple[str, str, int]]]] = {
    "requirements.txt": (
        "# pinned\n-r other.txt\nFlask==2.0.1 \\\n    --hash=sha256:00\nidna===3.4  # via requests\n"
        "requests[security]==2.25.0 ; python_version < '4'\nurllib3>=1.0\nx @ https://example.org/x.whl\nn==1.*\n",
        [("Flask", "2.0.1", 3), ("idna", "3.4", 5), ("requests", "2.25.0", 6)],
    ),
    "poetry.lock": (
        '[[package]]\nname = "idna"\nversion = "3.4"\n\n[[package]]\nname = "here"\nversion = "1"\n'
        '[package.source]\ntype = "directory"\ndirectory = ".."\n',
        [("idna", "3.4", 1)],
    ),
    "uv.lock": (
        'version = 1\n\n[[package]]\nname = "app"\nversion = "0.1"\nsource = { editable = "." }\n\n'
        '[[package]]\nname = "idna"\nversion = "3.4"\nsource = { registry = "r" }\n',
        [("idna", "3.4", 8)],
    ),
    "Pipfile.lock": (
        json.dumps({"default": {"idna": {"version": "==3.4"}, "git": {"ref": "a"}}, "develop": {}}, indent=1),
        [("idna", "3.4", 3)],
    ),
    "package-lock.json": (
        json.dumps(
            {
                "packages": {
                    "": {"name": "app", "version": "1.0.0"},
                    "node_modules/@a/b": {"version": "1.2.3", "license": "MIT"},
                    "node_modules/@a/b/node_modules/c": {"version": "2.0.0"},
                    "node_modules/d": {"resolved": "packages/d", "link": True},
                }
            },
            indent=2,
        ),
        [("@a/b", "1.2.3", 7), ("c", "2.0.0", 11)],
    ),
    "npm-shrinkwrap.json": (
        json.dumps(
            {"dependencies": {"a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}}}}}, indent=1
        ),
        [("a", "1.0.0", 3), ("b", "2.0.0", 6)],
    ),
    "yarn.lock": (
        '# yarn lockfile v1\n\n"@a/b@^1.0.0", "@a/b@^1.1.0":\n  version "1.2.3"\n  dependencies:\n    c "^2.0.0"\n\n'
        '"c@npm:^2.0.0":\n  version: 2.0.1\n\n"app@workspace:.":\n  version: 0.0.0\n',
        [("@a/b", "1.2.3", 3), ("c", "2.0.1", 8)],
    ),
    "pnpm-lock.yaml": (
        "lockfileVersion: '9.0'\n\npackages:\n\n  '@a/b@1.2.3':\n    resolution: {}\n  c@2.0.0(d@1.0.0):\n"
        "    x: 1\n  /e/3.0.0:\n    y: 2\n  /f@4.0.0(g@1.0.0):\n\nsnapshots:\n  h@1.0.0:\n",
        [("@a/b", "1.2.3", 5), ("c", "2.0.0", 7), ("e", "3.0.0", 9), ("f", "4.0.0", 11)],
    ),
    "Cargo.lock": (
        '[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.1"\n'
        'source = "registry+r"\n',
        [("serde", "1.0.1", 5)],
    ),
    "pom.xml": (
        "<project xmlns='m'><properties><v>1.2</v><w>${v}.3</w></properties>\n<dependencies>\n"
        "<dependency><groupId>g</groupId><artifactId>a</artifactId><version>${w}</version></dependency>\n"
        "<dependency><groupId>g</groupId><artifactId>managed</artifactId></dependency>\n"
        "<dependency><groupId>g</groupId><artifactId>ranged</artifactId><version>[1,2)</version></dependency>\n"
        "<dependency><groupId>g</groupId><artifactId>exact</artifactId><version>[1.5]</version></dependency>\n"
        "</dependencies></project>",
        [("g:a", "1.2.3", 3), ("g:exact", "1.5", 6)],
    ),
    "gradle.lockfile": ("# lock\ng:a:1.2=compileClasspath\nempty=x\n", [("g:a", "1.2", 2)]),
    "build.gradle": (
        "dependencies {\n  implementation 'g:a:1.2'\n  testImplementation(\"g:b:2.0\")\n  api 'g:c:+'\n}\n",
        [("g:a", "1.2", 2), ("g:b", "2.0", 3)],
    ),
    "package.json": (
        json.dumps({"dependencies": {"a": "1.2.3", "b": "^1.0.0", "c": "file:../c"}}, indent=1),
        [("a", "1.2.3", 3)],
    ),
    "pyproject.toml": ('[project]\ndependencies = [\n  "a==1.0",\n  "b>=2",\n]\n', [("a", "1.0", 3)]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_locked_versions(name: str) -> None:
    text, expected = SAMPLES[name]
    entries = read(f"app/{name}", text)
    assert [(entry.name, entry.version, entry.line) for entry in entries if isinstance(entry, Locked)] == expected
    assert {entry.path for entry in entries} == {f"app/{name}"}


def test_every_format_has_a_sample() -> None:
    assert {id(format_of(name)) for name in SAMPLES} == {id(kind) for kind in lock_files().values()}


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("requirements-dev.txt", "a>=1\nb\n", [("a", ">=1"), ("b", "")]),
        ("package.json", SAMPLES["package.json"][0], [("b", "^1.0.0")]),
        ("pom.xml", SAMPLES["pom.xml"][0], [("g:ranged", "[1,2)")]),
    ],
)
def test_what_is_asked_for_loosely(name: str, text: str, asked: list[tuple[str, str]]) -> None:
    assert [(entry.name, entry.asked) for entry in read(name, text) if isinstance(entry, Loose)] == asked


def test_a_licence_is_kept() -> None:
    entry = read("package-lock.json", SAMPLES["package-lock.json"][0])[0]
    assert isinstance(entry, Locked)
    assert entry.licence == "MIT"


def test_other_files_name_nothing() -> None:
    assert read("src/app.py", "x = 1") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("poetry.lock", "[[package]\n"),
        ("Pipfile.lock", "[1]"),
        ("package-lock.json", '{"packages": [1]}'),
        ("Cargo.lock", 'package = [{name = "a", version = "1"}]'),
        ("pom.xml", '<!DOCTYPE p [<!ENTITY a "aaaa">]><p>&a;</p>'),
        ("pom.xml", "<project>"),
        ("pyproject.toml", "a = " + "[" * 5000),
    ],
)
def test_what_is_malformed_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"not|entities"):
        read(name, text)


def test_properties_that_double_each_other_stay_small() -> None:
    text = "<project><properties>"
    text += "".join(f"<a{n}>{('${a' + str(n + 1) + '}') * 50}</a{n}>" for n in range(20))
    text += (
        "</properties><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${a0}</version></dependency>"
    )
    assert read("pom.xml", text + "</project>") == []


@settings(max_examples=40)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damaged_files_are_read_or_refused(name: str, data: st.DataObject) -> None:
    text = SAMPLES[name][0]
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.sampled_from(["", '"', "[", "{", "\n", "null", "<", "\0"])) + text[at + 1 :]
    try:
        read(name, damaged)
    except ValueError as error:
        assert str(error)  # noqa: PT017
