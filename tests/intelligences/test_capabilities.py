import json
from typing import Any

import pytest

from imperium.intelligences.capabilities import CAPABILITIES
from imperium.intelligences.inputs import CopyInputs
from imperium.intelligences.product_content.work import ENGINE
from imperium.platform.capability import Context, Registry
from imperium.platform.errors import InvalidInput

REGISTRY = Registry(CAPABILITIES)
COPY = [capability for capability in CAPABILITIES if issubclass(capability.inputs, CopyInputs)]
CONTEXT: Context = None  # type: ignore[assignment]  # these capabilities use nothing of it
OBJECTIVE = (
    "Create a complete marketing campaign for eco-friendly water bottles including social media posts, product images,"
    " and a promotional video"
)


async def run(name: str, **inputs: Any) -> dict[str, Any]:
    result = await REGISTRY.get(name).execute(inputs, CONTEXT)
    assert result.engine == ENGINE
    assert result.cost_micro_usd == 0
    json.dumps(result.output)
    return dict(result.output)


@pytest.mark.parametrize("capability", COPY, ids=lambda c: c.name)
async def test_every_capability_works_from_one_sentence(capability: Any):
    output = await run(capability.name, objective=OBJECTIVE)
    assert "water bottle" in output["markdown"]
    assert "{" not in output["markdown"]
    assert output["engine"] == ENGINE


@pytest.mark.parametrize("capability", COPY, ids=lambda c: c.name)
async def test_every_capability_needs_a_product(capability: Any):
    with pytest.raises(InvalidInput, match="product"):
        await run(capability.name, objective="three posts please")
    with pytest.raises(InvalidInput):
        await run(capability.name)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"product": {"name": "Cup", "featurs": []}}, "Did you mean 'features'?"),
        ({"product": {"name": "Cup"}, "chanels": []}, "Did you mean 'channels'?"),
        ({"product": {"name": "Cup"}, "channels": ["instagrm"]}, "instagrm"),
        ({"product": {"name": ""}}, "name"),
        ({"product": {"name": "Cup"}, "budget": -1}, "budget"),
        ({"product": {"name": "x" * 121}}, "name"),
        ({"product": {"name": "Cup"}, "tone": "angry"}, "tone"),
    ],
)
async def test_wrong_inputs_are_refused_with_the_reason(inputs: dict[str, Any], words: str):
    with pytest.raises(InvalidInput) as raised:
        await run("marketing", **inputs)
    assert words in f"{raised.value.detail} {raised.value.remedy}"
