"""The generator. Parameters bear the names of the published files, so that those load as they are."""

from __future__ import annotations

from math import sqrt

import torch
from torch import nn

from imperium.weights.stylegan3.layers import Affine, Layer, Waves, normalised
from imperium.weights.stylegan3.plan import Band, Config, bands


class Mapping(nn.Module):
    """From a point (n, z_dim), and a class one-hot (n, c_dim) where there are classes, to its style (n, w_dim)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.count = config.mapping_layers
        width = config.z_dim + (config.w_dim if config.c_dim else 0)
        self.embed = Affine(config.c_dim, config.w_dim) if config.c_dim else None
        for number in range(self.count):
            self.add_module(f"fc{number}", Affine(width if number == 0 else config.w_dim, config.w_dim, rate=0.01))
        self.register_buffer("w_avg", torch.zeros(config.w_dim))

    def forward(self, points: torch.Tensor, classes: torch.Tensor | None, truncation: float) -> torch.Tensor:
        """A truncation of 1 leaves styles as they are, 0 makes all of them the mean one."""
        found = normalised(points)
        if self.embed is not None:
            found = torch.cat([found, normalised(self.embed(classes))], 1)
        for number in range(self.count):
            found = nn.functional.leaky_relu(self.get_submodule(f"fc{number}")(found), 0.2) * sqrt(2)
        return torch.lerp(self.w_avg, found, truncation)


class Synthesis(nn.Module):
    """From one style (n, w_dim) to pictures (n, channels, side, side) in about -1 to 1."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        planned = bands(config)
        self.scale = config.output_scale
        self.input = Waves(config.w_dim, planned[0])
        self.names = []
        for number, band in enumerate(planned):
            self.names.append(f"L{number}_{band.size}_{band.channels}")
            self.add_module(self.names[-1], self._layer(config, planned, number, band))

    @staticmethod
    def _layer(config: Config, planned: list[Band], number: int, band: Band) -> Layer:
        critical = number >= config.num_layers - config.num_critical
        return Layer(config, planned[max(number - 1, 0)], band, critical, last=number == config.num_layers)

    def forward(self, styles: torch.Tensor) -> torch.Tensor:
        found = self.input(styles)
        for name in self.names:
            found = self.get_submodule(name)(found, styles)
        return found * self.scale


class Generator(nn.Module):
    """Built empty: weights come from a file, or from a test."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.mapping = Mapping(config)
        self.synthesis = Synthesis(config)

    def forward(self, points: torch.Tensor, classes: torch.Tensor | None = None, truncation: float = 1) -> torch.Tensor:
        """Pictures (n, channels, side, side) of points (n, z_dim)."""
        pictures: torch.Tensor = self.synthesis(self.mapping(points, classes, truncation))
        return pictures
