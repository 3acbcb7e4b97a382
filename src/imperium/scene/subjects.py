"""What a picture is about, apart from what that stands on and in front of."""

from __future__ import annotations

from imperium.scene.scene import Scene, Thing

SURROUNDINGS = frozenset(
    {
        "backdrop",
        "city",
        "curtain",
        "fence",
        "fireplace",
        "grass",
        "hills",
        "island",
        "ledge",
        "mountain",
        "panel",
        "podium",
        "river",
        "road",
        "room",
        "rug",
        "slab",
        "strip",
        "wall",
        "water",
        "window_frame",
    }
)
PROPS = frozenset({"book", "lamp", "orb", "plant", "ring", "sprig", "stones"})


def subjects(scene: Scene) -> tuple[Thing, ...]:
    """The things that a picture is about. Props are, where there is nothing better, and so are surroundings."""
    standing = tuple(thing for thing in scene.things if thing.maker not in SURROUNDINGS)
    heroes = tuple(thing for thing in standing if thing.maker not in PROPS)
    return heroes or standing or scene.things


def cut_out(scene: Scene) -> Scene:
    """The scene with its subjects alone."""
    return scene.model_copy(update={"things": subjects(scene)})
