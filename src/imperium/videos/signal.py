"""Light to a screen's signal, and a signal to an encoder's planes: the loops over every pixel, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from imperium.scene.kernel import inlined, kernel

WHITE_NITS, PEAK_NITS = 203.0, 1000.0  # diffuse white: ITU-R BT.2408
LOW, HIGH, STEPS = -16, 12, 1024  # stops that tables cover, entries a stop
SHIFT = 13  # bits of a float's fraction that a table leaves out: ten stay
FIRST_ENTRY = (127 + LOW) << 10
TO_2020 = np.array(
    [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]], np.float32
)  # ITU-R BT.2087


@inlined
def _shown(table: Any, last: int, light: Any) -> Any:
    """The table's value of light, found by the bits of its exponent and the first of its fraction."""
    entry = (np.float32(max(light, np.float32(1e-9))).view(np.int32) >> SHIFT) - FIRST_ENTRY
    return table[min(max(entry, 0), last)]


@inlined
def _wide(r: Any, g: Any, b: Any) -> Any:
    """BT.2020 of Rec. 709 light."""
    return (
        TO_2020[0, 0] * r + TO_2020[0, 1] * g + TO_2020[0, 2] * b,
        TO_2020[1, 0] * r + TO_2020[1, 1] * g + TO_2020[1, 2] * b,
        TO_2020[2, 0] * r + TO_2020[2, 1] * g + TO_2020[2, 2] * b,
    )


@kernel
def graded(
    light: Any, glow: Any, bloom: Any, into: Any, outset: Any, table: Any, pq_table: Any, saturation: Any, shades: Any,
    signal: Any,
) -> None:  # fmt: skip
    """The signal (h, w, 3) of light, which may lie in the same place. All numbers are float32; `shades` go by the
    squared distance from the middle, up to 2."""
    height, width = light.shape[:2]
    none, one = np.float32(0), np.float32(1)
    last, hdr, blooms = table.size - 1, pq_table.size > 0, bloom > none
    top, reach = pq_table.size - 1, np.float32((pq_table.size - 1) / np.sqrt(PEAK_NITS / WHITE_NITS))
    keep, across = one - bloom, np.float32(2 / max(width - 1, 1))
    rows, columns = glow.shape[:2]
    ring, narrow = np.float32((shades.size - 1) / 2), np.float32(columns / width)
    for y in range(height):
        v = np.float32(2 * y / max(height - 1, 1) - 1)
        gy = min(max((y + 0.5) / height * rows - 0.5, 0.0), rows - 1.0)
        low = min(int(gy), max(rows - 2, 0))
        fy, high, spot = np.float32(gy - low), min(low + 1, rows - 1), -1
        gr, gg, gb, dr, dg, db = none, none, none, none, none, none
        for x in range(width):
            r, g, b = light[y, x, 0], light[y, x, 1], light[y, x, 2]
            if blooms:
                gx = max((np.float32(x) + np.float32(0.5)) * narrow - np.float32(0.5), none)
                left = min(int(gx), max(columns - 2, 0))
                if left != spot:
                    spot, right = left, min(left + 1, columns - 1)
                    gr = (glow[low, left, 0] + (glow[high, left, 0] - glow[low, left, 0]) * fy) * bloom
                    gg = (glow[low, left, 1] + (glow[high, left, 1] - glow[low, left, 1]) * fy) * bloom
                    gb = (glow[low, left, 2] + (glow[high, left, 2] - glow[low, left, 2]) * fy) * bloom
                    dr = (glow[low, right, 0] + (glow[high, right, 0] - glow[low, right, 0]) * fy) * bloom - gr
                    dg = (glow[low, right, 1] + (glow[high, right, 1] - glow[low, right, 1]) * fy) * bloom - gg
                    db = (glow[low, right, 2] + (glow[high, right, 2] - glow[low, right, 2]) * fy) * bloom - gb
                fx = min(gx - np.float32(left), one)
                r, g, b = r * keep + gr + dr * fx, g * keep + gg + dg * fx, b * keep + gb + db * fx
            first = _shown(table, last, into[0, 0] * r + into[0, 1] * g + into[0, 2] * b)
            second = _shown(table, last, into[1, 0] * r + into[1, 1] * g + into[1, 2] * b)
            third = _shown(table, last, into[2, 0] * r + into[2, 1] * g + into[2, 2] * b)
            r = max(outset[0, 0] * first + outset[0, 1] * second + outset[0, 2] * third, none)
            g = max(outset[1, 0] * first + outset[1, 1] * second + outset[1, 2] * third, none)
            b = max(outset[2, 0] * first + outset[2, 1] * second + outset[2, 2] * third, none)
            if not hdr:
                r, g, b = min(r, one), min(g, one), min(b, one)
            u = np.float32(x) * across - one
            shade = shades[min(int((u * u + v * v) * ring), shades.size - 1)]
            grey = np.float32(0.2126) * r + np.float32(0.7152) * g + np.float32(0.0722) * b
            r = max(grey + (r - grey) * saturation, none)
            g = max(grey + (g - grey) * saturation, none)
            b = max(grey + (b - grey) * saturation, none)
            if hdr:
                r, g, b = _wide(r * shade, g * shade, b * shade)
                signal[y, x, 0] = pq_table[min(int(np.sqrt(r) * reach + np.float32(0.5)), top)]
                signal[y, x, 1] = pq_table[min(int(np.sqrt(g) * reach + np.float32(0.5)), top)]
                signal[y, x, 2] = pq_table[min(int(np.sqrt(b) * reach + np.float32(0.5)), top)]
            else:
                signal[y, x, 0], signal[y, x, 1], signal[y, x, 2] = (
                    min(r, one) * shade,
                    min(g, one) * shade,
                    min(b, one) * shade,
                )


@kernel
def planes(signal: Any, red: float, blue: float, full: int, y_plane: Any, u_plane: Any, v_plane: Any) -> None:
    """Limited-range 4:2:0 planes of a signal; `red` and `blue` are their shares of luma, `full` is 255 or 1023.

    A fixed pattern of less than a step hides banding (J. Jimenez's interleaved gradient noise).
    """
    green = 1.0 - red - blue
    unit = (full + 1) // 256
    floor, luma, chroma = 16.0 * unit, 219.0 * unit, 224.0 * unit
    for y in range(0, signal.shape[0], 2):
        for x in range(0, signal.shape[1], 2):
            sr, sb, sy = 0.0, 0.0, 0.0
            for j in range(2):
                for i in range(2):
                    r, g, b = signal[y + j, x + i, 0], signal[y + j, x + i, 1], signal[y + j, x + i, 2]
                    bright = red * r + green * g + blue * b
                    wave = 0.06711056 * (x + i) + 0.00583715 * (y + j)
                    wave = 52.9829189 * (wave - np.floor(wave))
                    y_plane[y + j, x + i] = int(bright * luma + floor + (wave - np.floor(wave)))
                    sr, sb, sy = sr + r, sb + b, sy + bright
            u_plane[y // 2, x // 2] = int((sb - sy) * 0.25 / (2.0 * (1.0 - blue)) * chroma + 128.0 * unit + 0.5)
            v_plane[y // 2, x // 2] = int((sr - sy) * 0.25 / (2.0 * (1.0 - red)) * chroma + 128.0 * unit + 0.5)
