"""Lamps are asked for light by what they shed on what the picture is about."""

import numpy as np
import pytest

from imperium.scene.rig import lamps, rigs
from imperium.scene.scene import Rig
from imperium.scene.skylight import dome
from imperium.scene.trace import SAMPLES_A_PASS, samples_a_pass
from imperium.scene.weighing import weighed


def weights(lights: dict, target: tuple[float, float, float] = (0, 0, 0)) -> dict[str, float]:
    made = weighed(lights, target)
    return {name: made[name].get("emitter", made[name])["sampling_weight"] for name in lights if name != "shade"}


@pytest.mark.parametrize("name", sorted(rigs()))
def test_every_rig_has_weights_whose_mean_is_one_and_none_is_lost(name: str) -> None:
    lights = lamps(Rig(kind=name))
    found = list(weights(lights, Rig(kind=name).target).values())
    assert np.mean(found) == pytest.approx(1)
    assert min(found) > 0
    assert weighed(lights, (0, 0, 0)).keys() == lights.keys()


def test_a_lamp_twice_as_far_sheds_a_quarter() -> None:
    def disc(height: float) -> dict:
        place = np.diag([1.0, 1.0, -1.0, 1.0])
        place[2, 3] = height
        return {"type": "disk", "to_world": place, "emitter": {"type": "area", "radiance": np.ones(3)}}

    found = weights({"near": disc(10), "far": disc(20)})
    assert (found["near"] - 0.2) / (found["far"] - 0.2) == pytest.approx(4)


def test_an_even_sky_sheds_pi_times_its_radiance() -> None:
    sun = {"type": "directional", "direction": [0, 0, -1], "irradiance": np.full(3, np.pi, np.float32)}
    found = weights({"sky": dome((1, 1, 1), (1, 1, 1), (1, 1, 1)), "sun": sun})
    assert found["sky"] == pytest.approx(found["sun"], rel=1e-4)


def test_darkness_keeps_its_lamps() -> None:
    dark = {"sky": dome((0, 0, 0), (0, 0, 0), (0, 0, 0))}
    assert weighed(dark, (0, 0, 0)) == dark


@pytest.mark.parametrize(("pixels", "samples"), [(1, 16), (512 * 512, 16), (576 * 576, 16), (1920 * 1080, 4)])
def test_large_pictures_take_shorter_passes(pixels: int, samples: int) -> None:
    assert samples_a_pass(pixels) == samples
    assert SAMPLES_A_PASS[0] <= samples_a_pass(pixels * 2) <= samples
