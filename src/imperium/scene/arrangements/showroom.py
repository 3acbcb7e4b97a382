"""A dark futuristic room: the subject on a lit plinth before a neon ring, light panels to both sides."""

from dataclasses import replace

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, middle
from imperium.scene.colour import shifted
from imperium.scene.framing import framed
from imperium.scene.maker import finish
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

LIGHTS = (("#46c3ff", "#ff4f9e"), ("#5affd2", "#7a5cff"), ("#7aa2ff", "#ff8a4c"), ("#b07aff", "#3fd0ff"))


def showroom(wish: Wish, rng: np.random.Generator) -> Scene:
    low, high = _alone(wish).size()
    wide, tall = float(max(high[0] - low[0], high[1] - low[1])), float(high[2])
    unit = max(tall, wide * 0.8) / 20
    cool, warm = LIGHTS[int(rng.integers(len(LIGHTS)))]
    side = float(rng.choice([-1, 1]))
    radius, step = max(wide * 0.75, 8 * unit), 5 * unit
    floor = finish("metal", kind="black", roughness=0.22)
    plinth = finish("plastic", color="#15171c", roughness=0.12)
    things = [
        Thing(maker="slab", params={"width": 900 * unit, "depth": 900 * unit}, finishes={"top": floor}),
        Thing(maker="podium", params={"radius": radius, "height": step}, finishes={"plinth": plinth}),
        _ring(cool, radius + 0.1 * unit, 0.3 * unit, 2.4, (0, 0, step * 0.72), flat=True),
        _ring(shifted(cool, lightness=0.1), 19 * unit, 0.55 * unit, 2.6, (0, 26 * unit, 0.5 * unit)),
        _ring(warm, 26 * unit, 0.32 * unit, 1.8, (0, 34 * unit, -5 * unit)),
        *_alone(wish).stand((0, 0, step), side * float(rng.uniform(4, 18))),
        _panel(cool, wish.title, unit, -1, rng),
        _panel(warm, "", unit, 1, rng),
        *_pillars(unit, cool, warm),
    ]
    bottom, top = low + np.array([0, 0, step * 0.2]), high + np.array([0, 0, step])
    camera = framed(
        bottom, top, wish.aspect, azimuth=side * 5, elevation=8, fov=34, fill=0.57, shift=(0.0, -0.07), aperture=0.35
    )
    rig = Rig(
        kind="neon",
        params={"left": cool, "right": warm, "power": 1.2, "key": 1.5},
        target=middle(bottom, top),
        reach=22 * unit,
    )
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=rig,
        camera=camera,
        grade=Grade(
            exposure=0.9,
            bloom=0.13,
            vignette=0.22,
            haze=Haze(colour=shifted(cool, lightness=-0.35), distance=420 * unit, glow=0.10),
        ),
        move=Move(kind="orbit", amount=side * 1.5),
    )


def _alone(wish: Wish) -> Wish:
    """Without a companion: there is room for one on the plinth."""
    return replace(wish, params={**wish.params, "pair": False})


def _ring(
    color: str, radius: float, thickness: float, power: float, at: tuple[float, float, float], flat: bool = False
) -> Thing:
    params = {"color": color, "radius": radius, "thickness": thickness, "power": power, "flat": flat}
    return Thing(maker="ring", params=params, at=at)


def _panel(color: str, title: str, unit: float, side: int, rng: np.random.Generator) -> Thing:
    params = {
        "accent": color,
        "text": _short(title),
        "width": 19 * unit,
        "height": 12 * unit,
        "seed": int(rng.integers(1000)),
    }
    return Thing(maker="panel", params=params, at=(side * 25 * unit, 12 * unit, 9 * unit), turn=-side * 26)


def _short(title: str) -> str:
    """The first words, as many as a panel's head has room for."""
    words = title.split()
    fitting = [k for k in range(len(words) + 1) if len(" ".join(words[:k])) <= 18]
    return " ".join(words[: fitting[-1]])


def _pillars(unit: float, cool: str, warm: str) -> list[Thing]:
    """Light lines that lead into the depth on both sides."""
    spots = [(side, k) for side in (-1, 1) for k in range(4)]
    return [
        Thing(
            maker="strip",
            params={"height": 60 * unit, "color": cool if side < 0 else warm, "width": 0.9 * unit, "power": 1.5},
            at=(side * (36 + 4 * k) * unit, (26 + 24 * k) * unit, 0),
        )
        for side, k in spots
    ]


ARRANGEMENT = Arrangement(showroom)
