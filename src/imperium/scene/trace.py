"""Path tracing in passes, with a denoiser's help. Runs in a worker process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from imperium.platform.preview import Report as Report
from imperium.scene.part_lens import PartLens
from imperium.scene.scene import Scene
from imperium.scene.stage import look, refracts, stage

Picture = NDArray[np.float32]
Quality = Literal["high", "balanced", "fast"]
SAMPLES_A_PASS = 4, 16
"""As few as large pictures have memory for, and as many as a pass takes otherwise: its samples are spread evenly over
pixel, lens and lamps, so that sixteen in one are less noisy than four times four."""
RAYS_A_PASS = 6_000_000
MAX_DEPTH = 6
GLASS_DEPTH = 12
"""Light enters and leaves every wall of a glass: with fewer bounces what is behind two of them stays dark."""
FIREFLY = 40.0
HAZE_SAMPLES = 9
STRIP_PIXELS = 700_000  # denoised at once: 0.7 GB
APRON = 48  # rows that neighbouring strips share


@dataclass(frozen=True, slots=True)
class Guides:
    """What the denoiser and the air need: albedo and normal (h, w, 3), distance from the camera (h, w) in cm."""

    albedo: Picture
    normal: Picture
    depth: Picture


def traced(
    scene: Any,
    sensor: Any,
    samples: int,
    seed: int,
    report: Report,
    depth: int = MAX_DEPTH,
    show: Callable[[Picture], bytes | None] = lambda light: None,
    cut_out: bool = False,
    a_pass: int = SAMPLES_A_PASS[0],
) -> Picture:
    """Mean light (h, w, 3) of `samples` a pixel. The same seed gives the same picture. `show` makes a preview of it.

    `a_pass` is how many samples there are to a pass. A sensor with alpha adds a fourth channel, the share of a pixel
    that things cover; `cut_out` hides lamps and sky.
    """
    integrator = {"type": "path", "max_depth": depth, "rr_depth": max(4, depth // 2), "hide_emitters": cut_out}
    counts = [a_pass] * (samples // a_pass)
    if rest := samples % a_pass:
        counts.append(rest)
    total: Picture | None = None
    for number, count in enumerate(counts):
        light = _rendered(scene, sensor, integrator, count, seed_of(seed, number))
        bounded = np.minimum(_finite(light), FIREFLY) * count
        total = bounded if total is None else total + bounded
        drawn_so_far = sum(counts[: number + 1])
        report(
            (number + 1) / len(counts),
            f"pass {number + 1} of {len(counts)}",
            show(np.asarray(total / drawn_so_far, np.float32)),
        )
    assert total is not None
    return (total / samples).astype(np.float32)


def samples_a_pass(pixels: int) -> int:
    """How many samples a pass over so many pixels takes: a power of two, as the sampler likes them."""
    fewest, most = SAMPLES_A_PASS
    return min(max(1 << (RAYS_A_PASS // pixels).bit_length() - 1, fewest), most) if pixels < RAYS_A_PASS else fewest


def depth_of(scene: Scene) -> int:
    """How often its light has to bounce."""
    return GLASS_DEPTH if refracts(scene) else MAX_DEPTH


def seed_of(seed: int, number: int) -> int:
    """A 31-bit seed for pass or frame `number`, far from its neighbours'."""
    return (seed * 0x9E3779B1 + number * 0x85EBCA6B + 1) % (2**31)


class Looks:
    """A scene several times, each made when it is first seen: lit, and shining in its albedo, its normals, or white
    where its subjects are."""

    def __init__(self, scene: Scene, width: int, height: int) -> None:
        self._scene, self._size = scene, (width, height)

    @cached_property
    def depth(self) -> int:
        return depth_of(self._scene)

    @cached_property
    def lit(self) -> Any:
        return stage(self._scene, *self._size)

    @cached_property
    def albedo(self) -> Any:
        return look(self._scene, "albedo")

    @cached_property
    def normal(self) -> Any:
        return look(self._scene, "normal")

    @cached_property
    def mask(self) -> Any:
        return look(self._scene, "mask")


