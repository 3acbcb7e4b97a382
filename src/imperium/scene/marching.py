"""The march of rays through a periodic volume, compiled. Runs in a worker process."""

from __future__ import annotations

from typing import Any

import numpy as np

from imperium.scene.kernel import kernel

BLOCK = 8  # cells a side of what is known to be empty
THIN = 0.01  # density that counts as none
CLEAR = 0.02  # transmittance after which a ray is done


@kernel
def blocks(cells: Any, size: Any, found: Any) -> None:
    """Marks each block (x, y, z) that holds more than thin air, or borders on a cell that does."""
    for x in range(size[0]):
        for y in range(size[1]):
            for z in range(size[2]):
                if cells[(x * size[1] + y) * size[2] + z].real <= THIN:
                    continue
                for i in range(-1, 2):
                    for j in range(-1, 2):
                        for k in range(-1, 2):
                            bx, by = (x + i + size[0]) % size[0] // BLOCK, (y + j + size[1]) % size[1] // BLOCK
                            found[bx, by, min(max(z + k, 0), size[2] - 1) // BLOCK] = True


@kernel
def marched(
    cells: Any, size: Any, full: Any, cell: Any, floor: float, eye: Any, rays: Any, near: Any, far: Any,
    first_step: float, growth: float, extinction: float, result: Any,
) -> None:  # fmt: skip
    """Light gathered, light of the surrounding sky, mean distance and transmittance of each ray into `result` (n, 4).

    `near` and `far` (n,) are where each ray starts and ends; `full` are the blocks that hold something.
    """
    nx, ny, nz = size[0], size[1], size[2]
    high = nz * cell[2]
    for ray in range(rays.shape[0]):
        clear, light, sky, distance = 1.0, 0.0, 0.0, 0.0
        t = near[ray]
        while t < far[ray] and clear > CLEAR:
            step = max(first_step, t * growth)
            z = eye[2] + rays[ray, 2] * t - floor
            ax, ay, az = (eye[0] + rays[ray, 0] * t) / cell[0], (eye[1] + rays[ray, 1] * t) / cell[1], z / cell[2]
            x, y, low = int(np.floor(ax)), int(np.floor(ay)), int(np.floor(az))
            fx, fy, fz = ax - x, ay - y, az - low
            x, y = x % nx, y % ny
            z0 = min(max(low, 0), nz - 1)
            if full[x // BLOCK, y // BLOCK, z0 // BLOCK]:
                z1, x1, y1 = min(z0 + 1, nz - 1), x + 1 if x + 1 < nx else 0, y + 1 if y + 1 < ny else 0
                a, b, c, d = (x * ny + y) * nz, (x * ny + y1) * nz, (x1 * ny + y) * nz, (x1 * ny + y1) * nz
                one = cells[a + z0] * (1 - fz) + cells[a + z1] * fz
                two = cells[b + z0] * (1 - fz) + cells[b + z1] * fz
                three = cells[c + z0] * (1 - fz) + cells[c + z1] * fz
                four = cells[d + z0] * (1 - fz) + cells[d + z1] * fz
                here = (one * (1 - fy) + two * fy) * (1 - fx) + (three * (1 - fy) + four * fy) * fx
                density = here.real
                if density > THIN:
                    kept = np.exp(-extinction * density * step)
                    weight = clear * (1 - kept)
                    light += weight * here.imag / max(density, 0.05) * min(density, 1.0)
                    sky += weight * (0.35 + 0.65 * min(max(z / high, 0.0), 1.0))
                    distance += weight * t
                    clear *= kept
            t += step
        result[ray, 0], result[ray, 1], result[ray, 2], result[ray, 3] = light, sky, distance, clear
