"""A model that the user brought: GLB, glTF or OBJ, as base64 in the scene."""

import base64
from functools import lru_cache

import numpy as np
from pydantic import Field

from imperium.scene.maker import Maker, Part
from imperium.scene.mesh import Mesh
from imperium.scene.uploads import MAX_BYTES, decoded, read_upload

# A tetrahedron of 12 cm: what stands there until a file is given, so that the maker can be tried out.
SAMPLE = base64.b64encode(
    b"v -.06 0 .04\nv .06 0 .04\nv 0 0 -.07\nv 0 .1 0\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n"
).decode()


def uploaded(
    *,
    data: str = Field(default=SAMPLE, min_length=4, max_length=MAX_BYTES * 4 // 3 + 8, description="The file, base64."),
    size: float | None = Field(
        default=None, gt=0, le=1e5, description="Its longest side in cm; its own where left out."
    ),
) -> tuple[Part, ...]:
    """It stands in the middle of z=0, y up turned to z up, metres to centimetres. Raises InvalidInput."""
    parts = _read(data)
    corners = np.array([part.mesh.bounds for part in parts])
    low, high = corners[:, 0].min(0), corners[:, 1].max(0)
    scale = size / max(float((high - low).max()), 1e-6) if size else 1.0
    middle = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return tuple(Part(p.slot, _moved(p.mesh, middle, scale), p.finish, p.size) for p in parts)


@lru_cache(4)
def _read(data: str) -> tuple[Part, ...]:
    return read_upload(decoded(data))


def _moved(mesh: Mesh, middle: np.ndarray, scale: float) -> Mesh:
    return Mesh((mesh.vertices - middle) * scale, mesh.normals, mesh.uvs, mesh.faces)


MAKER = Maker(uploaded)
