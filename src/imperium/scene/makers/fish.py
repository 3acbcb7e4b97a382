"""A fish in glazed ceramic: a smooth body, fins with rays, a forked tail."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling
from imperium.scene.shapes import ellipsoid, lathe, profile
from imperium.scene.solids import curve, loft, mirrored, superellipse


def fish(
    *,
    color: Hex = "#d9692f",
    accent: Hex = "#f4e7d0",
    length: float = Field(default=24, gt=1, le=500),
    stand: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """It swims to +x. `accent` is the fins'. On its stand, or lying lifted on its belly fin."""
    s = scaling(*[length / 24] * 3)
    lift = 9.5 if stand else 5.6
    glaze = finish("ceramic", color=color, roughness=0.06, mottle=0.35, seed=seed)
    parts = [
        Part("body", _body(), glaze, (24, 24)),
        Part(
            "fins",
            merge([_tail(), _dorsal(), _belly(), mirrored(_side())]),
            finish("ceramic", color=accent, roughness=0.08, mottle=0.2, seed=seed),
            (12, 12),
        ),
        Part(
            "eyes",
            mirrored(ellipsoid(0.75, 0.35, 0.75, 20).moved(8.4, -1.75, 1.2)),
            finish("plastic", color="#f6f3ea", roughness=0.05),
        ),
        Part(
            "pupils",
            mirrored(ellipsoid(0.42, 0.22, 0.42, 16).moved(8.55, -2.02, 1.22)),
            finish("plastic", color="#0c0c0d", roughness=0.03),
        ),
    ]
    placed = [Part(p.slot, p.mesh.moved(z=lift).transformed(s), p.finish, p.size) for p in parts]
    if not stand:
        low = min(float(p.mesh.vertices[:, 2].min()) for p in placed)
        return tuple(Part(p.slot, p.mesh.moved(z=-low), p.finish, p.size) for p in placed)
    foot = lathe(
        profile(
            [(0.01, 0), (4.6, 0), (4.6, 0.8), (0.45, 1.3), (0.35, lift - 3), (0.01, lift - 2.6)],
            [0, 0.2, 0.4, 0.6, 0.1, 0],
        ),
        72,
    )
    return (*placed, Part("stand", foot.transformed(s), finish("metal", kind="gold", roughness=0.2)))


def _body() -> Mesh:
    t = np.linspace(0, 1, 70)
    tall = curve([[0.06], [2.6], [4.15], [4.3], [3.1], [1.5], [1.0]], 70)[:, 0] * np.sqrt(np.clip(t / 0.03, 0.01, 1))
    wide = curve([[0.05], [1.6], [2.25], [2.1], [1.3], [0.55], [0.22]], 70)[:, 0] * np.sqrt(np.clip(t / 0.03, 0.01, 1))
    sections = []
    for k in range(70):
        ring = superellipse(2 * wide[k], 2 * tall[k], 2.0, 56)
        drop = 0.35 * np.sin(np.pi * t[k])
        sections.append(np.column_stack([np.full(56, 11.5 - 19.0 * t[k]), ring[:, 0], ring[:, 1] - drop]))
    return loft(np.array(sections))


def _fin(root: Array, tip: Array, rays: int, thick: float = 0.22) -> Mesh:
    """A membrane between a root line and its rim, ribbed by rays, with two sides."""
    rows, columns = 16, rays * 6 + 1
    u = np.linspace(0, 1, columns)
    t = np.linspace(0, 1, rows)[:, None, None]
    a, b = curve(root, columns), curve(tip, columns)
    sheet = a[None] * (1 - t) + b[None] * t
    rib = 0.55 + 0.45 * np.abs(np.cos(np.pi * rays * u))[None] * (1 - 0.6 * t[..., 0])
    depth = thick * rib * (1 - 0.85 * t[..., 0])
    sides = []
    for way in (-1, 1):
        points = sheet.copy()
        points[..., 1] = points[..., 1] + way * depth
        mesh = lattice(points)
        flip = np.sign((mesh.normals[:, 1] * way).sum() or 1.0)
        sides.append(
            Mesh(mesh.vertices, mesh.normals * flip, mesh.uvs, mesh.faces if flip > 0 else mesh.faces[:, ::-1])
        )
    return merge(sides)


def _tail() -> Mesh:
    return _fin(
        np.array([[-7.3, 0, 1.0], [-7.5, 0, 0], [-7.3, 0, -1.0]]),
        np.array([[-12.6, 0, 5.0], [-11.2, 0, 2.2], [-10.2, 0, 0], [-11.2, 0, -2.2], [-12.4, 0, -4.8]]),
        8,
    )


def _dorsal() -> Mesh:
    return _fin(
        np.array([[5.2, 0, 3.3], [1, 0, 3.95], [-4.6, 0, 2.1]]),
        np.array([[3.6, 0, 5.9], [-0.6, 0, 7.0], [-4.0, 0, 5.6], [-6.4, 0, 3.1]]),
        9,
    )


def _belly() -> Mesh:
    return _fin(
        np.array([[0.5, 0, -4.2], [-1.6, 0, -3.7], [-3.4, 0, -2.9]]),
        np.array([[-1.2, 0, -6.0], [-3.2, 0, -6.2], [-5.0, 0, -4.5]]),
        5,
    )


def _side() -> Mesh:
    fin = _fin(
        np.array([[0, 0, 0.8], [-0.2, 0, 0], [0, 0, -0.8]]),
        np.array([[-3.6, 0, 1.6], [-4.4, 0, 0], [-3.4, 0, -1.9]]),
        5,
        0.12,
    )
    return fin.turned((0, 0, 1), 38).turned((1, 0, 0), -18).moved(4.6, -2.1, -1.2)


MAKER = Maker(fish)
