"""A clearing in a wood: trunks into the depth, mist between them."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, middle, row
from imperium.scene.framing import framed
from imperium.scene.scatter import scattered
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

SUMMER = Grade(exposure=0.35, bloom=0.09, contrast=1.04, haze=Haze(colour="#dfe3c8", distance=4600, glow=0.95))
WINTER = Grade(exposure=-0.8, bloom=0.04, contrast=1.08, haze=Haze(colour="#c4d0de", distance=9000, glow=0.8))


def forest(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.5)
    low, high = bounds(heroes)
    reach = float(np.clip(max(high[2], (high[0] - low[0]) * 0.7), 160.0, 900.0))
    side, cold = float(rng.choice([-1, 1])), "cold" in wish.tags
    season = "autumn" if "autumn" in wish.tags else "summer"
    broad = not cold and float(rng.random()) < 0.5

    def trunk(seed: int) -> Thing:
        kind, more = (
            ("tree", {"season": season, "density": 0.15}) if broad else ("conifer", {"snow": cold, "slim": 1.0})
        )
        return Thing(maker=kind, params={"height": 900.0 + seed % 500, "seed": seed % 2, **more})

    def fern(seed: int) -> Thing:
        params = {"height": 26.0 + seed % 20, "seed": seed % 2, "color": "#5f7a38"}
        return Thing(maker="grass", params=params)

    margin = np.array([0.9 * reach, 0.5 * reach, 0])
    clear = low - margin - np.array([0, 9 * reach, 0]), high + margin
    trunks = scattered(rng, 11, (-2200, 2200), (-300.0, 3200.0), trunk, clear=clear, apart=330)
    ferns = scattered(rng, 40, (-1.6 * reach, 1.6 * reach), (-3 * reach, 2 * reach), fern, clear=(low, high))
    ground = {
        "kind": "snow" if cold else "meadow",
        "color": "#e9eef4" if cold else "#4c5630",
        "relief": 22.0,
        "clear": 160.0,
    }
    camera = framed(
        low,
        np.maximum(high, [0, 0, 240]),
        wish.aspect,
        azimuth=float(rng.uniform(-10, 10)),
        elevation=3.5,
        fov=44,
        fill=0.62,
        shift=(0.04 * side, -0.05),
    )
    return Scene(
        title=wish.title,
        things=(
            Thing(maker="ground", params={**ground, "size": 14000.0, "seed": int(rng.integers(1000))}),
            *heroes,
            *drawable(*trunks, *([] if cold else ferns)),
        ),
        rig=Rig(
            kind="sun",
            params={"azimuth": side * 35, "height": 32.0, "warmth": 0.6, "haze": 0.45, "clouds": 0.0},
            target=middle(low, high),
            reach=reach,
        ),
        camera=camera,
        grade=WINTER if cold else SUMMER,
        move=Move(kind="fly", amount=0.6),
    )


ARRANGEMENT = Arrangement(forest)
