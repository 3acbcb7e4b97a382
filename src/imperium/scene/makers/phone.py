"""A phone, upright, screen to -y; a second one beside it shows the back."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, plane, prism, profile, rounded_rectangle

WIDTH, HEIGHT, DEPTH = 7.2, 14.8, 0.8


def phone(
    *,
    color: Hex = "#41566b",
    accent: Hex = "#ff9d5c",
    label: str = Field(default="", max_length=40),
    pair: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the back's, `accent` the wallpaper's."""
    front = [
        Part("frame", _body(), finish("metal", kind="aluminium", roughness=0.18, tint=color)),
        Part("glass", _glass(), finish("plastic", color="#040506", roughness=0.03)),
        Part("screen", _screen(), finish("screen", kind="phone", accent=accent, text=label, seed=seed), (6.7, 14.3)),
    ]
    placed = [Part(p.slot, _stand(p.mesh, 0, 0, 14), p.finish, p.size) for p in front]
    if pair:
        back = [
            Part("back", _body(), finish("coat", color=color, grain=0, speckle=0.03, roughness=0.3), (WIDTH, HEIGHT)),
            Part("lenses", _lenses(), finish("plastic", color="#08090b", roughness=0.04)),
            Part("rings", _rings(), finish("metal", kind="aluminium", roughness=0.1)),
        ]
        placed += [Part(p.slot, _stand(p.mesh, 5.2, 4.2, 160), p.finish, p.size) for p in back]
    return tuple(placed)


def _stand(mesh: Mesh, x: float, y: float, turn: float) -> Mesh:
    leaned = mesh.turned((1, 0, 0), 90).moved(z=HEIGHT / 2).turned((1, 0, 0), -6)
    return leaned.turned((0, 0, 1), turn).moved(x, y)


def _body() -> Mesh:
    return prism(rounded_rectangle(WIDTH, HEIGHT, 1.15), DEPTH, 0.16)


def _glass() -> Mesh:
    return prism(rounded_rectangle(WIDTH - 0.22, HEIGHT - 0.22, 1.05), 0.05, 0.03).moved(z=DEPTH - 0.01)


def _screen() -> Mesh:
    return plane(WIDTH - 0.5, HEIGHT - 0.5).moved(z=DEPTH + 0.045)


_SPOTS = ((-1.7, 5.3), (-1.7, 3.1), (0.4, 4.2))


def _lenses() -> Mesh:
    eye = lathe(profile([(0.82, DEPTH + 0.1), (0.78, DEPTH + 0.22), (0.01, DEPTH + 0.22)], [0, 0.05, 0]), 48)
    return merge(eye.moved(x, y) for x, y in _SPOTS)


def _rings() -> Mesh:
    rim = profile([(1.0, DEPTH), (1.0, DEPTH + 0.26), (0.8, DEPTH + 0.26), (0.8, DEPTH)], [0, 0.06, 0.06, 0])
    return merge(lathe(rim, 48).moved(x, y) for x, y in _SPOTS)


MAKER = Maker(phone)
