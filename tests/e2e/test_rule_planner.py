"""What an objective becomes without any model: the right tasks, in the right number, or plain words."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from imperium.app import Application
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Estimate, Result
from imperium.platform.errors import BudgetExceeded, ImperiumError, InvalidInput, NoModelConnected, TooLarge
from imperium.workflows.plan import Plan
from imperium.workflows.planner import mentions
from support.upstream_app import settings_in

DOCUMENTED = (
    "Create a complete marketing campaign for eco-friendly water bottles including social media posts, product images,"
    " and a promotional video"
)


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    made = Application(settings_in(tmp_path_factory.mktemp("planner")), "")
    yield made
    made.platform.owner.release()
    made.platform.database.close()


async def planned(application: Application, objective: str, budget_micro_usd: int | None = None) -> Plan:
    return await application.planner.plan(objective, LOCAL_ADMIN, budget_micro_usd)


STRATEGY, POSTS, EMAIL, PAGE = "campaign_strategy", "social_posts", "email_campaign", "landing_page_copy"
ADS, SCRIPT, COPY, IMAGE, VIDEO = "ad_copy", "video_script", "product_content", "image_generation", "video_generation"


@pytest.mark.parametrize(
    ("objective", "tasks"),
    [
        (DOCUMENTED, {STRATEGY: 1, POSTS: 1, IMAGE: 3, VIDEO: 1}),
        ("three product images of a ceramic mug", {IMAGE: 3}),
        ("Make 3 product images for a ceramic coffee mug", {IMAGE: 3}),
        ("Make a dozen pictures of sneakers", {IMAGE: 12}),
        ("product images of a leather wallet", {IMAGE: 3}),
        ("I need two videos of a smart watch", {VIDEO: 2}),
        ("a 10-second video of a candle", {VIDEO: 1}),
        ("Draw a picture of a lighthouse at sunset", {IMAGE: 1}),
        ("Design a poster for our jazz festival", {IMAGE: 1}),
        ("1024x1024 image of a robot", {IMAGE: 1}),
        ("Generate four images and one video of wireless headphones", {IMAGE: 4, VIDEO: 1}),
        ("a picture and a short clip of a sailing boat", {IMAGE: 1, VIDEO: 1}),
        ("Please produce one image of a perfume bottle in a neon style", {IMAGE: 1}),
        ("Create a promo video, 8 seconds long, for trail running shoes", {VIDEO: 1}),
        ("Write 5 tweets about our new running shoes", {POSTS: 1}),
        ("Write social media posts for organic coffee aimed at students", {POSTS: 1}),
        ("Instagram and LinkedIn posts about a standing desk", {POSTS: 1}),
        ("Write Instagram captions for handmade soap", {POSTS: 1}),
        ("Write a newsletter and 2 social posts for a bookstore", {EMAIL: 1, POSTS: 1}),
        ("an email newsletter for our bakery's spring cakes", {EMAIL: 1}),
        ("Create a product description for the Smart Watch Pro", {COPY: 1}),
        ("Produce product copy and three photos for a leather wallet", {COPY: 1, IMAGE: 3}),
        ("Write ad copy for a budgeting app", {ADS: 1}),
        ("landing page copy for a yoga studio", {PAGE: 1}),
        ("Write a video script for bamboo toothbrushes", {SCRIPT: 1}),
        ("Make a Facebook post and a TikTok script for cold brew coffee", {POSTS: 1, SCRIPT: 1}),
        ("marketing campaign for a new energy drink for gamers, budget $25,000", {STRATEGY: 1}),
        ("Create an advertising campaign for a dog food brand", {STRATEGY: 1}),
        ("Prepare a launch campaign with emails and a landing page for a smart lamp", {STRATEGY: 1, EMAIL: 1, PAGE: 1}),
        ("Plan a go-to-market strategy for a solar power bank", {STRATEGY: 1}),
    ],
)
async def test_an_objective_becomes_the_tasks_it_names(
    application: Application, objective: str, tasks: dict[str, int]
) -> None:
    plan = await planned(application, objective)
    assert Counter(step.capability for step in plan.steps) == tasks
    assert plan.by == "rules"
    assert plan.cost_micro_usd == 0
    assert plan.title
    assert plan.uncovered == ()
    application.workflows._check(plan.workflow, LOCAL_ADMIN)


async def test_the_strategy_comes_first_and_the_rest_at_the_same_time(application: Application) -> None:
    plan = await planned(application, DOCUMENTED)
    assert [(stage.type, len(stage.tasks)) for stage in plan.workflow.workflow] == [("linear", 1), ("linear", 5)]
    assert plan.title == "Marketing campaign for eco-friendly water bottles"
    assert [task_id for task_id, _, _ in plan.workflow.placed] == [step.task for step in plan.steps]
    pictures = [task for _, _, task in plan.workflow.placed if task.model == IMAGE]
    assert [task.config.params["variation"] for task in pictures] == [0, 1, 2]


async def test_pictures_are_asked_for_in_the_persons_own_words(application: Application) -> None:
    plan = await planned(application, "Draw a 640x360 picture of a lighthouse at sunset")
    ((_, _, task),) = plan.workflow.placed
    assert (task.prompt, task.config.params["resolution"]) == ("{objective}", "640x360")
    assert plan.workflow.variables["objective"] == "Draw a 640x360 picture of a lighthouse at sunset"
    assert plan.title == "Draw a 640x360 picture of a lighthouse at sunset"


@pytest.mark.parametrize("objective", ["Write a blog post about bees", "Write a Python program that sorts a file"])
async def test_what_needs_a_model_says_so_and_how_to_connect_one(application: Application, objective: str) -> None:
    with pytest.raises(NoModelConnected) as refused:
        await planned(application, objective)
    assert "needs a language model" in refused.value.detail
    assert "OPENROUTER_API_KEY" in (refused.value.remedy or "")


async def test_what_cant_be_done_is_named_and_the_rest_is_done(application: Application) -> None:
    plan = await planned(application, "Write social media posts and a blog post about standing desks")
    assert [step.capability for step in plan.steps] == [POSTS]
    assert plan.uncovered == ("blog post",)


async def test_more_pieces_than_one_objective_starts_is_said(application: Application) -> None:
    with pytest.raises(TooLarge) as refused:
        await planned(application, "Make 500 images of cats")
    assert (refused.value.field, refused.value.extra["limit"], refused.value.extra["value"]) == ("objective", 24, 500)


async def test_what_a_capability_refuses_is_known_before_anything_runs(application: Application) -> None:
    with pytest.raises(InvalidInput, match="duration"):
        await planned(application, "Make a 300 second video of a mug")


class Question(BaseModel):
    objective: str


async def _divine(inputs: Question, context: Context) -> Result:
    return Result({"text": f"The stars are silent about {inputs.objective}"}, "test:stars")


HOROSCOPE = Capability(
    name="horoscope",
    summary="Casts a horoscope.",
    inputs=Question,
    run=_divine,
    purposes=("horoscope", "star sign"),
    estimate=lambda inputs: Estimate(2.0, 30_000),
)


async def test_another_packages_capability_is_planned_when_the_objective_names_it(application: Application) -> None:
    application.platform.registry.add(HOROSCOPE)
    plan = await planned(application, "Cast horoscopes for our founders")
    ((task_id, _, task),) = plan.workflow.placed
    assert (task_id, task.config.params) == ("horoscope", {"objective": "{objective}"})
    assert (plan.steps[0].seconds, plan.steps[0].cost_micro_usd) == (2.0, 30_000)
    both = await planned(application, "Write social media posts and cast a horoscope for Acme mugs")
    assert {step.capability for step in both.steps} == {POSTS, "horoscope"}
    with pytest.raises(BudgetExceeded, match=r"expected to cost \$0\.03; the budget is \$0\.01"):
        await planned(application, "Cast a horoscope", 10_000)


@pytest.mark.parametrize(
    ("objective", "purpose", "named"),
    [
        ("I want a Star Sign", "star sign", True),
        ("star  signs please", "star sign", True),
        ("starsign", "star sign", False),
        ("a postscript", "post", False),
        ("(post)", "post", True),
    ],
)
def test_a_purpose_is_named_by_whole_words(objective: str, purpose: str, named: bool) -> None:
    assert mentions(objective, purpose) is named


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(objective=st.text(min_size=1, max_size=300))
@example(objective="Write posts about {braces} for {x")
@example(objective="Create a complete campaign for {mug} with three images")
@example(objective="Draw a picture of }{")
async def test_any_objective_becomes_a_valid_workflow_or_an_error_in_words(
    application: Application, objective: str
) -> None:
    try:
        plan = await planned(application, objective)
    except ImperiumError:
        return
    application.workflows._check(plan.workflow, LOCAL_ADMIN)
