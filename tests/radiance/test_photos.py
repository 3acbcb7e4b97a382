import json
from zipfile import ZipFile

import numpy as np
import pytest
from tests.radiance.scenes import archive, views

from imperium.platform.errors import ImperiumError, InvalidInput, TooLarge
from imperium.radiance import photos

VIEWS = views(10, 24)
UNIT = np.eye(4).tolist()


def test_photos_and_cameras_come_back_as_they_were(tmp_path):
    found = photos.read(archive(tmp_path / "a.zip", VIEWS), 400)
    assert np.abs(found.pictures - VIEWS.pictures).max() < 1 / 255
    assert np.allclose(found.poses, VIEWS.poses, atol=1e-5)
    assert found.lens == VIEWS.lens


def test_large_photos_are_made_smaller_with_their_lens(tmp_path):
    found = photos.read(archive(tmp_path / "a.zip", VIEWS), 12)
    assert found.pictures.shape == (10, 12, 12, 3)
    assert found.lens.focal[0] == pytest.approx(VIEWS.lens.focal[0] / 2)


def test_an_angle_does_instead_of_a_focal_length(tmp_path):
    angle = 2 * np.arctan(12 / VIEWS.lens.focal[0])
    path = archive(tmp_path / "a.zip", VIEWS, fl_x=VIEWS.lens.focal[0])
    with ZipFile(path) as file:
        manifest = json.loads(file.read("trip/transforms.json"))
    kept = {"frames": manifest["frames"], "camera_angle_x": angle}
    with ZipFile(tmp_path / "b.zip", "w") as made, ZipFile(path) as file:
        made.writestr("transforms.json", json.dumps(kept))
        for name in file.namelist()[1:]:
            made.writestr(name.removeprefix("trip/"), file.read(name))
    assert photos.read(tmp_path / "b.zip", 400).lens.focal[0] == pytest.approx(VIEWS.lens.focal[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"frames": "none"},
        {"frames": []},
        {"frames": [{"file_path": "images/000.png", "transform_matrix": UNIT}] * 401},
        {"frames": [{"file_path": "../../etc/passwd", "transform_matrix": UNIT}] * 9},
        {"frames": [{"file_path": "/etc/passwd", "transform_matrix": UNIT}] * 9},
        {"frames": [{"file_path": 7, "transform_matrix": UNIT}] * 9},
        {"frames": [7] * 9},
        {"frames": [{"file_path": "images/000.png"}] * 9},
        {"frames": [{"file_path": "images/000.png", "transform_matrix": [[1, 2], [3]]}] * 9},
        {"frames": [{"file_path": "images/000.png", "transform_matrix": np.zeros((4, 4)).tolist()}] * 9},
        {"frames": [{"file_path": "images/000.png", "transform_matrix": [[float("nan")] * 4] * 4}] * 9},
        {"fl_x": "long"},
        {"fl_x": -3},
        {"fl_x": 1e300},
        {"w": 0},
        {"k1": None},
        {"cx": True},
    ],
)
def test_what_cannot_be_is_refused_by_name(tmp_path, changes):
    with pytest.raises(ImperiumError) as refused:
        photos.read(archive(tmp_path / "a.zip", VIEWS, **changes), 400)
    assert refused.value.field == "photos"
    assert isinstance(refused.value, InvalidInput | TooLarge)


def test_no_archive_and_no_manifest_are_told_apart(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no archive")
    with pytest.raises(InvalidInput, match="no ZIP"):
        photos.read(tmp_path / "a.zip", 400)
    with ZipFile(tmp_path / "b.zip", "w") as file:
        file.writestr("photo.png", b"x")
    with pytest.raises(InvalidInput, match=r"no transforms\.json"):
        photos.read(tmp_path / "b.zip", 400)


def test_a_member_that_is_no_picture_is_named(tmp_path):
    path = archive(tmp_path / "a.zip", VIEWS)
    frames = [{"file_path": "note.txt", "transform_matrix": UNIT}] * 9
    with ZipFile(path, "a") as file:
        file.writestr("note.txt", b"no picture")
        file.writestr("transforms.json", json.dumps({"frames": frames}))
    with pytest.raises(InvalidInput, match=r"note\.txt"):
        photos.read(path, 400)
