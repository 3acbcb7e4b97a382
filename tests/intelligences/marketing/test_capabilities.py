import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pydantic import BaseModel

from imperium.images.capabilities import CAPABILITIES as PICTURES
from imperium.intelligences.marketing.capabilities import CAPABILITIES
from imperium.intelligences.marketing.work import ENGINE
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Registry, Result
from imperium.platform.errors import InvalidInput, NoModelConnected, NotFound
from imperium.platform.workers import Workers
from imperium.videos.capabilities import CAPABILITIES as FILMS
from imperium.workflows.spec import parse_workflow
from support.effort import calls

REGISTRY = Registry((*CAPABILITIES, *PICTURES, *FILMS))
OBJECTIVE = (
    "Create a complete marketing campaign for eco-friendly water bottles including social media posts, product images,"
    " and a promotional video"
)
KETTLE = {
    "name": "Stagg EKG",
    "category": "Electric kettle",
    "features": ["Gooseneck spout: you pour where you look", "60-minute hold", "Brew stopwatch", "0.9 litres"],
    "price": 165,
}


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[Context]:
    workers = Workers(slots=1, memory_mb=1_000)
    yield Context(LOCAL_ADMIN, ArtifactStore(tmp_path), workers, REGISTRY)
    await workers.close()


async def run(capability: str, context: Context | None = None, **inputs: Any) -> dict[str, Any]:
    result = await REGISTRY.get(capability).execute(inputs, context)  # type: ignore[arg-type]
    assert result.engine == ENGINE
    assert result.cost_micro_usd == 0
    json.dumps(result.output)
    return dict(result.output)


@pytest.mark.parametrize("capability", [c.name for c in CAPABILITIES])
async def test_one_sentence_is_enough(capability: str):
    output = await run(capability, objective=OBJECTIVE)
    assert "water bottle" in output["markdown"]
    assert "{" not in output["markdown"]
    assert output["engine"] == ENGINE


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
    assert output["budget"]["total"] == 25000
    assert output["budget"]["currency"] == "USD"
    assert sum(share["units"] for share in output["budget"]["split"]) == 25_000_00
    assert [s["ages"] for s in output["strategy"]["audience_segments"]] == ["25–45", "25–45"]
    assert sum(shot["seconds"] for shot in output["video_brief"]["shots"]) == output["video_brief"]["duration_seconds"]


async def test_a_campaign_without_money_says_so():
    output = await run("marketing", objective=OBJECTIVE)
    assert output["budget"] is None
    assert "No budget was given, so none is split." in output["notes"]
    assert "## Budget" not in output["markdown"]


async def test_an_objective_carries_its_own_terms():
    output = await run("marketing", objective="oak tables for parents, $1,000, LinkedIn and email, over 2 weeks")
    assert [c["channel"] for c in output["channels"]] == ["linkedin", "email"]
    assert output["budget"]["total"] == 1000
    assert output["days"] == 14
    assert output["audience"] == "parents"


async def test_a_goal_in_the_objective_is_the_goal():
    objective = "A campaign to find 200 new monthly donors for the charity Open Door, email and Facebook, $15,000"
    output = await run("marketing", objective=objective)
    assert output["strategy"]["goal"] == "Find 200 new monthly donors"
    assert output["strategy"]["industry"] == "Non-profits and causes"


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
async def test_deliverables_of_one_objective_share_no_line_of_ours(objective: str):
    asked = f"Create social media posts, two emails and a landing page for {objective}"
    names = ("social_posts", "email_campaign", "landing_page_copy")
    said = [
        {source["sentence"] for asset in (await run(name, objective=asked))["assets"] for source in asset["sources"]}
        for name in names
    ]
    assert not said[0] & said[1]
    assert not said[1] & said[2]


async def test_a_price_is_told_in_the_currency_of_the_campaign():
    output = await run("email_campaign", objective="an email about steel bottles, priced at $29")
    assert "$29" in output["markdown"]
    assert "$" not in (await run("email_campaign", objective="an email about steel bottles"))["markdown"]
    yen = await run("email_campaign", product={**KETTLE, "price": 24800}, currency="jpy")
    assert "¥24,800" in yen["markdown"]
    monthly = await run("ad_copy", product={**KETTLE, "price": 9.5}, price_unit="per month")
    assert "$9.50 per month" in monthly["assets"][0]["headlines"]


