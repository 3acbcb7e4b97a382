import sys
from pathlib import Path

import pytest

from imperium.kit.kinds import discover, load, names


class Shape:
    pass


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shapes_for_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "shape_for_test", sys.modules[__name__])
    yield folder
    for name in [name for name in sys.modules if name.startswith("shapes_for_test")]:
        del sys.modules[name]


def test_a_file_is_a_kind_and_its_name_the_key(package: Path) -> None:
    (package / "circle.py").write_text("from shape_for_test import Shape\nCIRCLE = Shape()\n")
    (package / "_draft.py").write_text("raise RuntimeError\n")
    assert list(discover("shapes_for_test", Shape)) == ["circle"]


def test_a_file_with_two_kinds_or_none_is_refused(package: Path) -> None:
    (package / "both.py").write_text("from shape_for_test import Shape\nA, B = Shape(), Shape()\n")
    with pytest.raises(TypeError, match="exactly one Shape, it declares 2"):
        discover("shapes_for_test", Shape)


def test_one_kind_is_loaded_without_the_others(package: Path) -> None:
    (package / "circle.py").write_text("from shape_for_test import Shape\nCIRCLE = Shape()\n")
    (package / "square.py").write_text("raise RuntimeError('needs what is not installed')\n")
    assert sorted(names("shapes_for_test")) == ["circle", "square"]
    assert isinstance(load("shapes_for_test", Shape, "circle"), Shape)
    with pytest.raises(ModuleNotFoundError):
        load("shapes_for_test", Shape, "triangle")
