"""Records of model files, and what is deleted with them."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from imperium.models.local.store import LocalModel, Store, check_name, name_for
from imperium.platform.errors import Conflict, DataCorrupted, InvalidInput, NotFound


def stored_in(folder: Path) -> Store:
    return Store(folder, folder)


def test_what_was_saved_is_there_the_next_time(tmp_path: Path, model: LocalModel) -> None:
    stored_in(tmp_path / "models").save(model)
    assert stored_in(tmp_path / "models").all() == [model]


def test_the_default_is_what_was_added_last_and_can_talk(tmp_path: Path, model: LocalModel) -> None:
    store = stored_in(tmp_path / "models")
    assert store.default() is None
    store.save(model)
    store.save(replace(model, name="newer", added_at=1.0))
    store.save(replace(model, name="vectors", added_at=2.0, header=replace(model.header, embeds=True)))
    assert [each.name for each in store.all()] == ["vectors", "newer", "tiny"]
    assert store.get("").name == "newer"
    store.remove("newer")
    store.remove("tiny")
    assert store.get("").name == "vectors"


def test_a_name_stands_for_one_file(tmp_path: Path, model: LocalModel) -> None:
    store = stored_in(tmp_path / "models")
    store.save(model)
    store.save(replace(model, added_at=5.0))
    with pytest.raises(Conflict, match="'tiny'"):
        store.save(replace(model, file="/elsewhere/x.gguf"))


def test_an_unknown_one_is_not_found(tmp_path: Path, model: LocalModel) -> None:
    store = stored_in(tmp_path / "models")
    store.save(model)
    with pytest.raises(NotFound) as caught:
        store.get("tinny")
    assert "'tiny'" in str(caught.value.remedy)
    with pytest.raises(NotFound):
        store.remove("tinny")


def test_a_file_of_the_users_own_stays(tmp_path: Path, model: LocalModel) -> None:
    store = stored_in(tmp_path / "models")
    store.save(model)
    store.remove("tiny")
    assert model.is_there
    assert stored_in(tmp_path / "models").all() == []


def test_what_was_pulled_is_deleted_with_its_folders(tmp_path: Path, model: LocalModel) -> None:
    store = stored_in(tmp_path / "models")
    pulled, other = (tmp_path / "models" / "org" / name for name in ("repo/a.gguf", "other.gguf"))
    pulled.parent.mkdir(parents=True)
    pulled.touch()
    other.touch()
    store.save(replace(model, name="a", file=str(pulled), origin="org/repo:F32"))
    store.save(replace(model, name="b", file=str(pulled), origin="org/repo:F32"))
    store.remove("a")
    assert pulled.exists(), "the other name still needs it"
    store.remove("b")
    assert not pulled.parent.exists()
    assert other.exists()


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(DataCorrupted, match=r"x\.json"):
        stored_in(tmp_path)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Qwen3-4B-Q4_K_M.gguf", "qwen3-4b-q4_k_m"),
        ("Big-00001-of-00003.gguf", "big"),
        ("..weird name!.GGUF", "weird-name"),
        ("ÄÖ.gguf", "model"),
        ("x" * 200 + ".gguf", "x" * 63),
    ],
)
def test_names_come_from_files(file: str, name: str) -> None:
    assert check_name(name_for(file)) == name


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", ".a", "a" * 64, "a b"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_name(name)
