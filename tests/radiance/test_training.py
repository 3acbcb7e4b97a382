from pathlib import Path

import numpy as np
import pytest
from tests.radiance.scenes import archive, seen, views

from imperium.platform.errors import InvalidInput

torch = pytest.importorskip("torch", reason="radiance fields need PyTorch, an extra")

from imperium.radiance import checkpoint, jobs  # noqa: E402
from imperium.radiance.training import Plan, Trained, judged, picture, train  # noqa: E402

VIEWS = views(32, 20)
PLAN = Plan(160, 30)


def quiet(fraction: float, message: str, preview: bytes | None = None) -> None:
    assert 0 <= fraction <= 1


@pytest.fixture(scope="module")
def trained() -> Trained:
    torch.set_num_threads(1)
    return train(VIEWS, PLAN, 1, quiet)


def test_views_that_were_held_out_are_foretold(trained):
    blank = [np.full_like(VIEWS.pictures[0], 0.95)] * len(VIEWS.held_out)
    assert trained.psnr > judged(blank, VIEWS) + 6
    assert trained.curve[-1] == (PLAN.steps, trained.psnr)


def test_the_same_seed_gives_the_same_field(trained):
    again = train(VIEWS, PLAN, 1, quiet)
    assert all(torch.equal(a, b) for a, b in zip(trained.field.parameters(), again.field.parameters(), strict=True))


def test_a_field_survives_its_file(trained, tmp_path: Path):
    checkpoint.save(trained.field, tmp_path / "f.npz", VIEWS.lens, {"psnr": 1.0})
    field, lens, about = checkpoint.load(tmp_path / "f.npz")
    assert (lens, about) == (VIEWS.lens, {"psnr": 1.0})
    before = picture(trained.field, VIEWS.poses[0], VIEWS.lens.directions())
    assert np.abs(picture(field, VIEWS.poses[0], lens.directions()) - before).max() < 0.02


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\x93NUMPY\x01\x00"])
def test_what_is_no_field_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "f.npz").write_bytes(content)
    with pytest.raises(InvalidInput, match="no radiance field"):
        checkpoint.load(tmp_path / "f.npz")


def test_a_file_with_pickles_runs_nothing(tmp_path: Path):
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (tmp_path / "harmed",))  # type: ignore[return-value]

    np.savez(tmp_path / "f.npz", head=np.array([Harm()], object), centre=np.zeros(3))
    with pytest.raises(InvalidInput):
        checkpoint.load(tmp_path / "f.npz")
    assert not (tmp_path / "harmed").exists()


def test_its_points_lie_where_the_things_are(trained, tmp_path: Path):
    count = checkpoint.points(trained.field, tmp_path / "p.ply")
    head, _, body = (tmp_path / "p.ply").read_bytes().partition(b"end_header\n")
    assert f"element vertex {count}".encode() in head
    rows = np.frombuffer(body, [("xyz", "<f4", 3), ("rgb", "u1", 3)])
    assert len(rows) == count > 10
    assert np.median(np.linalg.norm(rows["xyz"] - [0.4, 0.2, 0], axis=-1)) < 1.8


def test_photos_become_a_field_with_its_picture(tmp_path: Path):
    path = archive(tmp_path / "a.zip", VIEWS)
    job = {"photos": str(path), "size": 20, "quality": "draft", "seed": 0, "folder": str(tmp_path)}
    made = jobs.of_photos(job, quiet)
    assert made["views"] == 32
    assert made["held_out"] == 4
    assert {"field.npz", "points.ply", "held_out.png"} <= {file.name for file in tmp_path.iterdir()}
    field, lens, _ = checkpoint.load(tmp_path / "field.npz")
    unseen = picture(field, VIEWS.poses[0], lens.directions())
    assert np.mean((unseen - seen(VIEWS.poses[0], lens)) ** 2) < 0.02
