"""A city of towers, at dusk with lit windows or in the gold of an evening."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish
from imperium.scene.scene import Camera, Grade, Haze, Move, Rig, Scene, Thing

POWER = 1.5
SKY_GLOW = 1.1  # of the rig's sky at the horizon: air that is as bright hides where the ground ends
MOODS = (
    {"sky": "#24478c", "glow": "#d09a94"},
    {"sky": "#1f5a86", "glow": "#8fd0d8"},
    {"sky": "#2c3f86", "glow": "#c08fb4"},
    {"sky": "#2a4a7c", "glow": "#dcae8c"},
)


def metropolis(wish: Wish, rng: np.random.Generator) -> Scene:
    mood = MOODS[int(rng.integers(len(MOODS)))]
    city = Thing(maker="city", params={"seed": int(rng.integers(10_000)), "futuristic": "futuristic" in wish.tags})
    turn = float(rng.uniform(-0.35, 0.35))
    height = float(rng.uniform(44, 66))
    away = 150 * (1 + 0.35 * max(wish.aspect - 1, 0))  # towers are tall, and a wide picture is low
    origin = (away * np.sin(turn), -away * np.cos(turn), height)
    return Scene(
        title=wish.title,
        things=(city,),
        rig=Rig(
            kind="night_city",
            params={"sky": mood["sky"], "glow": mood["glow"], "power": POWER, "moon": 0.5},
            target=(0, 0, 20),
            reach=100,
        ),
        camera=Camera(origin=origin, target=(0, 0, 46), fov=54),
        grade=Grade(
            exposure=-0.05,
            bloom=0.10,
            contrast=1.1,
            vignette=0.15,
            haze=Haze(colour=mood["glow"], distance=1100, glow=SKY_GLOW * POWER),
        ),
        move=Move(kind="fly"),
    )


ARRANGEMENT = Arrangement(metropolis)
