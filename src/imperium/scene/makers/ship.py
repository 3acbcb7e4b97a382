"""A container ship: a flared hull cut at the waterline, stacks of boxes, a bridge, a funnel."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling, translation
from imperium.scene.shapes import lathe, profile, tube
from imperium.scene.solids import beam, block, copies, mirrored, outward

LENGTH, BEAM, DECK = 18000.0, 2900.0, 1150.0
BOX = (1219.0, 244.0, 259.0)  # a forty-foot container
PAINTS = ("#8e2f2a", "#24577e", "#3f6b4a", "#b9742c", "#a9aba9", "#5c3d6b")


def ship(
    *,
    color: Hex = "#27333f",
    accent: Hex = "#8a2b25",
    length: float = Field(default=18000, ge=100, le=60000),
    load: float = Field(default=0.8, ge=0, le=1, description="How high the containers are stacked."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It sails to +x and floats on z=0. `accent` is the paint at the waterline."""
    rng = np.random.default_rng(seed)
    upper, lower = _hull()
    white = finish("coat", color="#eceae4", grain=0.05, speckle=0.05, roughness=0.3)
    parts = [
        Part("hull", upper, finish("coat", color=color, grain=0.1, speckle=0.1, roughness=0.35, seed=seed), (900, 900)),
        Part(
            "waterline",
            lower,
            finish("coat", color=accent, grain=0.1, speckle=0.15, roughness=0.5, seed=seed),
            (900, 900),
        ),
        Part("deck", _deck(), finish("coat", color="#6d4a41", grain=0.2, roughness=0.6), (900, 900)),
        Part("bridge", merge(_house()), white),
        Part("windows", merge(_windows()), finish("plastic", color="#10161b", roughness=0.03)),
        Part("funnel", merge(_funnel()), finish("coat", color=accent, grain=0.05, roughness=0.3)),
        Part("gear", merge(_gear()), white),
    ]
    parts += _boxes(load, rng)
    s = scaling(*[length / LENGTH] * 3)
    return tuple(Part(p.slot, p.mesh.transformed(s), p.finish, p.size) for p in parts)


def _plan(t: Array, z: Array) -> Array:
    """Half the beam at a share of the length from the stern, at a height: flared at the bow, tucked at the stern."""
    bow = np.clip((t - 0.80) / 0.20, 0, 1)
    sharp = 1 - bow ** (1.5 + 1.1 * np.clip(z / DECK, 0, 1.4))
    stern = 1 - 0.30 * np.clip((0.08 - t) / 0.08, 0, 1) ** 1.5 * (1 - 0.5 * np.clip(z / DECK, 0, 1))
    return np.asarray(BEAM / 2 * sharp * stern)


def _top(t: Array) -> Array:
    """The bulwark: higher at the bow."""
    return np.asarray(
        DECK
        + 420 * np.clip((t - 0.88) / 0.05, 0, 1) ** 2 * (3 - 2 * np.clip((t - 0.88) / 0.05, 0, 1))
        + 160 * np.clip((t - 0.9) / 0.1, 0, 1)
    )


def _side(low: float, high: float | None) -> Mesh:
    t = np.concatenate([np.linspace(0, 0.78, 60), np.linspace(0.785, 1, 70)])[:, None]
    v = np.linspace(0, 1, 14)[None]
    z = low + v * ((_top(t) if high is None else high) - low)
    x = -LENGTH / 2 + LENGTH * 0.965 * t + 0.62 * z * np.clip((t - 0.8) / 0.2, 0, 1) ** 2
    points = np.stack(np.broadcast_arrays(x, -_plan(t, z), z), -1)
    uv = np.stack([points[..., 0] / 900, points[..., 2] / 900], -1)
    side = outward(lattice(points, uv), np.array([0, 0, 500.0]))
    end = points[0]
    transom = np.stack([end, end * [1, -1, 1]])
    back = lattice(transom)
    normal = np.broadcast_to([-1.0, 0, 0], back.vertices.shape).copy()
    return merge([mirrored(side), Mesh(back.vertices, normal, back.uvs, back.faces)])


def _hull() -> tuple[Mesh, Mesh]:
    return _side(170, None), _side(0, 170)


def _deck() -> Mesh:
    t, v = np.linspace(0, 0.995, 90)[:, None], np.linspace(-1, 1, 5)[None]
    z = _top(t) - 110
    x = -LENGTH / 2 + LENGTH * 0.965 * t + 0.62 * z * np.clip((t - 0.8) / 0.2, 0, 1) ** 2
    points = np.stack(np.broadcast_arrays(x, _plan(t, z) * v * 0.998, z), -1)
    mesh = lattice(points, points[..., :2] / 900)
    return mesh if mesh.normals[:, 2].sum() > 0 else Mesh(mesh.vertices, -mesh.normals, mesh.uvs, mesh.faces[:, ::-1])


HOUSE = -6300.0


