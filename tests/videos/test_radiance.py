"""Whether a film flies through a radiance field, and what is said where it can't."""

from importlib.util import find_spec

import pytest

from imperium.scene.scene import Clouds, Scene, Thing
from imperium.videos.request import VideoInputs, radiance_note

SCENE = Scene(things=(Thing(maker="mug"),))


def asked(*, wanted: bool = True) -> VideoInputs:
    return VideoInputs(prompt="a mug", use_nerf=wanted)


def test_nothing_is_said_where_none_was_asked_for() -> None:
    assert radiance_note(asked(wanted=False), None) is None
    assert radiance_note(asked(wanted=False), SCENE) is None


def test_what_has_no_surface_or_no_second_view_is_named() -> None:
    assert "picture" in (radiance_note(asked(), None) or "").lower()
    assert "clouds" in (radiance_note(asked(), Scene(clouds=Clouds())) or "").lower()


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed here")
def test_without_pytorch_the_remedy_is_told() -> None:
    assert "imperium[radiance]" in (radiance_note(asked(), SCENE) or "")
