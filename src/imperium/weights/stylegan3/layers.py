"""The layers: what a style does to waves, and to what is made of them."""

from __future__ import annotations

from math import prod, sqrt, tau

import torch
from torch import nn
from torch.nn.functional import affine_grid, conv2d

from imperium.weights.stylegan3.filters import bent, low_pass
from imperium.weights.stylegan3.plan import Band, Config

TINY = 1e-8


def normalised(points: torch.Tensor) -> torch.Tensor:
    """Each row to a mean square of 1."""
    return points * (points.square().mean(1, keepdim=True) + TINY).rsqrt()


class Affine(nn.Module):
    """A linear layer whose weights are stored at unit scale, divided by its learning `rate`."""

    def __init__(self, inputs: int, outputs: int, *, rate: float = 1.0, bias: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = nn.Parameter(torch.full((outputs,), bias / rate))
        self.rate = rate

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        gain = self.rate / sqrt(self.weight.shape[1])
        return nn.functional.linear(values, self.weight * gain, self.bias * self.rate)


class Waves(nn.Module):
    """The input: plane waves below the band's limit, turned and shifted by the style (section 3.1).

    `transform` (3, 3) moves the whole picture besides, in widths of it.
    """

    def __init__(self, w_dim: int, band: Band) -> None:
        super().__init__()
        self.band, count = band, band.channels
        angles = torch.rand(count) * tau
        directions = torch.stack([angles.cos(), angles.sin()], 1)
        self.register_buffer("freqs", directions * torch.rand(count, 1).sqrt() * band.cutoff)
        self.register_buffer("phases", torch.rand(count) - 0.5)
        self.register_buffer("transform", torch.eye(3))
        self.weight = nn.Parameter(torch.randn(count, count))
        self.affine = Affine(w_dim, 4)
        nn.init.zeros_(self.affine.weight)
        self.affine.bias.data.copy_(torch.tensor([1.0, 0.0, 0.0, 0.0]))

    def forward(self, styles: torch.Tensor) -> torch.Tensor:
        moved = self._moves(styles) @ self.transform
        phases = self.phases + (self.freqs @ moved[:, :2, 2:]).squeeze(2)
        freqs = self.freqs @ moved[:, :2, :2]
        waves = torch.sin(tau * (self._places(freqs) @ freqs.mT[:, None] + phases[:, None, None]))
        waves = waves * self._strengths(freqs)[:, None, None]
        return (waves @ self.weight.T / sqrt(len(self.phases))).permute(0, 3, 1, 2)

    def _moves(self, styles: torch.Tensor) -> torch.Tensor:
        """(n, 3, 3): back by the style's shift, then turned; the first two values are a cosine and a sine."""
        found = self.affine(styles)
        cosine, sine, right, down = (found / found[:, :2].norm(dim=1, keepdim=True)).unbind(1)
        none, one = torch.zeros_like(cosine), torch.ones_like(cosine)
        turned = torch.stack([cosine, -sine, none, sine, cosine, none, none, none, one], 1).view(-1, 3, 3)
        shifted = torch.stack([one, none, -right, none, one, -down, none, none, one], 1).view(-1, 3, 3)
        return turned @ shifted

    def _strengths(self, freqs: torch.Tensor) -> torch.Tensor:
        """(n, count): waves beyond the cutoff fade out towards the limit of sampling, where they would alias."""
        limit, cutoff = self.band.rate / 2, self.band.cutoff
        return (1 - (freqs.norm(dim=2) - cutoff) / (limit - cutoff)).clamp(0, 1)

    def _places(self, like: torch.Tensor) -> torch.Tensor:
        """(1, size, size, 2): where each pixel lies, the picture being 1 wide with 0 in its middle."""
        reach = self.band.size / self.band.rate / 2
        theta = torch.tensor([[[reach, 0.0, 0.0], [0.0, reach, 0.0]]], dtype=like.dtype, device=like.device)
        return affine_grid(theta, [1, 1, self.band.size, self.band.size], align_corners=False)


def modulated(
    pictures: torch.Tensor, weight: torch.Tensor, styles: torch.Tensor, gain: torch.Tensor, demodulate: bool
) -> torch.Tensor:
    """A convolution whose weights (out, in, k, k) are scaled by each picture's styles (n, in); demodulated, its outputs
    keep unit variance (Karras et al. 2020, section 2.2). Adds k - 1 pixels of zeros around the pictures."""
    if demodulate:
        weight = weight * weight.square().mean([1, 2, 3], keepdim=True).rsqrt()
        styles = styles * styles.square().mean().rsqrt()
    scaled = weight[None] * styles[:, None, :, None, None]
    if demodulate:
        scaled = scaled * (scaled.square().sum([2, 3, 4], keepdim=True) + TINY).rsqrt()
    scaled, (count, channels, height, width) = scaled * gain, pictures.shape
    found = conv2d(
        pictures.reshape(1, count * channels, height, width),
        scaled.flatten(0, 1),
        padding=weight.shape[-1] - 1,
        groups=count,
    )
    return found.unflatten(1, (count, -1))[0]


class Layer(nn.Module):
    """A modulated convolution and the nonlinearity from one band to the next; the `last` only gathers colours."""

    def __init__(self, config: Config, source: Band, band: Band, critical: bool, last: bool) -> None:
        super().__init__()
        self.last, self.clamp = last, config.conv_clamp
        kernel = 1 if last else config.conv_kernel
        self.weight = nn.Parameter(torch.randn(band.channels, source.channels, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(band.channels))
        self.affine = Affine(config.w_dim, source.channels, bias=1.0)
        self.register_buffer("magnitude_ema", torch.ones([]))
        self._plan(config, source, band, config.use_radial_filters and not critical)

    def _plan(self, config: Config, source: Band, band: Band, radial: bool) -> None:
        between = max(source.rate, band.rate) * (1 if self.last else config.lrelu_upsampling)
        self.up, self.down = between // source.rate, between // band.rate
        up_taps, down_taps = (
            config.filter_size * factor if factor > 1 and not self.last else 1 for factor in (self.up, self.down)
        )
        raising = low_pass(up_taps, source.cutoff, 2 * source.half_width, between)
        lowering = low_pass(down_taps, band.cutoff, 2 * band.half_width, between, radial)
        self.register_buffer("up_filter", raising)
        self.register_buffer("down_filter", lowering)
        wanted = (band.size - 1) * self.down + 1 + up_taps + down_taps - 2
        missing = wanted - (source.size + self.weight.shape[-1] - 1) * self.up
        before = (missing + self.up) // 2
        self.margins = [before, missing - before] * 2

    def forward(self, pictures: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        scales = self.affine(styles)
        if self.last:
            scales = scales / sqrt(prod(self.weight.shape[1:]))
        found = modulated(pictures, self.weight, scales, self.magnitude_ema.rsqrt(), demodulate=not self.last)
        found = found + self.bias[:, None, None]
        up, down = (self.up_filter, self.up), (self.down_filter, self.down)
        return bent(found, up, down, self.margins, 1.0 if self.last else 0.2, self.clamp)
