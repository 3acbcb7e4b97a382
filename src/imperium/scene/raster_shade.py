"""From samples to light: textures at full detail, times what the traced views know of the light on each surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from imperium.scene.kernel import inlined, kernel
from imperium.scene.raster import GRID

SPECULAR = 0.04  # what even a black surface reflects: a colour never counts for less
SAME = 0.03  # relative difference of depth below which two samples of a pixel are one surface
TOLERANCE = 0.012  # of the depth: how far a looked-up surface may be off
LAST = 1e-2  # share of a view out of turn, asked only for what no other sees clearly
STRAY = 2e-3  # share against a clear one of a pixel on an edge: its colour is a mixture
CLOSE = 0.005  # the same, for two pixels that may share a look-up where the views are coarser than the frame
COARSEST = 4  # pixels a side that share a look-up at most
TEXELS = 1.96  # of a level's, that a pixel's area may be at most
SKY = 1e6  # how far away its light is looked up
RINGS = np.array([0.0, *(1.6**ring for ring in range(1, 9))])  # 480ths of a view's width
DIRECTIONS = np.array([[np.cos(k * np.pi / 4), np.sin(k * np.pi / 4)] for k in range(8)])
DARK = (0.0, 0.0, 0.0)
UNASKED = (-2, 0.0, DARK)
UNMAPPED = (-1, (DARK, DARK, DARK))


@inlined
def _edges(places: Any, faces: Any, t: int) -> Any:
    """Coefficients of the three edge functions of a triangle (see `raster`)."""
    a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
    x0, y0, w0 = places[a, 0], places[a, 1], places[a, 2]
    x1, y1, w1 = places[b, 0], places[b, 1], places[b, 2]
    x2, y2, w2 = places[c, 0], places[c, 1], places[c, 2]
    ax, ay, ac = y1 * w2 - y2 * w1, x2 * w1 - x1 * w2, x1 * y2 - x2 * y1
    scale = 1.0 / (x0 * ax + y0 * ay + w0 * ac)
    bx, by, bc = y2 * w0 - y0 * w2, x0 * w2 - x2 * w0, x2 * y0 - x0 * y2
    cx, cy, cc = y0 * w1 - y1 * w0, x1 * w0 - x0 * w1, x0 * y1 - x1 * y0
    return (
        (ax * scale, ay * scale, ac * scale),
        (bx * scale, by * scale, bc * scale),
        (cx * scale, cy * scale, cc * scale),
    )


@inlined
def _square(byte: Any) -> Any:
    return np.float32(byte) * np.float32(byte)


@inlined
def _texel(texels: Any, tiles: Any, part: int, kind: int, scale: float, u: float, v: float, reach: float) -> Any:
    """Bilinear colour where `reach` is the area of a pixel in units of the texture's width and height."""
    start, width, height, levels = tiles[part, kind]
    if width == 1 and height == 1:
        r, g, b = np.float32(texels[start]), np.float32(texels[start + 1]), np.float32(texels[start + 2])
        full = scale / 65025.0
        return r * r * full, g * g * full, b * b * full
    level = 0
    while level < levels - 1 and reach * max(width, height) ** 2 > TEXELS:
        start += width * height * 3
        width, height = max(width // 2, 1), max(height // 2, 1)
        level += 1
    x, y = (u - np.floor(u)) * width - 0.5, (v - np.floor(v)) * height - 0.5
    left, low = int(np.floor(x)), int(np.floor(y))
    fx, fy = np.float32(x - left), np.float32(y - low)
    right, high = left + 1 if left + 1 < width else 0, low + 1 if low + 1 < height else 0
    left, low = left if left >= 0 else width - 1, low if low >= 0 else height - 1
    one, two = start + (low * width + left) * 3, start + (low * width + right) * 3
    three, four = start + (high * width + left) * 3, start + (high * width + right) * 3
    w1, w2, w3, w4 = (1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy
    red = w1 * _square(texels[one]) + w2 * _square(texels[two])
    green = w1 * _square(texels[one + 1]) + w2 * _square(texels[two + 1])
    blue = w1 * _square(texels[one + 2]) + w2 * _square(texels[two + 2])
    red += w3 * _square(texels[three]) + w4 * _square(texels[four])
    green += w3 * _square(texels[three + 1]) + w4 * _square(texels[four + 1])
    blue += w3 * _square(texels[three + 2]) + w4 * _square(texels[four + 2])
    full = scale / 65025.0
    return red * full, green * full, blue * full


@inlined
def _mapping(places: Any, faces: Any, uvs: Any, t: int) -> Any:
    """What is linear on the screen for a triangle: u and v times the inverse depth, and that itself; by x, by y, and at
    the corner of the picture (3 each)."""
    (ax, ay, ac), (bx, by, bc), (cx, cy, cc) = _edges(places, faces, t)
    one, two, three = faces[t, 0], faces[t, 1], faces[t, 2]
    u0, u1, u2 = uvs[one, 0], uvs[two, 0], uvs[three, 0]
    v0, v1, v2 = uvs[one, 1], uvs[two, 1], uvs[three, 1]
    return (
        (u0 * ax + u1 * bx + u2 * cx, u0 * ay + u1 * by + u2 * cy, u0 * ac + u1 * bc + u2 * cc),
        (v0 * ax + v1 * bx + v2 * cx, v0 * ay + v1 * by + v2 * cy, v0 * ac + v1 * bc + v2 * cc),
        (ax + bx + cx, ay + by + cy, ac + bc + cc),
    )


@inlined
def _surface(mapping: Any, texels: Any, tiles: Any, scales: Any, part: int, x: float, y: float) -> Any:
    """What light is multiplied by, and what the surface shines itself, at a sample place of a mapped triangle."""
    (ux, uy, uc), (vx, vy, vc), (ix, iy, ic) = mapping
    depth = 1.0 / (ix * x + iy * y + ic)
    u, v, step = (ux * x + uy * y + uc) * depth, (vx * x + vy * y + vc) * depth, depth * GRID
    right, rise = (ux - u * ix) * step, (vx - v * ix) * step
    slant, down = (uy - u * iy) * step, (vy - v * iy) * step
    along, across = right * right + rise * rise, slant * slant + down * down
    reach = max(np.sqrt(along * across), max(along, across) * 0.09)
    r, g, b = _texel(texels, tiles, part, 0, scales[part, 0], u, v, reach)
    er, eg, eb = _texel(texels, tiles, part, 1, scales[part, 1], u, v, reach)
    keep = 1.0 - SPECULAR
    return r * keep + SPECULAR, g * keep + SPECULAR, b * keep + SPECULAR, er, eg, eb


@inlined
def _known(x: float, y: float, z: float, part: int, views: Any, order: Any, shares: Any) -> Any:
    """The light (3) that views know of a place of a part: the nearest in time that see it clearly."""
    cells, tags, lenses = views
    height, width = tags.shape[1], tags.shape[2]
    red, green, blue, total = 0.0, 0.0, 0.0, 0.0
    for n in range(order.size):
        k, share = order[n], shares[n]
        if share <= LAST and total > 0.02 * LAST:
            break
        lens = lenses[k]
        dx, dy, dz = x - lens[0], y - lens[1], z - lens[2]
        ahead = dx * lens[9] + dy * lens[10] + dz * lens[11]
        if ahead < 0.5:
            continue
        inverse = 1.0 / ahead
        column = lens[14] + lens[12] * (dx * lens[3] + dy * lens[4] + dz * lens[5]) * inverse - 0.5
        row = lens[15] - lens[13] * (dx * lens[6] + dy * lens[7] + dz * lens[8]) * inverse - 0.5
        if column < -0.5 or row < -0.5 or column > width - 0.5 or row > height - 0.5:
            continue
        left, top = int(np.floor(column)), int(np.floor(row))
        fx, fy = column - left, row - top
        for j in range(2):
            line = min(max(top + j, 0), height - 1)
            wy = fy if j else 1.0 - fy
            for i in range(2):
                place = min(max(left + i, 0), width - 1)
                tag = tags[k, line, place]
                if tag >> 1 != part:
                    continue
                if part >= 0 and abs(cells[k, line, place, 3] - inverse) > cells[k, line, place, 4]:
                    continue
                weight = share * (wy * (fx if i else 1.0 - fx) + 1e-3)
                if tag & 1:
                    weight *= STRAY
                red += weight * cells[k, line, place, 0]
                green += weight * cells[k, line, place, 1]
                blue += weight * cells[k, line, place, 2]
                total += weight
    if total > 0:
        return red / total, green / total, blue / total
    return _guessed(x, y, z, part, cells, tags, lenses, order[0])


@kernel
def _guessed(x: float, y: float, z: float, part: int, cells: Any, tags: Any, lenses: Any, k: int) -> Any:
    """What no view sees takes the light of the likest surface near where a view would have it."""
    height, width = tags.shape[1], tags.shape[2]
    lens = lenses[k]
    dx, dy, dz = x - lens[0], y - lens[1], z - lens[2]
    ahead = max(dx * lens[9] + dy * lens[10] + dz * lens[11], 0.5)
    column = lens[14] + lens[12] * (dx * lens[3] + dy * lens[4] + dz * lens[5]) / ahead
    row = lens[15] - lens[13] * (dx * lens[6] + dy * lens[7] + dz * lens[8]) / ahead
    best, at, found = 1e30, 0, 0
    for ring in range(RINGS.size):
        away = RINGS[ring] * width / 480.0
        for side in range(DIRECTIONS.shape[0] if ring else 1):
            place = min(max(int(column + away * DIRECTIONS[side, 0]), 0), width - 1)
            line = min(max(int(row + away * DIRECTIONS[side, 1]), 0), height - 1)
            tag = tags[k, line, place]
            score = abs(cells[k, line, place, 3] * ahead - 1.0) + 0.02 * ring
            score += (0.0 if tag >> 1 == part else 4.0) + (1.0 if tag & 1 else 0.0)
            if score < best:
                best, at, found = score, place, line
    return cells[k, found, at, 0], cells[k, found, at, 1], cells[k, found, at, 2]


@inlined
def _gathered(numbers: Any, inverse: Any, part_of: Any, row: int, column: int) -> Any:
    """Mean inverse depth of a pixel's samples, and whether they show one surface."""
    first = numbers[row * GRID, column * GRID]
    tag = part_of[first] if first >= 0 else -1
    low, high, alike, mean = 1e30, -1e30, True, 0.0
    for j in range(GRID):
        for i in range(GRID):
            t, here = numbers[row * GRID + j, column * GRID + i], inverse[row * GRID + j, column * GRID + i]
            alike = alike and (t == first or (part_of[t] if t >= 0 else -1) == tag)
            low, high = min(low, here), max(high, here)
            mean += here
    return mean / (GRID * GRID), alike and high - low <= SAME * high


@inlined
def _direction(lens: Any, x: float, y: float) -> Any:
    """Where a sample place of the frame looks, of depth 1."""
    u, v = (x - lens[14]) / lens[12], (lens[15] - y) / lens[13]
    return (
        u * lens[3] + v * lens[6] + lens[9],
        u * lens[4] + v * lens[7] + lens[10],
        u * lens[5] + v * lens[8] + lens[11],
    )


@inlined
def _asked(lens: Any, x: float, y: float, here: float, part: int, views: Any, order: Any, shares: Any) -> Any:
    """The light (3) that views know of a sample of inverse depth `here`."""
    dx, dy, dz = _direction(lens, x, y)
    ahead = 1.0 / here if part >= 0 else SKY
    return _known(lens[0] + dx * ahead, lens[1] + dy * ahead, lens[2] + dz * ahead, part, views, order, shares)


@inlined
def _hazed(light: Any, lens: Any, x: float, y: float, here: float, part: int, haze: Any) -> Any:
    """The light (3) of a sample through the air."""
    dx, dy, dz = _direction(lens, x, y)
    far = np.sqrt(dx * dx + dy * dy + dz * dz) / here if part >= 0 else haze[4]
    clear = np.exp(-far / haze[0])
    air = 1.0 - clear
    return light[0] * clear + haze[1] * air, light[1] * clear + haze[2] * air, light[2] * clear + haze[3] * air


@inlined
def _coloured(light: Any, mapping: Any, model: Any, part: int, x: float, y: float) -> Any:
    """What a surface makes of the light (3) on it."""
    r, g, b, er, eg, eb = _surface(mapping, model[3], model[4], model[5], part, x, y)
    return max(light[0] * r + er, 0.0), max(light[1] * g + eg, 0.0), max(light[2] * b + eb, 0.0)


@inlined
def _pixel(
    numbers: Any, inverse: Any, places: Any, model: Any, lens: Any, views: Any, order: Any, shares: Any, haze: Any,
    row: int, column: int, top: int, asked: Any, mapped: Any,
) -> Any:  # fmt: skip
    """The light (3) of a pixel; what was asked last for all of a pixel, and of which triangle there is a mapping."""
    mean, alike = _gathered(numbers, inverse, model[1], row, column)
    count = 1 if alike else GRID
    red, green, blue = DARK
    light, last, at = DARK, -2, -1.0
    for j in range(count):
        for i in range(count):
            t = numbers[row * GRID + j, column * GRID + i]
            here = mean if alike else inverse[row * GRID + j, column * GRID + i]
            part = model[1][t] if t >= 0 else -1
            if part != last or abs(here - at) > SAME * here:
                middle = GRID / 2 if alike else 0.5
                x, y = column * GRID + i + middle, (top + row) * GRID + j + middle
                if alike and part == asked[0] and abs(here - asked[1]) <= CLOSE * here:
                    light = asked[2]
                else:
                    light = _asked(lens, x, y, here, part, views, order, shares)
                    if alike:
                        asked = (part, here, light)
                if t >= 0:
                    if t != mapped[0]:
                        mapped = (t, _mapping(places, model[0], model[2], t))
                    light = _coloured(light, mapped[1], model, part, x, y)
                if haze[0] > 0:
                    light = _hazed(light, lens, x, y, here, part, haze)
                last, at = part, here
            red, green, blue = red + light[0], green + light[1], blue + light[2]
    share = 1.0 / (count * count)
    return (red * share, green * share, blue * share), asked, mapped


@kernel
def lit(
    numbers: Any, inverse: Any, places: Any, model: Any, lens: Any, views: Any, order: Any, shares: Any, haze: Any,
    top: int, light: Any,
) -> None:  # fmt: skip
    """Light (rows, width, 3) of a band of pixels that starts at row `top`.

    A pixel whose samples show one surface is worked out once, at its middle; one on an edge sample by sample. Where
    the views are coarser than the frame, a block of pixels on one surface asks them once. The lens is that of the
    samples; `haze` is the distance, the colour (3) and the distance that the sky counts for.
    """
    rows, width = light.shape[0], light.shape[1]
    side = min(max(width // views[1].shape[2], 1), COARSEST)
    mapped = UNMAPPED
    for low in range(0, rows, side):
        for left in range(0, width, side):
            asked = UNASKED
            for row in range(low, min(low + side, rows)):
                for column in range(left, min(left + side, width)):
                    seen, asked, mapped = _pixel(
                        numbers, inverse, places, model, lens, views, order, shares, haze,
                        row, column, top, asked, mapped,
                    )  # fmt: skip
                    light[row, column, 0], light[row, column, 1], light[row, column, 2] = seen


@kernel
def layers(
    numbers: Any, inverse: Any, places: Any, model: Any, normals: Any, top: int, out: Any, mean: Any, tag: Any
) -> None:
    """What a traced view is divided by (3), the glow (3) and the normal (3), as nine numbers a pixel (rows, width, 9);
    its mean inverse depth; and twice the part it shows, plus one where it shows several."""
    faces, part_of, uvs, texels, tiles, scales = model
    rows, width = mean.shape
    share = 1.0 / (GRID * GRID)
    for row in range(rows):
        for column in range(width):
            for c in range(9):
                out[row, column, c] = 0.0
            total, first, mixed = 0.0, -2, 0
            for j in range(GRID):
                for i in range(GRID):
                    t = numbers[row * GRID + j, column * GRID + i]
                    part = part_of[t] if t >= 0 else -1
                    if first == -2:
                        first = part
                    elif part != first:
                        mixed = 1
                    if t < 0:
                        for c in range(3):
                            out[row, column, c] += share
                        continue
                    x, y = column * GRID + i + 0.5, (top + row) * GRID + j + 0.5
                    mapping = _mapping(places, faces, uvs, t)
                    cr, cg, cb, er, eg, eb = _surface(mapping, texels, tiles, scales, part, x, y)
                    out[row, column, 0] += cr * share
                    out[row, column, 1] += cg * share
                    out[row, column, 2] += cb * share
                    out[row, column, 3] += er * share
                    out[row, column, 4] += eg * share
                    out[row, column, 5] += eb * share
                    one, two, three = _edges(places, faces, t)
                    total += inverse[row * GRID + j, column * GRID + i]
                    for c in range(3):
                        n = normals[faces[t, 0], c] * (one[0] * x + one[1] * y + one[2])
                        n += normals[faces[t, 1], c] * (two[0] * x + two[1] * y + two[2])
                        n += normals[faces[t, 2], c] * (three[0] * x + three[1] * y + three[2])
                        out[row, column, 6 + c] += share * n / inverse[row * GRID + j, column * GRID + i]
            mean[row, column] = total * share
            tag[row, column] = 2 * first + mixed
