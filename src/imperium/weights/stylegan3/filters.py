"""Low-pass filters, and the sampling between them: the paper's section 3.2 and appendix B."""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import conv2d, leaky_relu, pad

Filter: TypeAlias = "torch.Tensor | None"
CHANNELS_AT_ONCE = 16
"""Sampled up they take up to sixteen times the memory: few at once stay in a processor's cache."""
signal: Any = import_module("scipy.signal")
special: Any = import_module("scipy.special")


def low_pass(taps: int, cutoff: float, width: float, rate: float, radial: bool = False) -> Filter:
    """A Kaiser-windowed filter of unit gain, (taps,) separable or (taps, taps) `radial`; None for a single tap.

    `cutoff`, the `width` of the transition and the sampling `rate` are in the same unit.
    """
    if taps == 1:
        return None
    found = _disc(taps, cutoff, width, rate) if radial else signal.firwin(taps, cutoff, width=width, fs=rate)
    taken: Filter = torch.as_tensor(found, dtype=torch.float32)
    return taken


def _disc(taps: int, cutoff: float, width: float, rate: float) -> NDArray[np.float64]:
    """The Fourier transform of a disc, `jinc`, under the product of two Kaiser windows. `taps` is even."""
    steps = (np.arange(taps) - (taps - 1) / 2) / rate
    angle = np.pi * np.hypot(*np.meshgrid(steps, steps))
    window = signal.windows.kaiser(taps, signal.kaiser_beta(signal.kaiser_atten(taps, width / (rate / 2))))
    found: NDArray[np.float64] = special.j1(2 * cutoff * angle) / angle * np.outer(window, window)
    found /= found.sum()
    return found


def filtered(pictures: torch.Tensor, kernel: Filter) -> torch.Tensor:
    """Each channel of (n, c, h, w) convolved with the kernel, without padding."""
    if kernel is None:
        return pictures
    channels, turned = pictures.shape[1], kernel.to(pictures.dtype).flip(list(range(kernel.ndim)))
    if turned.ndim == 2:
        return conv2d(pictures, turned.expand(channels, 1, *turned.shape), groups=channels)
    wide = turned.view(1, 1, 1, -1).expand(channels, 1, 1, -1)
    return conv2d(conv2d(pictures, wide, groups=channels), wide.transpose(2, 3), groups=channels)


def spread(pictures: torch.Tensor, factor: int) -> torch.Tensor:
    """`factor` - 1 zeros behind each pixel of (n, c, h, w), on both axes."""
    count, channels, height, width = pictures.shape
    apart = pictures.reshape(count, channels, height, 1, width, 1)
    return pad(apart, [0, factor - 1, 0, 0, 0, factor - 1]).reshape(count, channels, height * factor, width * factor)


def bent(pictures: torch.Tensor, up: Any, down: Any, margins: list[int], slope: float, clamp: float) -> torch.Tensor:
    """The nonlinearity without aliases: sampled up, bent, sampled down. `up` and `down` are (filter, factor).

    `margins` are pixels added left, right, above, below once sampled up; negative ones are cut off.
    A slope of 1 leaves values as they are; else the leaky ReLU has gain √2, which keeps their magnitude.
    """
    parts = pictures.split(CHANNELS_AT_ONCE, 1)
    return torch.cat([_bent(part, up, down, margins, slope, clamp) for part in parts], 1)


def _bent(pictures: torch.Tensor, up: Any, down: Any, margins: list[int], slope: float, clamp: float) -> torch.Tensor:
    (raising, more), (lowering, fewer) = up, down
    wide = filtered(pad(spread(pictures, more), margins), raising) * more**2
    shaped = wide if slope == 1 else leaky_relu(wide, slope) * 2**0.5
    return filtered(shaped.clamp(-clamp, clamp), lowering)[:, :, ::fewer, ::fewer]
