import asyncio
import json
from functools import partial
from typing import Any

import pytest

from imperium.intelligences.capabilities import CAPABILITIES, ENGINE
from imperium.platform.capability import Context, Registry
from imperium.platform.errors import InvalidInput
from support.effort import calls, check_growth

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


async def test_the_documented_campaign():
    output = await run(
        "marketing",
        product={"name": "Smart Watch Pro"},
        target_audience={"age": "25-45", "interests": ["fitness", "tech"]},
        channels=["social", "email", "web"],
        budget=25000,
    )
    assert [c["channel"] for c in output["channels"]] == ["instagram", "facebook", "x", "email", "web"]
    assert all(channel["assets"] for channel in output["channels"])
    assert output["budget"]["total_usd"] == 25000
    assert sum(share["micro_usd"] for share in output["budget"]["split"]) == 25_000_000_000
    assert [s["ages"] for s in output["strategy"]["audience_segments"]] == ["25–45", "25–45"]
    assert len(output["image_briefs"]) == 3
    assert all("Smart Watch Pro" in brief["prompt"] for brief in output["image_briefs"])
    assert sum(shot["seconds"] for shot in output["video_brief"]["shots"]) == output["video_brief"]["duration_seconds"]


async def test_a_campaign_without_money_says_so():
    output = await run("marketing", objective=OBJECTIVE)
    assert output["budget"] is None
    assert "No budget was given, so none is split." in output["notes"]
    assert "$" not in output["markdown"]


async def test_an_objective_carries_its_own_terms():
    output = await run("marketing", objective="oak tables for parents, $1,000, LinkedIn and email, over 2 weeks")
    assert [c["channel"] for c in output["channels"]] == ["linkedin", "email"]
    assert output["budget"]["total_usd"] == 1000
    assert output["days"] == 14
    assert output["audience"] == "parents"


async def test_posts_are_dealt_out_to_the_channels():
    output = await run("social_posts", objective=OBJECTIVE, count=4)
    assert sorted(asset["channel"] for asset in output["assets"]) == ["facebook", "instagram", "instagram", "x"]
    asked = await run("social_posts", objective="two LinkedIn posts about reusable oak cups for freelancers")
    assert [asset["channel"] for asset in asked["assets"]] == ["linkedin", "linkedin"]


async def test_a_video_lasts_as_long_as_asked():
    output = await run("video_script", objective="a 30-second video about wireless headphones")
    assert output["video_brief"]["duration_seconds"] == 30
    assert (await run("video_script", objective="a video about tea", duration=7))["video_brief"][
        "duration_seconds"
    ] == 7


@pytest.mark.parametrize("objective", ["Smart Watch Pro for runners", "headphones for commuters", "leather wallets"])
async def test_deliverables_of_one_objective_share_no_line(objective: str):
    asked = f"Create social media posts, two emails and a landing page for {objective}"
    names = ("social_posts", "email_campaign", "landing_page_copy")
    said = [
        {source["sentence"] for asset in (await run(name, objective=asked))["assets"] for source in asset["sources"]}
        for name in names
    ]
    assert not said[0] & said[1]
    assert not said[0] & said[2]
    assert not said[1] & said[2]


async def test_a_price_is_told_where_one_was_given():
    output = await run("email_campaign", objective="an email about steel bottles, priced at $29")
    assert "$29" in output["markdown"]
    assert "$" not in (await run("email_campaign", objective="an email about steel bottles"))["markdown"]


async def test_links_carry_their_piece():
    output = await run("marketing", objective="tea", channels=["email"], link="https://example.com/tea?x=1")
    assert output["links"][0]["url"] == (
        "https://example.com/tea?x=1&utm_source=email&utm_medium=email&utm_campaign=tea-campaign&utm_content=email-1"
    )


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


def test_a_piece_takes_a_few_thousand_calls_once_the_knowledge_is_read():
    """They are 20,000 of Python's functions, small ones most of them: three milliseconds on a usual machine."""

    def piece(seed: int) -> None:
        asyncio.run(run("social_posts", objective=OBJECTIVE, seed=seed))

    piece(0)
    assert all(calls(partial(piece, seed)) < 60_000 for seed in range(10))
