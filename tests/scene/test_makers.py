"""Every maker, material and rig: found by its file, checked by its annotations, sound in its geometry."""

import numpy as np
import pytest

from imperium.platform.errors import InvalidInput, NotFound
from imperium.scene.maker import extent, maker, makers
from imperium.scene.material import Surface, bsdf, materials
from imperium.scene.rig import Target, rigs
from imperium.scene.scene import Finish, Thing

FLOATING = {"slab", "ground", "hills", "river", "sprig", "stones", "ledge", "water"}


@pytest.mark.parametrize("name", sorted(makers()))
def test_a_maker_gives_sound_meshes_on_the_ground(name: str) -> None:
    for part in maker(name).make({}):
        mesh = part.mesh
        assert np.isfinite(mesh.vertices).all()
        assert mesh.faces.min() >= 0
        assert mesh.faces.max() < len(mesh.vertices)
        assert len(mesh.normals) == len(mesh.uvs) == len(mesh.vertices)
        assert part.finish.kind in materials()
    low, high = extent(Thing(maker=name))
    assert (high >= low).all()
    if name not in FLOATING:
        assert -0.3 <= low[2] < 0.5


@pytest.mark.parametrize("name", sorted(makers()))
def test_a_maker_is_repeatable(name: str) -> None:
    first, second = maker(name).make({}), maker(name).make({})
    assert all(np.array_equal(a.mesh.vertices, b.mesh.vertices) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("name", sorted(materials()))
def test_a_material_dresses_a_surface(name: str) -> None:
    node = bsdf(Finish(kind=name), Surface(12.0, 9.0))
    assert isinstance(node["type"], str)


@pytest.mark.parametrize("name", sorted(rigs()))
def test_a_rig_has_lamps(name: str) -> None:
    lamps = rigs()[name].light(Target(np.zeros(3), 20.0), {})
    assert any(
        "emitter" in lamp or lamp["type"] in ("envmap", "directional") for lamp in lamps.values() if "type" in lamp
    )


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        maker("botle")
    assert "bottle" in str(caught.value.remedy)


def test_a_wrong_parameter_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        maker("mug").make({"colour": "#ffffff"})
    assert caught.value.field == "scene.things.params.colour"


def test_a_parameter_out_of_range_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        maker("stones").make({"count": 99})
    assert caught.value.field == "scene.things.params.count"


def test_uneven_ground_has_no_crease() -> None:
    """Neighbouring cells lean alike, also along the lines through the origin, where cells are narrowest."""
    land = makers()["ground"].make({})[0].mesh
    slopes = land.normals.reshape(220, 220, 3)
    for axis in (0, 1):
        assert np.abs(np.diff(slopes, axis=axis)).max() < 0.2
