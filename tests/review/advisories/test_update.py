"""Advisories come from folders, zips and addresses, and are found by package and version."""

import asyncio
import json
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput, ProviderUnavailable
from imperium.review.advisories import osv
from imperium.review.advisories.ecosystem import ecosystems
from imperium.review.advisories.repository import FILE, AdvisoryRepository
from imperium.review.advisories.update import update


def record(number: int, package: str, fixed: str, ecosystem: str = "PyPI", **more: Any) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": fixed}]
    affected = {
        "package": {"ecosystem": ecosystem, "name": package},
        "ranges": [{"type": "ECOSYSTEM", "events": events}, {"type": "GIT", "events": [{"introduced": "0"}]}],
    }
    return {"id": f"TEST-{number}", "summary": "It breaks.", "affected": [affected], **more}


def folder(path: Path, *records: dict[str, Any]) -> Path:
    path.mkdir()
    for each in records:
        (path / f"{each['id']}.json").write_text(json.dumps(each))
    return path


def ids(data: Path, ecosystem: str, package: str, version: str) -> list[str]:
    with AdvisoryRepository(data / FILE) as kept:
        return [advisory.id for advisory, _ in kept.matching(ecosystems()[ecosystem], package, version)]


def test_a_folder_is_taken_in(tmp_path: Path) -> None:
    source = folder(tmp_path / "osv", record(1, "Some_Thing", "2.0"), record(2, "other", "1.0"))
    (source / "broken.json").write_text("{")
    (source / "list.json").write_text("[1, 2]")
    assert asyncio.run(update(tmp_path, [str(source)])) == {"PyPI": 2}
    assert ids(tmp_path, "pypi", "some-thing", "1.9") == ["TEST-1"]
    assert ids(tmp_path, "pypi", "some-thing", "2.0") == []


def test_a_zip_is_taken_in(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("TEST-1.json", json.dumps(record(1, "left", "1.0.0", "npm")))
        archive.writestr(
            "TEST-2.yaml", "id: TEST-2\naffected:\n- package: {ecosystem: npm, name: left}\n  versions: ['3.0.0']\n"
        )
    assert asyncio.run(update(tmp_path, [str(tmp_path / "all.zip")])) == {"npm": 2}
    assert ids(tmp_path, "npm", "left", "0.9.0") == ["TEST-1"]
    assert ids(tmp_path, "npm", "left", "3.0.0") == ["TEST-2"]


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A server of this machine with an archive; whatever else is asked for isn't there."""
    served = tmp_path / "served"
    served.mkdir()
    with zipfile.ZipFile(served / "all.zip", "w") as archive:
        archive.writestr("TEST-1.json", json.dumps(record(1, "thing", "2.0")))
    (served / "broken.zip").write_bytes(b"PK\x03\x04nonsense")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


def test_a_mirror_that_is_allowed_by_name(tmp_path: Path, mirror: str) -> None:
    assert asyncio.run(update(tmp_path, [f"{mirror}/all.zip"], ["127.0.0.1"])) == {"PyPI": 1}


def test_a_mirror_without_the_archive(tmp_path: Path, mirror: str) -> None:
    with pytest.raises(ProviderUnavailable, match="status 404"):
        asyncio.run(update(tmp_path, [f"{mirror}/none.zip"], ["127.0.0.1"]))


def test_a_zip_that_is_none(tmp_path: Path, mirror: str) -> None:
    with pytest.raises(InvalidInput, match="can't be read"):
        asyncio.run(update(tmp_path, [f"{mirror}/broken.zip"], ["127.0.0.1"]))


def test_an_ecosystem_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", record(1, "thing", "2.0"), record(2, "left", "2.0.0", "npm"))
    asyncio.run(update(tmp_path, [str(first)]))
    asyncio.run(update(tmp_path, [str(folder(tmp_path / "b", record(3, "thing", "3.0")))]))
    assert ids(tmp_path, "pypi", "thing", "1.0") == ["TEST-3"]
    assert ids(tmp_path, "npm", "left", "1.0.0") == ["TEST-2"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("missing", "no advisories in missing"),
        ("empty", "holds no advisory"),
        ("http://127.0.0.1:1/all.zip", "does not lead to a public address"),
    ],
)
def test_a_source_without_advisories_is_refused_and_nothing_is_lost(tmp_path: Path, source: str, why: str) -> None:
    asyncio.run(update(tmp_path, [str(folder(tmp_path / "a", record(1, "thing", "2.0")))]))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInput, match=why):
        asyncio.run(update(tmp_path, [source if "://" in source else str(tmp_path / source)]))
    assert ids(tmp_path, "pypi", "thing", "1.0") == ["TEST-1"]
    assert not list(tmp_path.glob("*.new"))


def test_severity_and_cwe_are_read() -> None:
    rated = osv.read(
        record(
            1,
            "thing",
            "2",
            severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            database_specific={"severity": "LOW", "cwe_ids": ["CWE-79", "CWE-nonsense"]},
        )
    )
    assert rated is not None
    assert (rated.severity, rated.cwe) == ("critical", (79,))
    worded = osv.read(record(1, "thing", "2", database_specific={"severity": "MODERATE"}))
    assert worded is not None
    assert worded.severity == "medium"


def test_what_is_withdrawn_or_of_another_world_is_left_out() -> None:
    assert osv.read(record(1, "thing", "2", withdrawn="2024-01-01T00:00:00Z")) is None
    assert osv.read(record(1, "thing", "2", "Debian:12")) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "affected", "package", "ecosystem", "name", "ranges", "events", "type", "severity"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_no_record_breaks_the_reader(value: Any) -> None:
    found = osv.read(value)
    assert found is None or found.affected
