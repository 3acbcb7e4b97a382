"""A scene as plain files that another renderer can read: meshes where they stand, materials, lamps, camera.

`scene.json` holds the tree, `arrays.npz` what in it is an array: each is named by {"array": NAME}. Materials and lamps
are the dictionaries that our own renderer loads, with textures as arrays of linear light whose row 0 is v=0. Lengths
are centimetres, angles degrees, z points up; a camera's angle is over the larger side of the picture.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from imperium.scene.maker import parts_of
from imperium.scene.material import Surface, bsdf
from imperium.scene.mesh import Mesh
from imperium.scene.rig import lamps
from imperium.scene.scene import Scene, Thing
from imperium.scene.stage import placement
from imperium.scene.trace import depth_of

SCENE, ARRAYS = "scene.json", "arrays.npz"


def export(scene: Scene, folder: Path) -> None:
    """Writes the two files. `depth` is how often light may go from one place to another, the last time to a lamp."""
    arrays: dict[str, np.ndarray] = {}
    tree = {
        "meshes": [mesh for thing in scene.things for mesh in _meshes(thing)],
        "lamps": {name: _lamp(lamp) for name, lamp in lamps(scene.rig).items()},
        "camera": scene.camera.model_dump(),
        "exposure": scene.grade.exposure,
        "depth": depth_of(scene),
    }
    (folder / SCENE).write_text(json.dumps(_named(tree, arrays)))
    np.savez(folder / ARRAYS, **arrays)


def _meshes(thing: Thing) -> list[dict[str, Any]]:
    matrix = placement(thing)
    return [
        {
            "name": f"{thing.maker} {part.slot}",
            **_mesh(part.mesh.transformed(matrix)),
            "bsdf": bsdf(
                thing.finishes.get(part.slot, part.finish),
                Surface(part.size[0] * thing.scale, part.size[1] * thing.scale),
            ),
        }
        for part in parts_of(thing)
    ]


def _lamp(lamp: dict[str, Any]) -> dict[str, Any]:
    """Lamps as they are, and what only throws a shadow as a mesh."""
    return {**_mesh(lamp["mesh"]), "bsdf": lamp["bsdf"]} if "mesh" in lamp else lamp


def _mesh(mesh: Mesh) -> dict[str, Any]:
    return {name: array.astype(np.float32 if name != "faces" else np.int32) for name, array in asdict(mesh).items()}


def _named(node: Any, arrays: dict[str, np.ndarray]) -> Any:
    if isinstance(node, dict):
        return {key: _named(value, arrays) for key, value in node.items()}
    if isinstance(node, list):
        return [_named(value, arrays) for value in node]
    if not isinstance(node, np.ndarray):
        return node
    name = f"a{len(arrays)}"
    arrays[name] = node
    return {"array": name}
