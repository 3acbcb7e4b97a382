"""Open land: grass, bushes and trees round the subject, hills behind; in winter snow, in autumn colour."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, focus, middle, row
from imperium.scene.framing import framed
from imperium.scene.mesh import Array
from imperium.scene.scatter import scattered
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

TALL = 2500.0  # cm: from here on grass can't be seen
GREENS = ("#56653a", "#4f5f33", "#62683a")
DRY = "#77693c"
DRIVEN = frozenset({"bicycle", "bus", "car", "truck"})
RELIEF = 0.12  # of the reach: how high the ground rises round the subject


def countryside(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.5)
    level = any(thing.maker == "road" for thing in heroes)
    heroes = [_along(thing) for thing in heroes] if level else heroes
    low, high = focus(heroes)
    reach = float(max(high[2], (high[0] - low[0]) * 0.7, 120.0))
    side = float(rng.choice([-1, 1]))
    cold, season = "cold" in wish.tags, "autumn" if "autumn" in wish.tags else "summer"
    camera = framed(
        low,
        high,
        wish.aspect,
        azimuth=side * float(rng.uniform(24, 34)) if level else float(rng.uniform(-16, 16)),
        elevation=float(rng.uniform(-5, -2) if reach > 400 else rng.uniform(3, 7)),
        fov=36,
        fill=0.64,
        shift=(0.06 * side, -0.05),
        aperture=0.06,
        floor=max(RELIEF * reach, 0.12 * float(high[2])),
    )
    heroes = [_led_on(thing, reach) for thing in heroes]
    taken = bounds(heroes)
    things = [
        *_land(reach, cold, season, level, rng),
        *heroes,
        *drawable(*_trees(low, high, taken, reach, cold, season, rng)),
        *drawable(*_undergrowth(high, taken, reach, cold, camera.origin, rng)),
    ]
    sun = {
        "azimuth": side * float(rng.uniform(95, 135)),
        "height": float(rng.uniform(18, 34)),
        "warmth": 0.55,
        "haze": 0.15,
    }
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=Rig(kind="sun", params=sun, target=middle(low, high), reach=reach),
        camera=camera,
        grade=Grade(
            exposure=-0.55, bloom=0.04, contrast=1.06, haze=Haze(colour="#cfd6dc", distance=110 * reach + 60000)
        ),
        move=Move(kind="dolly", amount=side),
    )


def _along(thing: Thing) -> Thing:
    """What drives on a road drives along it, towards the camera."""
    return thing.model_copy(update={"turn": thing.turn - 90}) if thing.maker in DRIVEN else thing


def _led_on(thing: Thing, reach: float) -> Thing:
    """A road that leads past the camera and on into the distance."""
    if thing.maker != "road":
        return thing
    return thing.model_copy(update={"params": {**thing.params, "length": 30 * reach, "crossing": False}})


def _land(reach: float, cold: bool, season: str, level: bool, rng: np.random.Generator) -> list[Thing]:
    seed, colour = int(rng.integers(1000)), str(rng.choice(GREENS)) if season == "summer" else DRY
    near = {
        "kind": "snow" if cold else "meadow",
        "size": 60 * reach,
        "relief": 0.0 if level else RELIEF * reach,
        "clear": 1.4 * reach,
    }
    far = {
        "width": 90 * reach,
        "height": float(rng.uniform(7, 13)) * reach,
        "near": 12 * reach,
        "peaks": float(rng.uniform(0.1, 0.8)),
        "snow": 0.0 if cold else 0.9,
        "color": colour,
        "seed": seed,
    }
    return [
        Thing(
            maker="ground",
            params={**near, "seed": seed, **({} if cold else {"color": colour})},
            at=(0, 0, -3.0 if level else 0.0),
        ),
        Thing(maker="hills", params=far, at=(0, 0, -0.25 * reach)),
    ]


def _trees(
    low: Array,
    high: Array,
    taken: tuple[Array, Array],
    reach: float,
    cold: bool,
    season: str,
    rng: np.random.Generator,
) -> list[Thing]:
    """A few behind what lies between `low` and `high`, none on what is `taken`."""

    def tree(seed: int) -> Thing:
        if cold or seed % 3 == 0:
            return Thing(maker="conifer", params={"height": 600.0 + seed % 400, "snow": cold, "seed": 1})
        return Thing(
            maker="tree", params={"height": 550.0 + seed % 300, "season": season, "density": 0.15, "seed": seed % 2}
        )

    clear = np.minimum(low * 1.3, taken[0] - 150), np.maximum(high * 1.3, taken[1] + 150)
    wide = max(3.2 * reach, 1500.0, 2.2 * float(clear[1][0]))
    behind = float(high[1]) + max(0.7 * reach, 500.0), float(high[1]) + max(5 * reach, 4500.0)
    return scattered(rng, 5, (-wide, wide), behind, tree, apart=max(420.0, 0.4 * reach), clear=clear)


def _undergrowth(
    high: Array,
    taken: tuple[Array, Array],
    reach: float,
    cold: bool,
    eye: tuple[float, float, float],
    rng: np.random.Generator,
) -> list[Thing]:
    """Tufts, flowers and stones between the camera and the subject, a bush or two beside it."""
    clear = taken[0] - 0.04 * reach, taken[1] + 0.04 * reach
    wide, front = max(1.3 * reach, 1.4 * float(clear[1][0])), max(0.75 * eye[1], -4 * reach)
    bushes = scattered(
        rng,
        2,
        (-1.25 * wide, 1.25 * wide),
        (float(high[1]), float(high[1]) + 1.2 * reach),
        lambda k: Thing(maker="shrub", params={"height": min(110.0, 0.5 * reach), "seed": 1, "flowers": 12}),
        clear=clear,
    )
    stones = scattered(
        rng,
        4,
        (-wide, wide),
        (front, float(high[1])),
        lambda k: Thing(maker="rock", params={"size": min(60.0, 0.12 * reach) + 5, "seed": k % 2}),
        clear=clear,
    )
    if cold or reach > TALL:
        return [*([] if cold else bushes), *stones]
    tall = min(max(0.07 * reach, 9.0), 34.0)
    tufts = scattered(
        rng,
        46,
        (-wide, wide),
        (front, float(high[1]) + 0.4 * reach),
        lambda k: Thing(maker="grass", params={"height": tall * (0.6 + k % 7 / 9), "seed": k % 2, "color": "#7c8a45"}),
        clear=clear,
    )
    return [*bushes, *stones, *tufts]


ARRANGEMENT = Arrangement(countryside)
