"""A map of the world for a globe: land, sea, coasts and the lines of latitude and longitude, equirectangular."""

import numpy as np
from PIL import Image, ImageDraw
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, fractal, mixed

# Coasts as longitude and latitude in degrees, generalised by hand.
LANDS = (
    "-168 66 -156 71 -128 70 -110 73 -95 72 -82 73 -78 68 -85 62 -93 59 -82 55 -79 52 -78 62 -65 60"
    " -56 53 -60 47 -66 44"
    " -70 42 -75 36 -81 31 -80 25 -83 29 -90 29 -97 27 -97 21 -91 18 -87 21 -88 16 -83 10 -78 8 -80 7 -85 10 -95 16"
    " -105 20 -112 28 -117 33 -124 40 -124 48 -134 57 -150 60 -160 56 -165 61",
    "-55 82 -30 83 -20 75 -25 70 -42 60 -52 66 -58 75",
    "-78 8 -72 12 -62 10 -50 1 -35 -6 -39 -15 -48 -26 -57 -36 -65 -42 -68 -52 -73 -52 -74 -40 -70"
    " -20 -76 -14 -81 -5 -79 2",
    "-6 35 10 37 20 32 32 31 37 22 43 12 51 12 42 -2 40 -15 35 -24 28 -33 19 -34 12 -17 13 -6 9 4"
    " -4 5 -13 9 -17 15 -15 24",
    "-9 43 -9 37 -5 36 0 39 4 43 9 44 12 42 16 38 18 40 13 45 19 42 23 37 26 40 29 41 27 37 36 36"
    " 35 31 39 21 44 13 52 16"
    " 60 22 56 26 50 30 57 26 67 25 73 20 77 8 80 15 88 22 94 17 98 9 103 1 100 13 106 9 109 14 107 20 117 23 122 31"
    " 118 38 126 38 127 35 130 42 140 50 140 55 155 59 157 51 163 58 180 65 180 69 160 70 140 73 113 76 100 77 80 73"
    " 68 69 55 69 44 67 40 67 28 71 15 69 5 62 8 58 12 56 18 60 22 65 24 60 20 55 10 54 8 57 4 52 -4 48 -1 46 -2 43",
    "-5 50 1 51 0 54 -3 58 -6 56 -3 54",
    "-24 65 -14 65 -18 66",
    "131 32 136 34 141 37 142 42 145 44 140 42 137 37 131 34",
    "114 -22 122 -17 131 -12 136 -15 140 -11 146 -19 153 -27 150 -37 140 -38 131 -32 116 -35",
    "44 -25 47 -25 50 -15 44 -18",
    "109 1 117 6 118 0 114 -4",
    "95 5 105 -5 103 -6 98 0",
    "131 -1 141 -3 150 -10 140 -8",
    "173 -35 178 -38 168 -46 167 -45",
    "-180 -90 180 -90 180 -75 120 -67 60 -67 0 -70 -60 -65 -62 -73 -120 -74 -180 -77",
)
SEAS = ("28 41 32 45 37 47 41 42 35 42", "49 37 54 37 53 42 51 47 48 46 50 41")


def atlas(
    surface: Surface,
    *,
    color: Hex = "#35647f",
    land: Hex = "#cdb27c",
    grid: float = Field(default=0.35, ge=0, le=1, description="How much the lines of the grid show."),
    roughness: float = Field(default=0.18, ge=0.02, le=1),
    seed: int = 0,
) -> Node:
    """`color` is the sea's."""
    width, height = 1536, 768
    rng = np.random.default_rng(seed)
    cover, coast = _drawn(width, height)
    relief = fractal(width, height, 24, 12, rng, 6)
    ground = mixed(linear(shifted(land, lightness=-0.12, hue=0.05)), linear(shifted(land, lightness=0.06)), relief)
    sea = linear(color) * (0.85 + 0.3 * fractal(width, height, 10, 5, rng, 5))[..., None]
    tone = sea + (ground - sea) * cover[..., None]
    tone = mixed(tone, linear(shifted(color, lightness=-0.18)), 0.7 * coast)
    tone = mixed(tone, linear("#f3ead2"), grid * _graticule(width, height))
    return {"type": "roughplastic", "diffuse_reflectance": tone, "alpha": roughness, "nonlinear": True}


def _drawn(width: int, height: int) -> tuple[Grid, Grid]:
    """Coverage of land, and of the line round it."""
    sheet, line = Image.new("L", (width, height)), Image.new("L", (width, height))
    for outlines, fill in ((LANDS, 255), (SEAS, 0)):
        for outline in outlines:
            points = _points(outline, width, height)
            ImageDraw.Draw(sheet).polygon(points, fill=fill)
            ImageDraw.Draw(line).line([*points, points[0]], fill=255, width=3, joint="curve")
    land, coast = (np.asarray(image, np.float32)[::-1] / np.float32(255) for image in (sheet, line))
    return land, coast


def _points(outline: str, width: int, height: int) -> list[tuple[float, float]]:
    degrees = np.array(outline.split(), float).reshape(-1, 2)
    return [((lon + 180) / 360 * width, (90 - lat) / 180 * height) for lon, lat in _rounded(degrees).tolist()]


def _rounded(points: Grid) -> Grid:
    """Corners cut twice (Chaikin), so that coasts bend."""
    for _ in range(2):
        after = np.roll(points, -1, axis=0)
        points = np.stack([0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after], 1).reshape(-1, 2)
    return points


def _graticule(width: int, height: int) -> Grid:
    lines = np.zeros((height, width), np.float32)
    lines[:: height // 12] = lines[1 :: height // 12] = 1
    lines[:, :: width // 24] = lines[:, 1 :: width // 24] = 1
    return lines


MATERIAL = Material(atlas)
