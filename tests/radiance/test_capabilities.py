from importlib.util import find_spec
from typing import Any

import pytest

from imperium.platform.errors import InvalidInput, NotBuilt
from imperium.radiance.capabilities import CAPABILITIES, require_torch

(FIELD,) = CAPABILITIES


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"prompt": "a mug", "photos": f"{'a' * 64}.zip"},
        {"photos": "../../etc/passwd.zip"},
        {"prompt": "a mug", "views": 10**9},
        {"prompt": "a mug", "size": 10**9},
        {"prompt": "a mug", "scene": {"things": [{"maker": "nobody"}]}},
    ],
)
def test_what_cannot_be_learned_from_is_refused(inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        FIELD.parse(inputs)


def test_more_steps_are_foreseen_to_take_longer() -> None:
    seconds = [
        FIELD.estimate(FIELD.parse({"prompt": "a mug", "quality": quality})).seconds
        for quality in ("draft", "standard", "high")
    ]
    assert seconds == sorted(seconds)
    assert seconds[0] < seconds[-1]


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed here")
def test_without_pytorch_the_remedy_is_told() -> None:
    with pytest.raises(NotBuilt) as missing:
        require_torch()
    assert "imperium[radiance]" in (missing.value.remedy or "")
