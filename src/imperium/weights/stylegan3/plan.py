"""Which frequencies each layer lets through: the paper's section 3.2 and its table of configurations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imperium.platform.errors import InvalidInput

MARGIN = 10
"""Pixels around the picture within the network, so that what enters at an edge has no seen beginning."""
LARGEST, MOST_LAYERS, MOST_CHANNELS = 2048, 32, 1024


@dataclass(frozen=True, slots=True)
class Config:
    """What a generator is built from, by the names of the published files. T: kernels of 3 and separable filters;
    R: kernels of 1, radial filters and twice the channels."""

    img_resolution: int
    z_dim: int = 512
    c_dim: int = 0
    w_dim: int = 512
    img_channels: int = 3
    mapping_layers: int = 2
    channel_base: int = 32768
    channel_max: int = 512
    num_layers: int = 14
    num_critical: int = 2
    first_cutoff: float = 2.0
    first_stopband: float = 2**2.1
    last_stopband_rel: float = 2**0.3
    margin_size: int = MARGIN
    output_scale: float = 0.25
    conv_kernel: int = 3
    filter_size: int = 6
    lrelu_upsampling: int = 2
    use_radial_filters: bool = False
    conv_clamp: float = 256.0

    def __post_init__(self) -> None:
        """Raises InvalidInput for sizes that no published generator has: a file may say anything."""
        _within("img_resolution", self.img_resolution, 16, LARGEST)
        _within("num_layers", self.num_layers, self.num_critical + 1, MOST_LAYERS)
        _within("margin_size", self.margin_size, 0, 64)
        _within("mapping_layers", self.mapping_layers, 1, 16)
        for name in ("z_dim", "w_dim", "channel_max", "img_channels"):
            _within(name, getattr(self, name), 1, MOST_CHANNELS)
        _within("c_dim", self.c_dim, 0, MOST_CHANNELS)
        _within("conv_kernel", self.conv_kernel, 1, 3)
        _within("filter_size", self.filter_size, 2, 32)
        _within("lrelu_upsampling", self.lrelu_upsampling, 1, 4)


def _within(name: str, value: int, least: int, most: int) -> None:
    if not (isinstance(value, int) and least <= value <= most):
        raise InvalidInput(
            f"{name}: {value!r} is not a size of a generator.",
            field="model",
            remedy=f"Such files have {least} to {most} there; fetch this one again from where it was published.",
        )


@dataclass(frozen=True, slots=True)
class Band:
    """One layer's signals: up to `cutoff`, gone above `cutoff` + `half_width`, sampled at `rate`; `size` in pixels,
    `rate` in pixels a picture."""

    cutoff: float
    half_width: float
    rate: int
    size: int
    channels: int


def bands(config: Config) -> list[Band]:
    """One a layer, the last for the picture itself: cutoffs grow geometrically until the critically sampled end."""
    last = config.img_resolution / 2
    steps = np.arange(config.num_layers + 1)
    grown = np.minimum(steps / (config.num_layers - config.num_critical), 1.0)
    cutoffs = config.first_cutoff * (last / config.first_cutoff) ** grown
    stops = config.first_stopband * (last * config.last_stopband_rel / config.first_stopband) ** grown
    rates = 2 ** np.ceil(np.log2(np.minimum(stops * 2, config.img_resolution)))
    halves = np.maximum(stops, rates / 2) - cutoffs
    sizes = rates + 2 * config.margin_size
    sizes[-2:] = config.img_resolution
    channels = np.rint(np.minimum(config.channel_base / 2 / cutoffs, config.channel_max))
    channels[-1] = config.img_channels
    rows = zip(cutoffs, halves, rates, sizes, channels, strict=True)
    return [Band(float(c), float(h), int(r), int(s), int(n)) for c, h, r, s, n in rows]
