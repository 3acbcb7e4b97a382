from pathlib import Path

import pytest

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.review import intake
from imperium.review.intake import checked, copied, read_folder


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.py", "a/../../x.py", "a\\b.py", "C:/x.py", "a\0b"])
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match="doesn't stay inside"):
        checked({path: ""})


def test_too_much_is_refused_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_CHARACTERS", 10)
    with pytest.raises(TooLarge, match="11 characters"):
        checked({"a.py": "x" * 11})


def test_a_folder_is_read_without_links_binaries_and_what_others_wrote(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("a = 'ä'\n")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/b.js").write_text("b")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    (tmp_path / "odd.py").write_bytes(b"x = '\xff'\n")
    assert read_folder(tmp_path) == {"src/a.py": "a = 'ä'\n", "odd.py": "x = '\ufffd'\n"}


def test_an_empty_folder_and_a_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nothing to read"):
        read_folder(tmp_path)
    with pytest.raises(InvalidInput, match="not a folder"):
        read_folder(tmp_path / "none")


async def test_the_copy_lives_as_long_as_the_block() -> None:
    async with copied({"a/b.py": "x\r\n"}) as folder:
        assert (folder / "a/b.py").read_bytes() == b"x\r\n"
    assert not folder.exists()
