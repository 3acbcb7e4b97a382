"""What another renderer reads of a scene is what ours draws."""

import json

import numpy as np
from benchmarks.media_exchange import export

from imperium.scene.maker import extent
from imperium.scene.scene import Camera, Finish, Rig, Scene, Thing

SCENE = Scene(
    things=(
        Thing(maker="slab", params={"width": 200, "depth": 200}, finishes={"top": Finish(kind="wood")}),
        Thing(maker="orb", params={"radius": 9}, at=(3, 4, 5), scale=2),
    ),
    rig=Rig(kind="window"),
    camera=Camera(origin=(0, -70, 30), target=(0, 0, 8)),
)


def test_meshes_stand_where_they_do_here_and_every_array_is_kept(tmp_path) -> None:
    export(SCENE, tmp_path)
    tree, arrays = json.loads((tmp_path / "scene.json").read_text()), np.load(tmp_path / "arrays.npz")
    orb = next(mesh for mesh in tree["meshes"] if mesh["name"].startswith("orb"))
    low, high = extent(SCENE.things[1])
    vertices = arrays[orb["vertices"]["array"]]
    assert np.allclose(vertices.min(0), low + np.array([3, 4, 5]), atol=1e-3)
    assert np.allclose(vertices.max(0), high + np.array([3, 4, 5]), atol=1e-3)
    assert {"sky", "sun", "shade"} <= set(tree["lamps"])
    assert arrays[tree["meshes"][0]["bsdf"]["normalmap"]["array"]].shape[2] == 3
