"""From a piece of light to what canvases and layers take. Arrays are (h, w, channels)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.render import Frame, Piece
from imperium.scene.scene import Grade, Scene
from imperium.scene.style import developed, photographed, style
from imperium.scene.tone import Picture, balanced, framed, glowing, halo, quantised

Pixels = NDArray[Any]
DEEP = 65535


@dataclass
class Development:
    """One piece of a picture, developed on demand. `glow` is the whole's halo, None where the piece is the whole."""

    piece: Piece
    scene: Scene
    frame: Frame
    glow: Picture | None

    @cached_property
    def display8(self) -> Pixels:
        pixels = quantised(self._photo, self._window) if self._is_photo else self._drawing
        return self._with_alpha(self.piece.kept(pixels), 255)

    @cached_property
    def display16(self) -> Pixels:
        if self._is_photo:
            pixels = np.rint(self._photo * DEEP).astype(np.uint16)
        else:
            pixels = self._drawing.astype(np.uint16) * 257
        return self._with_alpha(self.piece.kept(pixels), DEEP)

    @property
    def light(self) -> Pixels:
        """Associated with its alpha, as OpenEXR wants it."""
        light = self.piece.kept(self.piece.light)
        alpha = self.piece.alpha
        return light if alpha is None else np.concatenate([light, self.piece.kept(alpha)[..., None]], -1)

    @property
    def hdr(self) -> Pixels:
        return self.piece.kept(balanced(self._lit, self._grade))

    @cached_property
    def _photo(self) -> Picture:
        return framed(self._lit, self._grade, self._window)

    @cached_property
    def _drawing(self) -> Pixels:
        return developed(self.scene.style, self._lit, self.piece.guides, self._grade, self._window)

    @property
    def _is_photo(self) -> bool:
        return style(self.scene.style).draw is photographed

    @property
    def _window(self) -> Any:
        return self.piece.window(self.frame)

    @cached_property
    def _lit(self) -> Picture:
        """With the glow of the whole picture; what is cut out has none."""
        light, alpha, share = self.piece.light, self.piece.alpha, self.scene.grade.bloom
        if alpha is not None:
            return np.asarray(light / np.maximum(alpha, 1e-3)[..., None], np.float32)
        return glowing(light, halo(light) if self.glow is None else self.glow, share, self._window) if share else light

    @property
    def _grade(self) -> Grade:
        """Without what was done already, or doesn't belong to a cut-out."""
        none = {"bloom": 0.0} if self.piece.alpha is None else {"bloom": 0.0, "vignette": 0.0}
        return self.scene.grade.model_copy(update=none)

    def _with_alpha(self, pixels: Pixels, full: int) -> Pixels:
        if self.piece.alpha is None:
            return pixels
        alpha = np.rint(self.piece.kept(self.piece.alpha) * full).astype(pixels.dtype)
        return np.concatenate([pixels, alpha[..., None]], -1)