async def test_links_carry_their_piece():
    output = await run(
        "marketing", objective="tea", channels=["email"], link="https://example.com/tea?x=1&utm_source=old"
    )
    assert output["links"][0]["url"] == (
        "https://example.com/tea?x=1&utm_source=email&utm_medium=email&utm_campaign=tea-campaign&utm_content=email-1"
    )


async def test_the_briefs_are_inputs_of_the_capabilities_that_execute_them():
    output = await run("marketing", product=KETTLE, channels=["instagram", "linkedin", "video"], video_seconds=90)
    for brief in [*output["image_briefs"], output["video_brief"]]:
        REGISTRY.get(brief["capability"]).parse(brief["inputs"])
    assert [brief["inputs"]["resolution"] for brief in output["image_briefs"]] == ["1080x1350", "1200x628", "1080x1350"]
    workflow = parse_workflow(output["media_workflow"])
    assert len(list(workflow.placed)) == 4


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"product": {"name": "Cup", "featurs": []}}, "Did you mean 'features'?"),
        ({"product": {"name": "Cup"}, "chanels": []}, "Did you mean 'channels'?"),
        ({"product": {"name": "Cup"}, "channels": ["instagrm"]}, "instagrm"),
        ({"product": {"name": "Cup"}, "budget": -1}, "budget"),
        ({"product": {"name": "Cup"}, "budget": 0.001}, "more decimals"),
        ({"product": {"name": "Cup"}, "currency": "XYZ"}, "no currency"),
        (
            {"product": {"name": "Cup"}, "budget": 10, "channel_limits": {"email": {"least": 11}}},
            "more than the budget",
        ),
        ({"product": {"name": "Cup"}, "budget": 10, "channel_limits": {"radio": {"least": 1}}}, "no channel"),
        ({"product": {"name": "Cup"}, "history": {"weeks": []}}, "at least 40"),
        ({"product": {"name": "Cup"}, "customers": {}}, "exactly one"),
    ],
)
async def test_wrong_inputs_are_refused_with_the_reason(inputs: dict[str, Any], words: str):
    with pytest.raises(InvalidInput) as raised:
        await run("marketing", **inputs)
    assert words in f"{raised.value.detail} {raised.value.remedy}"


def weeks(count: int) -> list[dict[str, Any]]:
    """Weeks in which search ads bring much, Facebook ads a little and a billboard nothing."""
    start = date(2024, 1, 1)
    rows = []
    for i in range(count):
        search, facebook = 800 + 400 * (i * 7 % 5), 600 + 300 * (i * 3 % 7)
        lift = 4 * search**0.7 + 0.4 * facebook**0.7
        spend = {"Google Ads": search, "Facebook": facebook, "Billboard": 500 * (i % 3)}
        rows.append({"week": str(start + timedelta(days=7 * i)), "outcome": 900 + lift + i % 4, "spend": spend})
    return rows


async def test_a_budget_follows_the_weeks_that_were_given(context: Context):
    output = await run(
        "marketing",
        context,
        product=KETTLE,
        channels=["search", "facebook", "email"],
        budget=20_000,
        history={"weeks": weeks(110)},
    )
    budget = output["budget"]
    units = {share["channel"]: share["units"] for share in budget["split"]}
    assert sum(units.values()) == 20_000_00
    assert budget["media_mix"]["followed"]
    assert budget["media_mix"]["test"]["weeks"] == 26
    assert budget["media_mix"]["test"]["model_wmape"] < budget["media_mix"]["test"]["seasonal_naive_wmape"]
    assert units["search"] > units["facebook"]
    brings, before = budget["media_mix"]["brings"], budget["media_mix"]["brings_in_shares_until_now"]
    assert brings[1] > before[1]
    assert "On 26 weeks that it hadn't seen" in output["markdown"]


