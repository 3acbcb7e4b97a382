"""What a machine has, and what a container may use of it."""

from pathlib import Path

from imperium.models.local.memory import available_bytes, total_bytes


def test_a_container_is_smaller_than_its_machine(tmp_path: Path) -> None:
    whole = total_bytes(tmp_path)
    assert whole > 2**28
    (tmp_path / "memory.max").write_text("1000000\n")
    assert total_bytes(tmp_path) == 1_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert total_bytes(tmp_path) == whole


def test_pages_of_files_count_as_free(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:  8000000 kB\nMemAvailable:    4000 kB\n")
    assert available_bytes(tmp_path, meminfo) == 4_000 * 1024
    (tmp_path / "memory.max").write_text("1000000")
    (tmp_path / "memory.current").write_text("900000")
    (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 300000\n")
    assert available_bytes(tmp_path, meminfo) == 400_000


def test_without_that_file_all_counts(tmp_path: Path) -> None:
    assert available_bytes(tmp_path, tmp_path / "none") == total_bytes()
