"""A clearing in a wood: trunks into the depth, mist between them."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, drawable, focus, middle, row
from imperium.scene.framing import framed
from imperium.scene.mesh import Array
from imperium.scene.scatter import scattered
from imperium.scene.scene import Camera, Grade, Haze, Move, Rig, Scene, Thing
from imperium.scene.watercourse import course

GROUND = 120_000.0  # cm: it ends in the haze
WIDTH, BENDS = 300.0, 0.3  # of a river
BESIDE = 420.0  # cm from the subject's edge to the middle of the river
CLEAR = 0.73  # of the subject's light comes through the air at least
SUMMER = Grade(exposure=0.35, bloom=0.09, contrast=1.04, haze=Haze(colour="#dfe3c8", distance=4600, glow=0.95))
WINTER = Grade(exposure=-0.8, bloom=0.04, contrast=1.08, haze=Haze(colour="#c4d0de", distance=9000, glow=0.8))


def forest(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.5)
    low, high = focus(heroes)
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
    river = _river(low, high, side, rng) if "river" in wish.tags else []
    trunks = scattered(rng, 14, (-2400, 2400), (-300.0, 3200.0), trunk, clear=clear, apart=330)
    trunks = [tree for tree in trunks if not _floats(tree, river)]
    ferns = scattered(rng, 40, (-1.6 * reach, 1.6 * reach), (-3 * reach, 2 * reach), fern, clear=(low, high))
    ferns = [fern for fern in ferns if not _floats(fern, river)]
    ground = {
        "kind": "snow" if cold else "meadow",
        "color": "#e9eef4" if cold else "#4c5630",
        "relief": 4.0 if river else 22.0,
        "clear": 160.0,
    }
    camera = framed(
        low,
        np.maximum(high, [0, 0, 150]),
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
            _wooded(rng, cold),
            Thing(maker="ground", params={**ground, "size": GROUND, "seed": int(rng.integers(1000))}),
            *drawable(*river),
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
        grade=_through_air(WINTER if cold else SUMMER, camera),
        move=Move(kind="fly", amount=0.6),
    )


def _wooded(rng: np.random.Generator, cold: bool) -> Thing:
    """Hills that the wood goes on over: between the trunks no horizon is seen."""
    params = {"width": 70_000.0, "near": 6000.0, "height": 9000.0, "peaks": 0.2, "seed": int(rng.integers(1000))}
    looks = (
        {"color": "#dde5ee", "rock": "#c3ccd6", "snow": 0.3}
        if cold
        else {"color": "#39472a", "rock": "#39472a", "snow": 1.0}
    )
    return Thing(maker="hills", params={**params, **looks}, at=(0, 0, -150))


def _river(low: Array, high: Array, side: float, rng: np.random.Generator) -> list[Thing]:
    """On the side where the picture has room, past the subject and on into the wood."""
    x = -side * (BESIDE + float(high[0] if side < 0 else -low[0]))
    params = {"width": WIDTH, "length": 30_000.0, "bends": BENDS, "seed": int(rng.integers(1000))}
    return [Thing(maker="river", params=params, at=(x, 0, 0))]


def _floats(thing: Thing, river: list[Thing]) -> bool:
    """Whether it would stand in the water."""
    if not river:
        return False
    middle = course(np.array([thing.at[1]]), WIDTH, BENDS, int(river[0].params["seed"]))
    return abs(thing.at[0] - river[0].at[0] - float(middle[0])) < 0.8 * WIDTH


def _through_air(grade: Grade, camera: Camera) -> Grade:
    """The grade with air so clear that the subject is seen through it, however far it is."""
    assert grade.haze is not None
    away = float(np.linalg.norm(np.subtract(camera.target, camera.origin)))
    haze = grade.haze.model_copy(update={"distance": max(grade.haze.distance, -away / np.log(CLEAR))})
    return grade.model_copy(update={"haze": haze})


ARRANGEMENT = Arrangement(forest)
