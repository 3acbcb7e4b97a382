"""Above the clouds."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish
from imperium.scene.scene import Camera, Clouds, Grade, Move, Scene


def skies(wish: Wish, rng: np.random.Generator) -> Scene:
    night = "dark" in wish.tags
    air = Clouds(
        cover=float(rng.uniform(0.30, 0.44)),
        sun_height=float(rng.uniform(6, 26)),
        sun_side=float(rng.choice([-1, 1]) * rng.uniform(12, 50)),
        warmth=0.15 if night else float(rng.uniform(0.3, 0.95)),
        altitude=float(rng.uniform(730, 800)),
        seed=int(rng.integers(2**31)),
    )
    return Scene(
        title=wish.title,
        camera=Camera(origin=(0, 0, 0), target=(0, 1, 0), fov=66),
        grade=Grade(exposure=-1.2 if night else 0.15, bloom=0.06, vignette=0.08, contrast=1.12, saturation=1.2),
        move=Move(kind="fly"),
        clouds=air,
    )


ARRANGEMENT = Arrangement(skies)
