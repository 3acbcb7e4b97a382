"""The generator against what its parts are defined to do, computed here by other means."""

from math import pi, tau

import numpy as np
import pytest
from scipy import signal

torch = pytest.importorskip("torch", reason="weights on this machine are an extra")

from imperium.weights.stylegan3.filters import bent, filtered, low_pass, spread  # noqa: E402
from imperium.weights.stylegan3.generator import Generator  # noqa: E402
from imperium.weights.stylegan3.layers import Waves, modulated, normalised  # noqa: E402
from imperium.weights.stylegan3.plan import Band, Config, bands  # noqa: E402

RNG = np.random.default_rng(7)


def response(kernel: np.ndarray, frequency: float, rate: float) -> float:
    """How much of a wave a filter lets through: its Fourier transform, summed here."""
    places = np.arange(len(kernel)) - (len(kernel) - 1) / 2
    return float(abs(np.sum(kernel * np.exp(-1j * tau * frequency / rate * places))))


@pytest.mark.parametrize(("taps", "cutoff", "width", "rate"), [(48, 8.0, 8.0, 64.0), (96, 10.0, 6.0, 128.0)])
def test_a_filter_passes_what_lies_below_its_cutoff_and_halves_at_it(taps, cutoff, width, rate):
    kernel = low_pass(taps, cutoff, width, rate).double().numpy()
    assert kernel.sum() == pytest.approx(1, abs=1e-6)
    assert np.allclose(kernel, kernel[::-1])
    assert response(kernel, cutoff, rate) == pytest.approx(0.5, abs=0.02)
    assert response(kernel, cutoff - width, rate) == pytest.approx(1, abs=0.03)
    assert response(kernel, cutoff + width, rate) < 0.03


def test_a_radial_filter_is_the_same_in_every_direction():
    kernel = low_pass(24, 8.0, 12.0, 64.0, radial=True).double().numpy()
    assert kernel.shape == (24, 24)
    assert kernel.sum() == pytest.approx(1, abs=1e-6)
    places = np.arange(24) - 11.5

    def passed(angle: float, frequency: float) -> float:
        along = np.cos(angle) * places[:, None] + np.sin(angle) * places[None]
        return float(abs(np.sum(kernel * np.exp(-1j * tau * frequency / 64 * along))))

    for frequency in (4.0, 8.0, 12.0):
        assert passed(0.0, frequency) == pytest.approx(passed(pi / 4, frequency), abs=0.02)
    assert passed(0.3, 20.0) < 0.02 < 0.9 < passed(0.3, 1.0)


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_sampling_up_is_what_scipy_does(factor):
    kernel = RNG.normal(size=6 * factor).astype(np.float32)
    picture = RNG.normal(size=(9, 7)).astype(np.float32)
    pad = len(kernel) - 1
    ours = filtered(
        torch.nn.functional.pad(spread(torch.as_tensor(picture)[None, None], factor), [pad] * 4),
        torch.as_tensor(kernel),
    )[0, 0].numpy()
    theirs = signal.upfirdn(kernel, signal.upfirdn(kernel, picture, up=factor, axis=0), up=factor, axis=1)
    assert np.allclose(ours[: theirs.shape[0], : theirs.shape[1]], theirs, atol=1e-4)


def test_a_square_filter_convolves_as_scipy_does():
    kernel, picture = RNG.normal(size=(4, 5)), RNG.normal(size=(8, 9))
    ours = filtered(torch.as_tensor(picture)[None, None], torch.as_tensor(kernel))[0, 0].numpy()
    assert np.allclose(ours, signal.convolve2d(picture, kernel, "valid"))


def test_the_nonlinearity_is_the_leaky_relu_where_nothing_is_resampled():
    values = torch.as_tensor(RNG.normal(size=(1, 2, 5, 5)) * 3)
    found = bent(values, (None, 1), (None, 1), [0, 0, 0, 0], 0.2, 4.0).numpy()
    given = values.numpy()
    assert np.allclose(found, np.clip(np.where(given > 0, given, 0.2 * given) * np.sqrt(2), -4, 4))


