"""A metallic-roughness material as glTF defines it, with maps embedded as base64 PNG, JPEG or WebP."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.uploads import decoded, picture

MAX_TEXT = 12_000_000


def pbr(
    surface: Surface,
    *,
    color: Hex = "#b9b6b0",
    roughness: float = Field(default=0.55, ge=0.02, le=1),
    metallic: float = Field(default=0.0, ge=0, le=1),
    color_map: str | None = Field(default=None, max_length=MAX_TEXT),
    surface_map: str | None = Field(default=None, max_length=MAX_TEXT, description="Roughness in G, metal in B."),
    normal_map: str | None = Field(default=None, max_length=MAX_TEXT),
) -> Node:
    """Maps are multiplied by the plain values. Raises InvalidInput for a map that can't be read."""
    node: Node = {"type": "principled", "base_color": linear(color), "roughness": roughness, "metallic": metallic}
    if color_map:
        node["base_color"] = (_linear(picture(decoded(color_map))) * linear(color)).astype(np.float32)
    if surface_map:
        packed = picture(decoded(surface_map))
        node["roughness"] = np.clip(packed[..., 1] * roughness, 0.03, 1).astype(np.float32)
        node["metallic"] = (packed[..., 2] * metallic).astype(np.float32)
    if not normal_map:
        return node
    normal = picture(decoded(normal_map))
    normal[..., 1] = 1 - normal[..., 1]  # rows run down here and there, so that up is the other way
    return {"type": "normalmap", "normalmap": normal, "bsdf": node}


def _linear(encoded: np.ndarray) -> np.ndarray:
    """Linear light of sRGB (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


MATERIAL = Material(pbr)
