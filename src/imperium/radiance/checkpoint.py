"""A field as a file: an `.npz` without pickles, so that reading one runs nothing; and as points for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch

from imperium.platform.errors import InvalidInput
from imperium.radiance.field import Field
from imperium.radiance.views import Floats, Lens

FORMAT = 1
LARGEST_SIDE = 512
SOLID = 2.0
"""Density above which a voxel becomes a point: half the light ends within it."""


def save(field: Field, path: Path, lens: Lens, about: dict[str, Any]) -> None:
    """`about` is JSON: where the field comes from, and how good it is."""
    state = {name: value.detach().cpu().numpy().astype(np.float16) for name, value in field.named_parameters()}
    head = {"format": FORMAT, "side": field.side, "half": field.half, "lens": _as_dict(lens), "about": about}
    centre = field.centre.cpu().numpy()
    np.savez_compressed(path, head=np.array(json.dumps(head)), centre=centre, **state)


def load(path: Path) -> tuple[Field, Lens, dict[str, Any]]:
    """Raises InvalidInput for a file that isn't a field."""
    try:
        with np.load(path, allow_pickle=False) as found:
            head = json.loads(str(found["head"]))
            field = _empty(head, found["centre"])
            shapes = {name: tuple(value.shape) for name, value in field.named_parameters()}
            if head["format"] != FORMAT or any(found[name].shape != shape for name, shape in shapes.items()):
                raise ValueError("other shapes")
            field.load_state_dict({n: torch.as_tensor(found[n].astype(np.float32)) for n in shapes}, strict=False)
            lens = _lens(head["lens"])
    except (ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile) as error:
        raise InvalidInput(
            f"field: the file is no radiance field ({type(error).__name__}).",
            field="field",
            remedy="Give the artifact `field` of a run of radiance_field.",
        ) from None
    field.look_for_gaps()
    return field, lens, head["about"]


def _empty(head: dict[str, Any], centre: Floats) -> Field:
    side, half = head["side"], head["half"]
    if not isinstance(side, int) or not 2 <= side <= LARGEST_SIDE or not isinstance(half, float) or not half > 0:
        raise ValueError("a grid that can't be")
    return Field(centre, half, side)


def points(field: Field, path: Path) -> int:
    """The solid voxels as a binary PLY of coloured points, seen from above; how many there are."""
    with torch.no_grad():
        density = torch.nn.functional.softplus(field.density[0, 0])
        places = (density > SOLID).nonzero()
        features = field.features[0, :, places[:, 0], places[:, 1], places[:, 2]].T
        above = torch.zeros(len(places), 9)
        above[:, 0], above[:, 3], above[:, 8] = 1, -1, 2
        colours = torch.sigmoid(field.colour(torch.cat([features, above.to(features.device)], -1)))
        at = places.flip(-1) / (field.side - 1) * 2 - 1  # the grid's axes are z, y, x
        world = (at * field.half + field.centre).cpu().numpy()
    rows = np.zeros(len(places), [("xyz", "<f4", 3), ("rgb", "u1", 3)])
    rows["xyz"], rows["rgb"] = world, (colours.cpu().numpy() * 255 + 0.5).astype(np.uint8)
    coordinates = "".join(f"property float {axis}\n" for axis in "xyz")
    channels = "".join(f"property uchar {name}\n" for name in ("red", "green", "blue"))
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(rows)}\n{coordinates}{channels}end_header\n"
    path.write_bytes(head.encode() + rows.tobytes())
    return len(rows)


def _lens(said: dict[str, Any]) -> Lens:
    return Lens(
        int(said["width"]),
        int(said["height"]),
        tuple(map(float, said["focal"])),  # type: ignore[arg-type]
        tuple(map(float, said["centre"])),  # type: ignore[arg-type]
        tuple(map(float, said["distortion"])),  # type: ignore[arg-type]
    )


def _as_dict(lens: Lens) -> dict[str, Any]:
    return {name: getattr(lens, name) for name in ("width", "height", "focal", "centre", "distortion")}
