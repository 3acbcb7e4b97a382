import json
from pathlib import Path
from typing import Any

import pytest

from imperium.intelligences.web_app_builder.project import MANIFEST, ORIGINALS, project, zipped
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.update import specifications, unpacked, update, write
from imperium.platform.errors import Conflict, InvalidInput

FIRST = {"name": "Tasks", "framework": "none", "entities": {"Task": {"title": "string"}}}
SECOND = {"name": "Tasks", "framework": "none", "entities": {"Task": {"title": "string", "due": "date?"}, "Tag": {}}}
TASK = "backend/app/models/task.py"


def archive(data: dict[str, Any], *earlier: dict[str, Any]) -> dict[str, bytes]:
    given = tuple(Specification.model_validate(one) for one in earlier)
    return unpacked(project(Specification.model_validate(data), given).archive())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(archive(FIRST), tmp_path / "app")
    return tmp_path / "app"


def test_a_project_is_written_whole(folder: Path):
    files = archive(FIRST)
    assert {path: (folder / path).read_bytes() for path in files} == files
    with pytest.raises(Conflict, match="not empty"):
        write(files, folder)


def test_an_update_keeps_edits_and_brings_what_is_new(folder: Path):
    edited = (folder / TASK).read_text().replace("class Task(Row):", "class Task(Row):\n    # ours")
    (folder / TASK).write_text(edited)
    (folder / "notes.md").write_text("ours")
    report = update(archive(SECOND, *specifications(folder)), folder)
    assert report.conflicts == []
    assert report.merged == [TASK]
    merged = (folder / TASK).read_text()
    assert "# ours" in merged
    assert "due:" in merged
    assert (folder / "backend/app/models/tag.py").is_file()
    assert (folder / "notes.md").read_text() == "ours"
    assert len(specifications(folder)) == 2
    assert "0002" in "".join(path.name for path in (folder / "backend/migrations/versions").iterdir())


def test_an_update_twice_changes_nothing(folder: Path):
    update(archive(SECOND, *specifications(folder)), folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    report = update(archive(SECOND, FIRST), folder)
    assert (report.written, report.merged, report.conflicts, report.removed) == ([], [], [], [])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_where_both_changed_a_line_both_stand_and_it_is_told(folder: Path):
    title = "    title: orm.Mapped[str] = orm.mapped_column(sa.String(255))"
    text = (folder / TASK).read_text()
    assert title in text
    (folder / TASK).write_text(text.replace(title, title.replace("255", "99")))
    report = update(
        archive({**FIRST, "entities": {"Task": {"title": {"type": "string", "max_length": 77}}}}, FIRST), folder
    )
    assert report.conflicts == [TASK]
    merged = (folder / TASK).read_text()
    assert merged.index("<<<<<<< yours") < merged.index("String(99)") < merged.index("String(77)")


def test_what_is_deleted_stays_deleted_and_what_is_gone_goes(folder: Path):
    update(archive(SECOND, FIRST), folder)
    (folder / "README.md").unlink()
    (folder / "backend/app/models/tag.py").write_text("ours = 1\n")
    report = update(archive(FIRST, FIRST, SECOND), folder)
    assert not (folder / "README.md").exists()
    assert "backend/app/schemas/tag.py" in report.removed
    assert not (folder / "backend/app/schemas/tag.py").exists()
    assert (folder / "backend/app/models/tag.py").read_text() == "ours = 1\n"
    assert [line.split(" (")[0] for line in report.conflicts] == ["README.md", "backend/app/models/tag.py"]


def test_records_that_lead_out_of_the_folder_are_refused(folder: Path, tmp_path: Path):
    (tmp_path / "victim.txt").write_text("kept")
    (folder / ORIGINALS).write_bytes(zipped({"../victim.txt": b"kept"}))
    with pytest.raises(InvalidInput, match="leads out"):
        update(archive(FIRST), folder)
    assert (tmp_path / "victim.txt").read_text() == "kept"


def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (folder / "backend" / "app" / "models" / "tag.py").symlink_to(tmp_path / "elsewhere" / "tag.py")
    with pytest.raises(InvalidInput, match="leads out"):
        update(archive(SECOND, FIRST), folder)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_holds_no_project_says_so(tmp_path: Path):
    for broken in (None, b"{}", b"[", b'{"specifications": 3}'):
        if broken is not None:
            (tmp_path / MANIFEST).parent.mkdir(exist_ok=True)
            (tmp_path / MANIFEST).write_bytes(broken)
        with pytest.raises(InvalidInput, match="no project"):
            specifications(tmp_path)
    with pytest.raises(InvalidInput, match="no project"):
        update(archive(FIRST), tmp_path)
    assert json.loads(json.dumps(FIRST)) == FIRST
