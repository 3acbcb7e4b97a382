"""Photos with known cameras: a ZIP of pictures and the `transforms.json` that nerfstudio and instant-ngp write.

Nothing of it is trusted: names lead nowhere but into the archive, and sizes are looked at before anything is opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import tan
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from PIL import Image

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.radiance.views import Floats, Lens, Views, seen_box

MANIFEST = "transforms.json"
FEWEST, MOST = 9, 400
MOST_BYTES = 1024 * 1024 * 1024
MOST_PIXELS = 50_000_000
MANIFEST_BYTES = 8 * 1024 * 1024
REMEDY = "Give a ZIP with a transforms.json, as instant-ngp's colmap2nerf.py or nerfstudio's ns-process-data write it."


def read(path: Path, longest: int) -> Views:
    """The views of an archive, their longer side `longest` pixels at most.

    Raises:
        InvalidInput: not such an archive; names the member and what is wrong with it.
        TooLarge: more than 400 photos, a gigabyte, or fifty megapixels a photo.
    """
    try:
        with ZipFile(path) as archive:
            _bounded(archive)
            manifest = _manifest(archive)
            frames = list(_frames(manifest, archive))
            lens = _lens(manifest, archive, frames[0][0])
            scale = min(1.0, longest / max(lens.width, lens.height))
            small = lens.scaled(max(1, round(lens.width * scale)), max(1, round(lens.height * scale)))
            pictures = [_picture(archive, name, (lens.width, lens.height), small) for name, _ in frames]
    except BadZipFile:
        raise InvalidInput("photos: the file is no ZIP archive.", field="photos", remedy=REMEDY) from None
    poses = np.stack([pose for _, pose in frames])
    return Views(np.stack(pictures), poses, small, *seen_box(poses))


def _bounded(archive: ZipFile) -> None:
    size = sum(member.file_size for member in archive.infolist())
    if size > MOST_BYTES:
        raise TooLarge(f"photos: {size:,} bytes once unpacked.", field="photos", value=size, limit=MOST_BYTES)


def _manifest(archive: ZipFile) -> dict[str, Any]:
    names = [name for name in archive.namelist() if PurePosixPath(name).name == MANIFEST]
    if not names:
        raise InvalidInput(f"photos: there is no {MANIFEST} in the archive.", field="photos", remedy=REMEDY)
    member = min(names, key=len)
    if archive.getinfo(member).file_size > MANIFEST_BYTES:
        raise TooLarge(f"photos: {MANIFEST} is larger than 8 MiB.", field="photos", limit=MANIFEST_BYTES)
    try:
        manifest = json.loads(archive.read(member))
    except ValueError:
        raise InvalidInput(f"photos: {MANIFEST} is not JSON.", field="photos", remedy=REMEDY) from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("frames"), list):
        raise InvalidInput(f"photos: {MANIFEST} lists no frames.", field="photos", remedy=REMEDY)
    return {**manifest, "folder": str(PurePosixPath(member).parent)}


def _frames(manifest: dict[str, Any], archive: ZipFile) -> Iterator[tuple[str, Floats]]:
    """Member and pose of each photo."""
    frames = manifest["frames"]
    if not FEWEST <= len(frames) <= MOST:
        raise TooLarge(
            f"photos: {len(frames)} frames; {FEWEST} to {MOST} can be trained on.",
            field="photos",
            value=len(frames),
            limit=MOST,
        )
    known = set(archive.namelist())
    for number, frame in enumerate(frames):
        where = f"{MANIFEST} frames[{number}]"
        if not isinstance(frame, dict):
            raise InvalidInput(f"photos: {where} is no object.", field="photos", remedy=REMEDY)
        yield _member(frame.get("file_path"), manifest["folder"], known, where), _pose(frame, where)


def _member(given: Any, folder: str, known: set[str], where: str) -> str:
    """The name of a member of the archive: a path that leads elsewhere is none."""
    name = str(PurePosixPath(folder) / given) if isinstance(given, str) else ""
    for candidate in (name, *(f"{name}{ending}" for ending in (".png", ".jpg", ".jpeg"))):
        if candidate in known:
            return candidate
    raise InvalidInput(
        f"photos: {where} names {str(given)[:80]!r}, which is not in the archive.", field="photos", remedy=REMEDY
    )


def _pose(frame: dict[str, Any], where: str) -> Floats:
    try:
        pose = np.array(frame["transform_matrix"], np.float32)
    except (KeyError, ValueError, TypeError):
        pose = np.zeros(0, np.float32)
    if pose.shape != (4, 4) or not np.isfinite(pose).all() or abs(float(np.linalg.det(pose[:3, :3]))) < 1e-6:
        raise InvalidInput(f"photos: {where} has no 4×4 transform_matrix.", field="photos", remedy=REMEDY)
    pose[:3, :3] /= np.linalg.norm(pose[:3, :3], axis=0)
    return pose


def _lens(manifest: dict[str, Any], archive: ZipFile, first: str) -> Lens:
    """As the manifest says; its size as the first photo's."""
    with archive.open(first) as file, _opened(file, first) as image:
        width, height = image.size
    said_width = _number(manifest, "w", width)
    across, down = width / said_width, height / _number(manifest, "h", height)
    angle = _number(manifest, "camera_angle_x", 0.9)
    focal = _number(manifest, "fl_x", 0.5 * said_width / tan(min(max(angle, 0.02), 3.0) / 2))
    other = _number(manifest, "fl_y", focal)
    centre = _number(manifest, "cx", said_width / 2) * across, _number(manifest, "cy", height / down / 2) * down
    bends = tuple(_number(manifest, key, 0.0, signed=True) for key in ("k1", "k2", "p1", "p2"))
    return Lens(width, height, (focal * across, other * down), centre, (bends[0], bends[1], bends[2], bends[3]))


def _number(manifest: dict[str, Any], key: str, usual: float, *, signed: bool = False) -> float:
    value = manifest.get(key, usual)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
    if not is_number or (not signed and value <= 0):
        raise InvalidInput(f"photos: {MANIFEST} says {key} = {str(value)[:40]}.", field="photos", remedy=REMEDY)
    return float(value)


def _picture(archive: ZipFile, name: str, size: tuple[int, int], lens: Lens) -> Floats:
    """A photo in 0–1, on white where it is transparent."""
    with archive.open(name) as file, _opened(file, name) as image:
        if image.size != size:
            raise InvalidInput(
                f"photos: {name[:80]!r} is {image.size[0]}x{image.size[1]}, the first one {size[0]}x{size[1]}.",
                field="photos",
                remedy="All photos must be of one size.",
            )
        rgba = image.convert("RGBA").resize((lens.width, lens.height), Image.Resampling.LANCZOS)
    values = np.asarray(rgba, np.float32) / 255
    return np.asarray(values[..., :3] * values[..., 3:] + 1 - values[..., 3:], np.float32)


def _opened(file: Any, name: str) -> Image.Image:
    try:
        image = Image.open(file, formats=_FORMATS)
    except (OSError, ValueError, Image.DecompressionBombError):
        raise InvalidInput(f"photos: {name[:80]!r} is no PNG, JPEG or WebP.", field="photos", remedy=REMEDY) from None
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge(
            f"photos: {name[:80]!r} has {image.width * image.height:,} pixels.", field="photos", limit=MOST_PIXELS
        )
    return image


_FORMATS = ("PNG", "JPEG", "WEBP")
