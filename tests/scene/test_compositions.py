"""What a prompt asks for can be seen: the camera stands over the ground and the subject is lit and in the frame."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.scene.arrangement import arrangements
from imperium.scene.camera_rule import camera_rules
from imperium.scene.composition import derived_seed
from imperium.scene.direction import raised
from imperium.scene.framing import framed
from imperium.scene.grammar import compose
from imperium.scene.mesh import Array
from imperium.scene.scene import Camera, Scene, Thing
from support.sight import Sight

WIDE = 16 / 9
SHOWN = [
    ("a red car on a road", "car", "countryside"),
    ("a train in the countryside", "train", "countryside"),
    ("a castle in a field, hero shot", "castle", "countryside"),
    ("a bus in a street", "bus", "street"),
    ("a bicycle in a forest", "bicycle", "forest"),
    ("a rocket in the desert", "rocket", "desert"),
    ("a sailing boat on a lake", "sailing_boat", "sea"),
    ("an airplane in the sky", "airplane", "aloft"),
    ("a tiny mug on a desk", "mug", "desk"),
    ("a coin on a table", "coin", "table"),
    ("a sofa in a living room", "sofa", "interior"),
    ("a bottle on the beach", "bottle", "outdoor"),
    ("a sneaker in a studio", "sneaker", "podium"),
    ("a phone in a futuristic setting", "phone", "showroom"),
    ("an apple still life", "apple", "still_life"),
]


def test_the_prompts_stand_in_all_places_round_a_subject() -> None:
    assert {setting for _, _, setting in SHOWN} == arrangements().keys() - {"skies", "metropolis", "landscape"}


@pytest.mark.parametrize(("prompt", "maker", "setting"), SHOWN)
def test_what_is_asked_for_is_seen_and_lit(prompt: str, maker: str, setting: str) -> None:
    composition = compose(prompt, derived_seed(prompt), aspect=WIDE)
    sight = Sight(composition.scene, frozenset({maker}))
    seen = sight.visible(WIDE, 6)
    assert composition.setting == setting
    assert sight.is_above_ground
    assert sight.obstructed(WIDE) < 0.3
    assert sight.area(WIDE) > 0.02
    assert sight.inside(WIDE) > 0.6
    assert len(seen) > 2
    assert sight.is_lit(seen[:3])


@pytest.mark.parametrize("seed", [0, derived_seed("a long bridge") + 7_777_777])
def test_the_largest_thing_has_a_scene(seed: int) -> None:
    """With the second of these seeds the coast behind it lay farther away than anything may stand."""
    assert "bridge" in {thing.maker for thing in compose("a long bridge", seed, aspect=2.4).scene.things}


@settings(max_examples=6, deadline=None)
@given(
    asked=st.sampled_from([("a bicycle on a road", "bicycle"), ("a tent in a meadow, hero shot", "tent")]),
    seed=st.integers(0, 2**32 - 1),
    aspect=st.sampled_from([0.5, 1.0, 2.4]),
)
def test_no_seed_puts_the_camera_under_the_ground_or_the_subject_out_of_the_frame(
    asked: tuple[str, str], seed: int, aspect: float
) -> None:
    sight = Sight(compose(asked[0], seed, aspect=aspect).scene, frozenset({asked[1]}))
    assert sight.is_above_ground
    assert sight.inside(aspect) > 0.6


SIDES = st.floats(1, 5000)


@given(
    sides=st.tuples(SIDES, SIDES, SIDES),
    elevation=st.floats(-40, 80),
    azimuth=st.floats(-180, 180),
    aspect=st.floats(0.3, 4),
)
def test_a_camera_stays_over_the_foot_of_what_it_sees(
    sides: tuple[float, float, float], elevation: float, azimuth: float, aspect: float
) -> None:
    low, high = _box(sides)
    assert framed(low, high, aspect, azimuth=azimuth, elevation=elevation).origin[2] > 0
    for rule in camera_rules().values():
        assert rule.placed(low, high, aspect, azimuth).origin[2] > 0


def _box(sides: tuple[float, float, float]) -> tuple[Array, Array]:
    return np.array([-sides[0] / 2, -sides[1] / 2, 0.0]), np.array([sides[0] / 2, sides[1] / 2, sides[2]])


def test_a_camera_rises_with_the_ground() -> None:
    humps = Thing(maker="ground", params={"relief": 900.0, "clear": 10.0, "size": 9000.0})
    scene = Scene(things=(humps,), camera=Camera(origin=(900, -1400, -2000), target=(0, 0, 10)))
    assert not Sight(scene, frozenset()).is_above_ground
    assert Sight(raised(scene), frozenset()).is_above_ground
