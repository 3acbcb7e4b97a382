"""A still life: the subject with fruit and cloth on an old table, one light out of the dark."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, middle, row
from imperium.scene.framing import framed
from imperium.scene.grouping import Standing, grouped
from imperium.scene.maker import finish, makers
from imperium.scene.scene import Grade, Move, Rig, Scene, Thing

WALLS = ("#3d3a33", "#4a4238", "#39403f", "#463a34")
LOW = 0.75  # of the subject's height
COMPANY = ("apple", "citrus", "pitcher", "bread", "cheese", "wine_glass", "candle", "bowl", "flower")


def still_life(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.3)
    low, high = bounds(heroes)
    unit = float(max(high[2], (high[0] - low[0]) * 0.6, 12.0)) / 26
    side = float(rng.choice([-1, 1]))
    things = _composed(wish, heroes, rng)
    low, high = bounds(things)
    reach = max(unit * 20, 0.6 * float(high[0] - low[0]))
    top = finish("wood", planks=3, color="#6b4a2f", gloss=0.35, seed=int(rng.integers(1000)))
    wall = finish("plaster", color=str(rng.choice(WALLS)), seed=int(rng.integers(1000)))
    return Scene(
        title=wish.title,
        things=(
            Thing(maker="slab", params={"width": 14 * reach, "depth": 7 * reach}, finishes={"top": top}),
            Thing(
                maker="wall",
                params={"width": 24 * reach, "height": 14 * reach},
                at=(0, 3.2 * reach, -3 * reach),
                finishes={"face": wall},
            ),
            *things,
        ),
        rig=Rig(kind="candlelight", params={"side": side, "warmth": 0.5}, target=middle(low, high), reach=reach),
        camera=framed(
            low,
            high,
            wish.aspect,
            azimuth=float(rng.uniform(-8, 8)),
            elevation=float(rng.uniform(8, 13)),
            fill=0.80,
            aperture=0.45,
        ),
        grade=Grade(exposure=1.3, bloom=0.05, vignette=0.25, contrast=1.04),
        move=Move(kind="push", amount=1.0),
    )


def _composed(wish: Wish, heroes: list[Thing], rng: np.random.Generator) -> list[Thing]:
    """The subject with two or three companions of other kinds; a group stands by itself."""
    if wish.group:
        return heroes
    others = [name for name in COMPANY if name in makers() and name != wish.maker]
    chosen = rng.permutation(others)[:3].tolist()
    seeds = rng.integers(1000, size=4).tolist()
    company = [
        drawable(
            *(
                Thing(maker=str(name), params={"seed": seed + k}, turn=40.0 * k)
                for k in range(3 if name == "apple" else 1)
            )
        )
        for name, seed in zip(chosen, seeds, strict=False)
    ]
    relations = ("beside", "beside", _depth(heroes, company[-1]))
    standings = [Standing(tuple(heroes[:1]))]
    standings += [Standing(tuple(things), how, 0) for things, how in zip(company, relations, strict=False)]
    return grouped(standings)


def _depth(heroes: list[Thing], company: list[Thing]) -> str:
    """Only what is low stands before the subject: it would be hidden."""
    tall, other = (float(bounds(things)[1][2]) for things in (heroes[:1], company))
    return "before" if other < LOW * tall else "behind"


ARRANGEMENT = Arrangement(still_life)