async def test_segments_come_from_a_stored_file_and_name_nobody(context: Context):
    last = date(2026, 6, 1)
    lines = [
        f"person{i}@example.org;{last - timedelta(days=(i % 3) * 150 + 20 * k)};{30 + i % 9},50"
        for i in range(120)
        for k in range(6 if i % 3 == 0 else 1)
    ]
    stored = await context.artifacts.put_bytes(
        "\n".join(["Email;Order date;Total", *lines]).encode(), "orders.csv", "csv"
    )
    output = await run("marketing", context, product=KETTLE, customers={"artifact": stored.name})
    groups = output["customer_segments"]
    assert groups["customers"] == 120
    assert groups["silhouette"] > 0.5
    assert sum(group["size"] for group in groups["segments"]) == 120
    assert "person" not in json.dumps(output["customer_segments"])
    assert "## Your customers" in output["markdown"]


async def test_a_file_that_is_not_there_is_not_found(context: Context):
    with pytest.raises(NotFound):
        await run("marketing", context, product=KETTLE, customers={"artifact": "../../etc/passwd"})


class Asked(BaseModel):
    model: str
    system: str
    prompt: str
    response_schema: dict[str, Any]
    temperature: float


def model_that_answers(text: str) -> Capability[Asked]:
    """What a connected model would be: the capability of that name, with an answer of its own."""

    async def answer(inputs: Asked, context: Context) -> Result:
        return Result({"text": text, "finish": "stop"}, engine="local", model="small", cost_micro_usd=12)

    return Capability("chat_completion", "Answers.", Asked, answer)


async def rewritten(context: Context, posts: list[str]) -> Result:
    registry = Registry((*CAPABILITIES, model_that_answers(json.dumps({"posts": posts}))))
    inputs = {"product": KETTLE, "channels": ["facebook"], "count": len(posts), "rewrite": True}
    return await registry.get("social_posts").execute(inputs, replace(context, registry=registry))


async def test_a_models_copy_is_used_where_it_passes_the_checks(context: Context):
    good = "The Stagg EKG pours where you look: that's the gooseneck spout. Questions? Ask below."
    result = await rewritten(context, [good, "Over 2,000 baristas call it the best kettle. #1"])
    texts = [asset["text"] for asset in result.output["assets"]]
    assert texts[0] == good
    assert "2,000" not in texts[1]
    assert any("1 of 2 posts are a model's" in note and "2,000" in note for note in result.output["notes"])
    assert (result.model, result.cost_micro_usd, result.engine) == ("small", 12, f"{ENGINE}+local")


@pytest.mark.parametrize(
    "text",
    [
        "The Stagg EKG holds heat for 90 minutes.",
        "Loved by Starbucks and by you: the Stagg EKG.",
        "The finest kettle: the Stagg EKG.",
        "The Stagg EKG. More on www.example.com",
        "The Stagg EKG. #giveaway",
        "Unleash the Stagg EKG.",
        "The Stagg EKG. " * 60,
        "",
    ],
)
async def test_what_a_model_adds_is_refused(context: Context, text: str):
    result = await rewritten(context, [text])
    assert result.output["assets"][0]["text"] != text


async def test_without_a_model_the_copy_is_ours_and_says_why(context: Context):
    async def refuse(inputs: Asked, context: Context) -> Result:
        raise NoModelConnected("No model is connected.")

    registry = Registry((*CAPABILITIES, Capability("chat_completion", "Answers.", Asked, refuse)))
    inputs = {"product": KETTLE, "channels": ["facebook"], "count": 1, "rewrite": True}
    result = await registry.get("social_posts").execute(inputs, replace(context, registry=registry))
    assert result.output["assets"]
    assert any("No model is connected" in note for note in result.output["notes"])
    assert result.engine == ENGINE


def test_a_piece_takes_a_few_thousand_calls_once_the_knowledge_is_read():
    def piece(seed: int) -> None:
        asyncio.run(run("social_posts", objective=OBJECTIVE, seed=seed))

    piece(0)
    assert all(calls(partial(piece, seed)) < 60_000 for seed in range(10))
