"""A place that is known exactly: coloured balls in front of a coloured sky, and photos of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from PIL import Image

from imperium.radiance.views import Floats, Lens, Views, dome, pose_of, rays_of

BALLS = (((0.0, 0.0, 0.0), 1.0, (0.9, 0.2, 0.1)), ((1.1, 0.6, 0.3), 0.6, (0.1, 0.5, 0.9)))
FOV = 40.0


def seen(pose: Floats, lens: Lens) -> Floats:
    """Balls with a little shade, analytically."""
    origins, directions = rays_of(pose, lens.directions())
    picture = np.broadcast_to([0.95, 0.95, 0.98], directions.shape).astype(np.float32).copy()
    nearest = np.full(len(directions), np.inf)
    for centre, radius, colour in BALLS:
        away = origins - np.array(centre)
        b = (away * directions).sum(-1)
        inside = b * b - (away * away).sum(-1) + radius * radius
        distance = -b - np.sqrt(np.maximum(inside, 0))
        hit = (inside > 0) & (distance > 0) & (distance < nearest)
        normals = (away + directions * distance[:, None]) / radius
        shade = 0.6 + 0.4 * normals[:, 2:]
        picture[hit] = (np.array(colour) * shade)[hit]
        nearest[hit] = distance[hit]
    return picture.reshape(lens.height, lens.width, 3)


def views(count: int, side: int) -> Views:
    lens = Lens.of_fov(side, side, FOV)
    poses = np.stack([pose_of(place, np.zeros(3, np.float32)) for place in dome(count, np.zeros(3, np.float32), 6.0)])
    pictures = np.stack([seen(pose, lens) for pose in poses])
    return Views(pictures, poses, lens, np.array([0.4, 0.2, 0.0], np.float32), 2.0)


def archive(path: Path, of: Views, **changes: object) -> Path:
    """The views as people keep them: a folder of photos and its transforms.json. `changes` replace its members."""
    frames = [
        {"file_path": f"images/{number:03}.png", "transform_matrix": pose.tolist()}
        for number, pose in enumerate(of.poses)
    ]
    lens = of.lens
    manifest: dict[str, object] = {"fl_x": lens.focal[0], "fl_y": lens.focal[1], "w": lens.width, "h": lens.height}
    manifest |= {"cx": lens.centre[0], "cy": lens.centre[1], "frames": frames, **changes}
    with ZipFile(path, "w") as file:
        file.writestr("trip/transforms.json", json.dumps(manifest))
        for number, picture in enumerate(of.pictures):
            content = io.BytesIO()
            Image.fromarray((picture * 255 + 0.5).astype(np.uint8)).save(content, "PNG")
            file.writestr(f"trip/images/{number:03}.png", content.getvalue())
    return path
