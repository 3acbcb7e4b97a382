"""A fast train: a nose like a bird's beak, a band of windows, bogies, on its track."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, rotation, translation
from imperium.scene.shapes import ellipsoid, lathe, profile, tube
from imperium.scene.solids import beam, block, copies, evenly, mirrored, plate, superellipse
from imperium.scene.wheels import glazed

CAR, GAP, WIDE, ROOF, FLOOR = 1900.0, 50.0, 295.0, 390.0, 60.0
NOSE = 620.0


def train(
    *,
    color: Hex = "#eef0f2",
    accent: Hex = "#1f4e8c",
    cars: int = Field(default=2, ge=1, le=8),
    track: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """It drives to +x; its first car ends at x=0. `accent` is the stripe's."""
    lift = 38.0 if track else 0.0
    skins = [_car(k) for k in range(cars)]
    length = cars * (CAR + GAP)
    parts = [
        Part("body", merge(s[0] for s in skins), finish("plastic", color=color, roughness=0.05)),
        Part("windows", merge(s[1] for s in skins), finish("plastic", color="#0a0d11", roughness=0.02)),
        Part("stripe", mirrored(merge(_stripes(cars))), finish("plastic", color=accent, roughness=0.06)),
        Part(
            "bogies",
            merge(
                m.moved(x, 0, 0)
                for k in range(cars)
                for x in (-k * (CAR + GAP) - 470, -k * (CAR + GAP) - CAR + 260)
                for m in _bogie()
            ),
            finish("plastic", color="#24272a", roughness=0.45),
        ),
        Part(
            "joints",
            merge(
                block(GAP + 14, WIDE - 30, 290, 14).moved(-k * (CAR + GAP) + GAP / 2, 0, FLOOR + 20)
                for k in range(1, cars)
            )
            if cars > 1
            else block(20, WIDE - 60, 280, 10).moved(-CAR, 0, FLOOR + 20),
            finish("rubber", color="#1c1d1f"),
        ),
        Part("lights", mirrored(merge([_lamp(-100, 60, 150)])), finish("glow", color="#fff3dc", power=6)),
    ]
    placed = [Part(p.slot, p.mesh.moved(z=lift), p.finish, p.size) for p in parts]
    return (*placed, *(_track(length, seed) if track else ()))


def _car(number: int) -> tuple[Mesh, Mesh]:
    if number == 0:
        x = np.concatenate([-(np.linspace(0, 1, 60) ** 1.5) * NOSE, np.linspace(-NOSE - 13, -CAR, 100)])
    else:
        start = -number * (CAR + GAP)
        x = np.linspace(start, start - CAR, 146)
    sections = _rings(x, number == 0)
    return glazed(sections, _glass(sections, number), 1.0)


def _rings(x: Array, nose: bool) -> Array:
    """Rounded sections; towards the beak the roof comes down and the sides come in."""
    ring = evenly(superellipse(2, 2, 4.6, 600), 120)
    t = np.clip(-x / NOSE, 0, 1) if nose else np.ones_like(x)
    wide = WIDE / 2 * (0.13 + 0.87 * np.sin(t * np.pi / 2) ** 0.62)
    top = (
        FLOOR
        + 75
        + (ROOF - FLOOR - 75) * (0.5 - 0.5 * np.cos(np.pi * t**0.82)) ** 0.9
        + 26 * np.sin(np.pi * np.clip(t * 2.5, 0, 1)) * (t < 0.4)
    )
    low = FLOOR - 18 + 34 * (1 - np.clip(t * 5, 0, 1)) ** 2
    y = ring[None, :, 0] * wide[:, None]
    z = (top + low)[:, None] / 2 + ring[None, :, 1] * (top - low)[:, None] / 2
    return np.stack([np.broadcast_to(x[:, None], y.shape), y, z], -1)