def guides(world: Looks, sensor: Any, samples: int = 4, depth_samples: int = HAZE_SAMPLES) -> Guides:
    """What the denoiser, the air and drawn styles need to know of the scene seen through a loaded sensor."""
    albedo = drawn(world.albedo, sensor, samples)
    normal = drawn(world.normal, sensor, samples)
    coded = np.where(normal.sum(-1, keepdims=True) > 0, normal * 2 - 1, 0).astype(np.float32)
    depth = distances(world.lit, sensor, depth_samples) if depth_samples else np.zeros(albedo.shape[:2], np.float32)
    return Guides(np.clip(albedo, 0, 1), coded, depth)


def drawn(shining: Any, sensor: Any, samples: int, seed: int = 1) -> Picture:
    """Light (h, w, 3) that comes straight from surfaces."""
    if isinstance(sensor, PartLens):
        return _finite(sensor.shine(shining, samples, seed))
    return _finite(_rendered(shining, sensor, {"type": "path", "max_depth": 1}, samples, seed))


def distances(world: Any, sensor: Any, samples: int = 1) -> Picture:
    """Distance from the camera (h, w) in cm, 0 where nothing is; the mean where there are several samples."""
    return _finite(_rendered(world, sensor, {"type": "depth"}, samples, 1))[..., 0]


def denoised(light: Picture, guide: Guides, quality: Quality = "high") -> Picture:
    """The light without noise; unchanged where the denoiser isn't installed. Large pictures go through in strips."""
    if find_spec("pyoidn") is None:
        return light
    height, width = light.shape[:2]
    step = max(STRIP_PIXELS // width, 2 * APRON)
    clean = np.empty_like(light)
    for top in range(0, height, step):
        rows = slice(max(top - APRON, 0), min(top + step + APRON, height))
        strip = _without_noise(light[rows], guide.albedo[rows], guide.normal[rows], quality)
        clean[top : top + step] = strip[top - rows.start : top - rows.start + step]
    return clean


def smoothed(light: Picture) -> Picture:
    """A quick sketch with less noise, without guides."""
    if find_spec("pyoidn") is None:
        return light
    pyoidn: Any = import_module("pyoidn")
    return np.asarray(pyoidn.denoise(np.ascontiguousarray(light), hdr=True, quality="fast"), np.float32)


def _without_noise(light: Picture, albedo: Picture, normal: Picture, quality: Quality) -> Picture:
    """The guides are cleaned first, so that edges blurred by the lens stay smooth."""
    pyoidn: Any = import_module("pyoidn")
    guides = [
        pyoidn.denoise(np.ascontiguousarray(albedo), quality="fast"),
        pyoidn.denoise(np.ascontiguousarray(normal * 0.5 + 0.5), quality="fast") * 2 - 1,
    ]
    named = zip(("albedo", "normal"), guides, strict=True)
    layers = {name: np.ascontiguousarray(layer, np.float32) for name, layer in named}
    clean = pyoidn.denoise(np.ascontiguousarray(light), **layers, hdr=True, clean_aux=True, quality=quality)
    return np.asarray(clean, np.float32)


def _rendered(scene: Any, sensor: Any, integrator: dict[str, Any], samples: int, seed: int) -> Any:
    mitsuba: Any = import_module("mitsuba")
    if isinstance(sensor, PartLens):
        return sensor.light(scene, mitsuba.load_dict(integrator), samples, seed)
    return mitsuba.render(scene, sensor=sensor, integrator=mitsuba.load_dict(integrator), spp=samples, seed=seed)


def _finite(light: Any) -> Picture:
    return np.nan_to_num(np.array(light, np.float32), nan=0.0, posinf=FIREFLY, neginf=0.0)
