import asyncio
import json
from typing import Any

import pytest

from imperium.intelligences.capabilities import CAPABILITIES, ENGINE
from imperium.platform.capability import Context, Registry
from imperium.platform.errors import InvalidInput
from support.effort import check_growth

REGISTRY = Registry(CAPABILITIES)
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


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda c: c.name)
async def test_every_capability_works_from_one_sentence(capability: Any):
    output = await run(capability.name, objective=OBJECTIVE)
    assert "water bottle" in output["markdown"]
    assert "{" not in output["markdown"]
    assert output["engine"] == ENGINE


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda c: c.name)
async def test_every_capability_needs_a_product(capability: Any):
    with pytest.raises(InvalidInput, match="product"):
        await run(capability.name, objective="three posts please")
    with pytest.raises(InvalidInput):
        await run(capability.name)


async def test_the_documented_product():
    output = await run(
        "product_content",
        product_details={
            "name": "Smart Watch Pro",
            "category": "Wearables",
            "features": ["Heart rate monitoring", "GPS", "Water resistant"],
        },
        content_type="description",
        tone="professional",
    )
    content = output["content"]
    assert content["description"].startswith(
        "Smart Watch Pro is a water resistant watch with heart rate monitoring and GPS."
    )
    assert len(content["bullets"]) == 3
    assert "variations" not in content
    assert {source["attribute"] for source in output["sources"]} >= {"Heart rate monitoring", "GPS", "Water resistant"}


async def test_a_catalogue_holds_every_product():
    output = await _catalogue(1_000)
    assert len(output["content"]["catalogue"]) == 1_000


def test_a_catalogue_of_a_thousand_takes_eight_times_as_long_as_one_of_an_eighth():
    check_growth(lambda products: asyncio.run(_catalogue(products)), 1_000)


async def _catalogue(size: int) -> dict[str, Any]:
    products = [{"name": f"Cup {i}", "features": ["Dishwasher safe"]} for i in range(size)]
    return await run("product_content", objective="cups", products=products)


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


async def test_brackets_of_the_user_never_look_like_a_slot():
    output = await run("product_content", product={"name": "Cup {x}", "features": ["[soft] handle", "a <b> c"]})
    assert "{" not in output["markdown"]
    assert "Cup (x)" in output["markdown"]
