"""How a prompt wants its scene lit, seen and drawn: words that change a scene that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imperium.kit.suggest import nearest
from imperium.scene import lexicon
from imperium.scene.camera_rule import camera_rules
from imperium.scene.grouping import box, surface
from imperium.scene.mesh import Array
from imperium.scene.reading import Reading, read
from imperium.scene.rig import rigs
from imperium.scene.scene import Camera, Clouds, Move, Rig, Scene, Thing
from imperium.scene.style import styles

INDOORS = frozenset({"table", "desk", "interior", "still_life", "podium"})
OUTDOORS = frozenset({"sun", "golden_hour", "overcast", "night_city", "moonlight"})
SIDED = ("azimuth", "side")
GROUNDS = frozenset({"ground", "road", "water"})  # a camera may come to stand on these, wherever they rise
EYE = 0.02  # of the way to what it looks at: the least that a camera is above them
# In a prompt these words mostly say something else than a style.
LOOSE = frozenset(
    {"line", "commercial", "render", "sprite", "sticker", "vector", "abstract", "monochrome", "fantasy", "horror"}
)
CLOUD_LIGHT = {"golden_hour": (5.0, 0.95), "sun": (42.0, 0.05), "overcast": (24.0, 0.3), "moonlight": (16.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Direction:
    """Names of a light rig, a camera rule, a camera move and a style; None where a prompt says nothing."""

    light: str | None
    camera: str | None
    move: str | None
    style: str | None
    replaced: tuple[tuple[str, str], ...] = ()  # a style's word that nobody draws, and the style in its place


def directed(reading: Reading) -> Direction:
    """What the prompt's words ask of light, camera and style; marks them as understood."""
    light = reading.use(reading.find(lexicon.table("light")))
    camera = reading.use(reading.find(lexicon.table("cameras")))
    move = reading.use(reading.find(lexicon.table("moves")))
    style = [s for s in reading.find(lexicon.table("styles")) if reading.term(s) not in LOOSE]
    instead = [s for s in reading.find(lexicon.styles_instead()) if reading.term(s) not in LOOSE]
    named, near = reading.use(style), reading.use(instead)
    replaced = tuple((reading.term(span), span.meaning) for span in instead) if not named else ()
    return Direction(_first(light), _first(camera), _first(move), _first(named) or _first(near), replaced)


def _first(names: Sequence[str]) -> str | None:
    return names[0] if names else None


def style_named(words: str) -> tuple[str, bool]:
    """The style of that name or of those words, and whether it is the one that was asked for."""
    asked = words.strip().lower()
    own = styles().keys()
    if asked in own:
        return asked, True
    reading = read(words)
    if found := reading.find({**lexicon.table("styles"), **{name: name for name in own}}):
        return found[0].meaning, True
    if instead := reading.find(lexicon.styles_instead()):
        return instead[0].meaning, False
    known = {**lexicon.table("styles"), **lexicon.styles_instead(), **{name: name for name in own}}
    near = nearest(asked[:60], known)
    return (known[near] if near else "realistic"), False


def lit(scene: Scene, light: str | None, setting: str) -> Scene:
    """The scene in another light, which keeps its side, its target and its reach."""
    if light is None or light == scene.rig.kind:
        return scene
    if scene.clouds:
        return scene.model_copy(update={"clouds": _weather(scene.clouds, light)})
    if setting in INDOORS and light in ("night_city", "moonlight"):
        light = "candlelight"
    if setting == "showroom" and light in OUTDOORS:
        return scene
    rig = rigs()[light]
    sides = {key: value for key, value in scene.rig.params.items() if key in SIDED}
    placed = Rig(kind=light, params=rig.accepted(sides), target=scene.rig.target, reach=scene.rig.reach)
    haze = scene.grade.haze and scene.grade.haze.model_copy(update={"colour": rig.air, "glow": rig.glow})
    grade = scene.grade.model_copy(update={"exposure": rig.exposure, "haze": haze})
    return scene.model_copy(update={"rig": placed, "grade": grade})


def _weather(clouds: Clouds, light: str) -> Clouds:
    if light not in CLOUD_LIGHT:
        return clouds
    height, warmth = CLOUD_LIGHT[light]
    return clouds.model_copy(update={"sun_height": height, "warmth": warmth})


def seen(scene: Scene, rule: str | None, heroes: Sequence[Thing], aspect: float) -> Scene:
    """The scene by a camera rule, looking at the heroes, or at what it looked at."""
    if rule is None or scene.clouds:
        return scene
    camera = camera_rules()[rule].placed(*_focus(scene, heroes), aspect, _azimuth(scene.camera))
    farther = _distance(camera) / _distance(scene.camera)
    haze = scene.grade.haze
    if haze and farther > 1:
        haze = haze.model_copy(update={"distance": haze.distance * farther})
    grade = scene.grade.model_copy(update={"haze": haze})
    return scene.model_copy(update={"camera": camera, "grade": grade})


def raised(scene: Scene) -> Scene:
    """The scene with its camera over the ground, however that rises where it stands."""
    x, y, z = scene.camera.origin
    foot = np.full(2, EYE * _distance(scene.camera))
    levels = [surface(thing, x, y, foot) for thing in scene.things if thing.maker in GROUNDS]
    lowest = max(levels, default=-np.inf) + float(foot[0])
    if z >= lowest:
        return scene
    return scene.model_copy(update={"camera": scene.camera.model_copy(update={"origin": (x, y, lowest)})})


def _focus(scene: Scene, heroes: Sequence[Thing]) -> tuple[Array, Array]:
    if heroes:
        return box(heroes)
    middle = np.array(scene.camera.target)
    half = 0.32 * _distance(scene.camera) * np.tan(np.radians(scene.camera.fov) / 2)
    return middle - half * np.array([1, 1, 0.6]), middle + half * np.array([1, 1, 0.6])


def _distance(camera: Camera) -> float:
    return float(np.linalg.norm(np.subtract(camera.target, camera.origin)))


def _azimuth(camera: Camera) -> float:
    x, y, _ = np.subtract(camera.origin, camera.target)
    return float(np.degrees(np.arctan2(x, -y)))


def moved(scene: Scene, move: str | None) -> Scene:
    """The scene with the camera's move; a flight round one thing is a push towards it."""
    if move is None or scene.move.kind == "fly":
        return scene
    kind = "push" if move == "fly" else move
    return scene.model_copy(update={"move": Move(kind=kind, amount=scene.move.amount)})


def styled(scene: Scene, name: str) -> Scene:
    """The scene in a style: its grade, and everything sharp where the style draws."""
    style = styles()[name]
    camera = scene.camera if style.lens else scene.camera.model_copy(update={"aperture": 0.0})
    return scene.model_copy(update={"style": name, "grade": style.grade(scene.grade), "camera": camera})