def _house() -> list[Mesh]:
    """Decks of the superstructure, the bridge with its wings on top."""
    decks = [block(1250 - 40 * k, 2350 - 60 * k, 285, 10).moved(HOUSE, 0, DECK - 60 + 290 * k) for k in range(6)]
    edges = [block(1330 - 40 * k, 2480 - 60 * k, 22, 4).moved(HOUSE, 0, DECK - 60 + 290 * k) for k in range(1, 7)]
    top = DECK - 60 + 290 * 6
    bridge = [
        block(820, 2250, 300, 14).moved(HOUSE + 60, 0, top),
        block(520, BEAM + 60, 130, 10).moved(HOUSE + 180, 0, top),
        block(900, 2320, 24, 4).moved(HOUSE + 60, 0, top + 300),
    ]
    mast = [
        tube(np.array([[HOUSE, 0, top + 300], [HOUSE, 0, top + 900]]), 26, 12),
        block(40, 420, 30, 6).moved(HOUSE, 0, top + 640),
        block(30, 230, 44, 8).moved(HOUSE + 40, 0, top + 760),
    ]
    return [*decks, *edges, *bridge, *mast]


def _windows() -> list[Mesh]:
    top = DECK - 60 + 290 * 6
    front = [block(10, 118, 96, 3).moved(HOUSE + 471, y, top + 160) for y in range(-1020, 1021, 136)]
    side = [block(96, 10, 90, 3).moved(HOUSE + x, s * 1127, top + 160) for x in range(-260, 420, 125) for s in (-1, 1)]
    rows = [
        block(8, 62, 62, 3).moved(HOUSE + 625 - 20 * k + 2, y, DECK + 60 + 290 * k)
        for k in range(6)
        for y in range(-950, 951, 190)
    ]
    rows += [
        block(62, 8, 62, 3).moved(HOUSE + x, s * (1175 - 30 * k + 2), DECK + 60 + 290 * k)
        for k in range(6)
        for x in range(-420, 421, 210)
        for s in (-1, 1)
    ]
    return [*front, *side, *rows]


def _funnel() -> list[Mesh]:
    stack = lathe(
        profile([(0.01, 0), (330, 0), (300, 900), (250, 930), (0.01, 930)], [0, 20, 40, 20, 0]), 48
    ).transformed(scaling(1.3, 0.8, 1))
    pipes = [tube(np.array([[dx, 0, 850], [dx, 0, 1060]]), 52, 16) for dx in (-150, 0, 150)]
    return [m.moved(HOUSE - 1250, 0, DECK + 420) for m in (stack, *pipes)] + [
        block(1000, 1700, 600, 14).moved(HOUSE - 1250, 0, DECK - 100)
    ]


def _gear() -> list[Mesh]:
    """Railings, the mast at the bow, lashing bridges."""
    t = np.linspace(0.0, 0.87, 120)
    z = _top(t)
    x = -LENGTH / 2 + LENGTH * 0.965 * t
    rails = [mirrored(tube(np.stack([x, -_plan(t, z) * 0.992, z + h], -1), 7, 5)) for h in (55, 105)]
    bow = [
        tube(np.array([[7600, 0, DECK + 300], [7600, 0, DECK + 1700]]), 34, 12),
        block(30, 300, 26, 5).moved(7600, 0, DECK + 1350),
    ]
    bridges = [
        beam((at, s * 1300, DECK - 90), (at, s * 1300, DECK + 800), 60, 60, bevel=6, up=(1, 0, 0))
        for at in _bays()
        for s in (-1, 1)
    ]
    boats = mirrored(merge([block(700, 240, 230, 100, steps=4).moved(HOUSE - 200, -1390, DECK + 340)]))
    return [*rails, *bow, *bridges, boats]


def _bays() -> list[float]:
    return np.arange(-4850.0, 6200.0, 1390.0).tolist()


def _corrugated() -> Mesh:
    """The folded steel of one side of a container."""
    x = np.linspace(-BOX[0] / 2 + 25, BOX[0] / 2 - 25, 53)
    y = -BOX[1] / 2 - 1.0 - 3.5 * (np.arange(53) % 4 < 2)
    rows = [np.stack([x, y, np.full(53, z)], -1) for z in (16.0, BOX[2] - 16)]
    return lattice(np.stack(rows))


def _boxes(load: float, rng: np.random.Generator) -> list[Part]:
    """Stacks of ten across, higher amidships, each box a shipping line's colour."""
    box = block(BOX[0], BOX[1], BOX[2], 6)
    one = merge([box, mirrored(_corrugated())])
    stacks: dict[int, list[Array]] = {k: [] for k in range(len(PAINTS))}
    for bay in _bays():
        narrow = float(_plan(np.array([(bay + 700 + LENGTH / 2) / (LENGTH * 0.965)]), np.array([DECK]))[0])
        across = min(10, int(2 * narrow // 256))
        high = max(1, round(load * (6.5 if bay < 4500 else 4.5)))
        for row in range(across):
            for tier in range(max(1, high - int(rng.random() < 0.25) - int(rng.random() < 0.1))):
                at = translation(bay, (row - (across - 1) / 2) * 252, DECK - 70 + tier * 262)
                stacks[int(rng.integers(len(PAINTS)))].append(at)
    if not load:
        return []
    return [
        Part(
            f"boxes{k}",
            copies(one, np.array(m)),
            finish("coat", color=PAINTS[k], grain=0.15, speckle=0.15, roughness=0.45),
            (400, 400),
        )
        for k, m in stacks.items()
        if m
    ]


MAKER = Maker(ship)