def _glass(sections: Array, number: int) -> np.ndarray:
    cell = (sections[:-1] + sections[1:]) / 2
    x, y, z = np.moveaxis(cell, -1, 0)
    local = -x - number * (CAR + GAP)
    side = (np.abs(y) > WIDE * 0.4) & (z > 208) & (z < 300)
    begin = NOSE + 150 if number == 0 else 120
    windows = side & (local > begin) & (local < CAR - 110) & ((local - begin) % 175 > 22)
    if number:
        return np.asarray(windows)
    top = z.max(1, keepdims=True)
    screen = (local > 215) & (local < 425) & (z > top - 72 - (local - 215) * 0.08) & (z < top - 1.0 + 0 * z) | (
        (local > 235) & (local < 400) & (z > top - 40)
    )
    cabin = (np.abs(y) > 60) & (z > 215) & (z < 285) & (local > 440) & (local < 540)
    return np.asarray(windows | screen | (cabin & (z < top - 30)))


def _stripes(cars: int) -> list[Mesh]:
    bands = [block(CAR - NOSE - 30, 1.2, 22, 0.4).moved(-(CAR + NOSE) / 2, -WIDE / 2 + 0.1, 168)]
    return bands + [
        block(CAR, 1.2, 22, 0.4).moved(-k * (CAR + GAP) - CAR / 2, -WIDE / 2 + 0.1, 168) for k in range(1, cars)
    ]


def _lamp(x: float, y: float, z: float) -> Mesh:
    return ellipsoid(34, 6, 6, 20).turned((0, 0, 1), 24).turned((0, 1, 0), 25).moved(x, -y - 8, z - 20)


def _bogie() -> list[Mesh]:
    """Two axles in a frame under the car; the wheels stand on z=0."""
    wheel = lathe(
        profile(
            [
                (0.01, -6),
                (42, -6),
                (46, -8),
                (46, -5.5),
                (42, -4),
                (42, 6),
                (34, 7),
                (30, 4),
                (12, 4),
                (12, 9),
                (0.01, 9),
            ],
            [0, 1, 0.5, 0.5, 0.5, 1, 2, 1, 1, 1, 0],
        ),
        48,
    ).turned((1, 0, 0), 90)
    wheels = [
        wheel.moved(x, s * 74, 46.2) if s < 0 else wheel.turned((0, 0, 1), 180).moved(x, s * 74, 46.2)
        for x in (-125, 125)
        for s in (-1, 1)
    ]
    frames = [beam((-185, s * 104, 62), (185, s * 104, 62), 16, 26, bevel=4) for s in (-1, 1)]
    springs = [
        tube(np.array([[x, s * 104, 50], [x, s * 104, 92]], float), 13, 16)
        for x in (-60, 60, 125, -125)
        for s in (-1, 1)
    ]
    return [*wheels, *frames, *springs, block(120, 200, 22, 4).moved(z=52), block(440, 250, 26, 8).moved(0, 0, 70)]


def _track(length: float, seed: int) -> list[Part]:
    """Rails on sleepers in ballast, 1435 mm apart."""
    reach = length + 900
    middle = -length / 2 + 200
    rail = mirrored(
        merge(
            [
                block(reach, 7, 3, 1).moved(middle, -75, 34.8),
                block(reach, 2, 12, 0.4).moved(middle, -75, 24),
                block(reach, 14, 2, 0.6).moved(middle, -75, 22.5),
            ]
        )
    )
    xs = np.arange(middle - reach / 2 + 30, middle + reach / 2, 60)
    sleepers = copies(block(26, 250, 17, 2.5), np.stack([translation(float(x), 0, 6) for x in xs]))
    bank = plate(np.array([(-240, 0), (240, 0), (175, 17), (-175, 17)], float), reach, 0.5, tile=(200, 200))
    bed = bank.transformed(rotation((0, 0, 1), 90) @ rotation((1, 0, 0), 90)).moved(middle - reach / 2, 0, 0)
    return [
        Part("rails", rail, finish("metal", kind="steel", roughness=0.2)),
        Part("sleepers", sleepers, finish("concrete", seed=seed), (250, 100)),
        Part("ballast", bed, finish("soil", color="#77716a", stones=1.0, seed=seed), (160, 160)),
    ]


MAKER = Maker(train)