def test_sampling_up_and_down_keeps_a_slow_wave():
    side, rate = 48, 32
    wave = np.sin(tau * 2 * np.arange(side) / rate)[None, :] * np.ones((side, 1))
    up = down = low_pass(24, 8.0, 12.0, 64.0)
    pad = (side - 1) * 2 + 1 + 2 * 23 - side * 2
    margins = [(pad + 2) // 2, pad - (pad + 2) // 2] * 2
    found = bent(torch.as_tensor(wave[None, None], dtype=torch.float32), (up, 2), (down, 2), margins, 1.0, 256.0)
    inner = slice(14, -14)
    assert found.shape == (1, 1, side, side)
    assert np.abs(found[0, 0, inner, inner].numpy() - wave[inner, inner]).max() < 0.03


@pytest.mark.parametrize("demodulate", [True, False])
def test_a_modulated_convolution_is_each_pictures_own(demodulate):
    pictures, weight, styles = RNG.normal(size=(2, 3, 6, 5)), RNG.normal(size=(4, 3, 3, 3)), RNG.normal(size=(2, 3))
    gain = torch.tensor(0.7, dtype=torch.float64)
    ours = modulated(*map(torch.as_tensor, (pictures, weight, styles)), gain, demodulate).numpy()
    assert ours.shape == (2, 4, 8, 7)
    for number in range(2):
        for channel in range(4):
            kernel = weight[channel] * styles[number][:, None, None]
            if demodulate:
                kernel = kernel / np.sqrt((kernel**2).sum())
            wanted = sum(signal.correlate2d(p, k) for p, k in zip(pictures[number], kernel, strict=True)) * 0.7
            assert np.allclose(ours[number, channel], wanted, atol=1e-5)


def test_points_are_brought_to_a_mean_square_of_one():
    found = normalised(torch.as_tensor(RNG.normal(size=(3, 50)) * 9))
    assert torch.allclose(found.square().mean(1), torch.ones(3, dtype=torch.float64))


def test_the_input_is_a_sum_of_waves_turned_and_shifted_by_the_style():
    torch.manual_seed(0)
    band = Band(cutoff=2.0, half_width=2.0, rate=16, size=20, channels=3)
    waves = Waves(2, band).double()
    waves.affine.bias.data.copy_(torch.tensor([0.0, 2.0, 0.3, -0.2]))  # a quarter turn, whatever its length
    found = waves(torch.zeros(1, 2, dtype=torch.float64))[0].detach().numpy()
    freqs, phases, mixed = (getattr(waves, name).detach().numpy() for name in ("freqs", "phases", "weight"))
    row, column = 4, 11
    x, y = ((place + 0.5) / 20 * 2 - 1 for place in (column, row))
    x, y = x * 20 / 16 / 2, y * 20 / 16 / 2
    x, y = x - 0.3 / 2, y + 0.2 / 2  # the shift is counted in lengths of the turn
    turned = np.array([-y, x])
    heard = np.sin(tau * (freqs @ turned + phases))
    assert np.allclose(found[:, row, column], mixed @ heard / np.sqrt(3))


def test_bands_grow_to_the_size_of_the_picture_as_published():
    names = [f"{band.size}x{band.channels}" for band in bands(Config(256))]
    assert names[:3] == ["36x512", "36x512", "36x512"]
    assert names[-3:] == ["276x128", "256x128", "256x3"]
    assert len(names) == 15


def test_a_generator_has_as_many_numbers_as_the_published_one():
    """As its training prints them for configuration R at 512 pixels: NVlabs/stylegan3, issue 229."""
    made = Generator(Config(512, conv_kernel=1, channel_base=65536, channel_max=1024, use_radial_filters=True))
    assert sum(value.numel() for value in made.parameters()) == 16_665_594
    assert sum(value.numel() for value in made.buffers()) == 5_588


SMALL = {"z_dim": 8, "w_dim": 8, "channel_base": 512, "channel_max": 12, "num_layers": 6}


def quiet(config: Config) -> Generator:
    torch.manual_seed(2)
    return Generator(config).eval().requires_grad_(False)


def moved(generator: Generator, points: torch.Tensor, transform: torch.Tensor) -> np.ndarray:
    generator.synthesis.input.transform.copy_(transform)
    picture = generator(points)[0].numpy()
    generator.synthesis.input.transform.copy_(torch.eye(3))
    return picture


def decibels(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(np.ptp(one) ** 2 / np.mean((one - other) ** 2)))


def test_a_shifted_input_gives_the_shifted_picture():
    """What the whole design is for: it fails where any filter, padding or rate is off by a pixel."""
    generator, points = quiet(Config(64, **SMALL)), torch.randn(1, 8, generator=torch.Generator().manual_seed(1))
    shift = torch.eye(3)
    shift[0, 2], shift[1, 2] = 8 / 64, -4 / 64
    still, gone = generator(points)[0].numpy(), moved(generator, points, shift)
    assert still.shape == (3, 64, 64)
    inner = np.s_[:, 16:-16, 16:-16]
    back = np.roll(gone, (-4, 8), (1, 2))
    assert decibels(still[inner], back[inner]) > 30
    assert decibels(still[inner], gone[inner]) < 25


def test_a_turned_input_gives_the_turned_picture_with_radial_filters():
    config = Config(64, **{**SMALL, "conv_kernel": 1, "use_radial_filters": True})
    generator, points = quiet(config), torch.randn(1, 8, generator=torch.Generator().manual_seed(1))
    quarter = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    still, turned = generator(points)[0].numpy(), moved(generator, points, quarter)
    inner = np.s_[:, 12:-12, 12:-12]
    best = max(decibels(still[inner], np.rot90(turned, times, (1, 2))[inner]) for times in (1, 3))
    assert best > 35
    assert decibels(still[inner], turned[inner]) < 25


def test_truncation_leads_to_the_mean_and_classes_differ():
    generator = quiet(Config(16, c_dim=3, **SMALL))
    points, classes = torch.randn(2, 8), torch.eye(3)[:2]
    mapping = generator.mapping
    mapping.w_avg.copy_(torch.arange(8.0))
    assert torch.allclose(mapping(points, classes, 0.0), mapping.w_avg.expand(2, 8))
    full = mapping(points, classes, 1.0)
    assert torch.allclose(mapping(points, classes, 0.5), (full + mapping.w_avg) / 2, atol=1e-5)
    assert not torch.allclose(mapping(points[:1], classes[:1], 1.0), mapping(points[:1], classes[1:], 1.0))
