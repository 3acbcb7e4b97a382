"""A city of towers, at dusk with lit windows or in the gold of an evening."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish
from imperium.scene.scene import Camera, Grade, Haze, Move, Rig, Scene, Thing

MOODS = (
    {"sky": "#15224a", "glow": "#d0608f", "haze": "#6d3f78"},
    {"sky": "#0f2b45", "glow": "#e0905a", "haze": "#8a5a5c"},
    {"sky": "#101a3a", "glow": "#3f9fb8", "haze": "#2a5a78"},
    {"sky": "#221545", "glow": "#ff7a6a", "haze": "#80406a"},
)


def metropolis(wish: Wish, rng: np.random.Generator) -> Scene:
    mood = MOODS[int(rng.integers(len(MOODS)))]
    city = Thing(maker="city", params={"seed": int(rng.integers(10_000)), "futuristic": "futuristic" in wish.tags})
    turn = float(rng.uniform(-0.35, 0.35))
    height = float(rng.uniform(58, 84))
    origin = (210 * np.sin(turn), -210 * np.cos(turn), height)
    return Scene(
        title=wish.title,
        things=(city,),
        rig=Rig(kind="night", params={"sky": mood["sky"], "glow": mood["glow"]}, target=(0, 0, 20), reach=100),
        camera=Camera(origin=origin, target=(0, 0, 36), fov=50),
        grade=Grade(
            exposure=1.0,
            bloom=0.14,
            contrast=1.05,
            vignette=0.15,
            haze=Haze(colour=mood["haze"], distance=620, glow=0.55),
        ),
        move=Move(kind="fly"),
    )


ARRANGEMENT = Arrangement(metropolis)
