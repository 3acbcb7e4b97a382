"""What counts as a change to what was delivered, and what it changes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imperium.chat import shade
from imperium.chat.followup import KINDS, understand
from imperium.images.capabilities import ImageInputs
from imperium.scene.lexicon import COLOURS
from imperium.videos.capabilities import VideoInputs
from imperium.workflows.run import RunState
from support.upstream_app import Running

PIECES = {
    "strategy": "campaign_strategy",
    "social_posts": "social_posts",
    "image_1": "image_generation",
    "image_2": "image_generation",
    "image_3": "image_generation",
    "video": "video_generation",
}
WORK = "Write social media posts and make three product images for eco-friendly water bottles for hikers"


def delivered(pieces: dict[str, str] = PIECES, params: dict[str, object] | None = None) -> RunState:
    """A run that made these pieces, each with these parameters."""
    tasks = [{"model": m, "output_variable": name, "config": {"params": params or {}}} for name, m in pieces.items()]
    views = [{"id": name, "model": model, "output_variable": name, "stage": 0} for name, model in pieces.items()]
    run = RunState("run_1")
    run.apply("run.queued", {"workflow": [{"type": "linear", "tasks": tasks}], "tasks": views}, 0.0)
    for task in run.tasks.values():
        task.status = "succeeded"
    return run


@pytest.mark.parametrize(
    ("message", "task", "params"),
    [
        ("make the second image darker", "image_2", {"brightness": -0.8}),
        ("Can you make the second image darker, please?", "image_2", {"brightness": -0.8}),
        ("Please make image 2 much brighter!", "image_2", {"brightness": 1.6}),
        ("make the 3rd picture a bit lighter", "image_3", {"brightness": 0.8}),
        ("change the third picture to blue", "image_3", {"color": shade.hex_of("blue")}),
        ("Turn the last photo dark green.", "image_3", {"color": shade.hex_of("dark green")}),
        ("could you re-render image 1 in teal please", "image_1", {"color": shade.hex_of("teal")}),
        ("make the first image darker and blue", "image_1", {"brightness": -0.8, "color": shade.hex_of("blue")}),
        ("redo the video", "video", {"seed": 1}),
        ("do the video again", "video", {"seed": 1}),
        ("give me another version of the video", "video", {"seed": 1}),
        ("make a new version of the second image", "image_2", {"seed": 1}),
        ("make the promotional video 8 seconds long", "video", {"duration": 8}),
        ("Make the video darker and 6 s long", "video", {"brightness": -0.8, "duration": 6}),
        ("rewrite the posts", "social_posts", {"seed": 1}),
        ("write the social media posts again", "social_posts", {"seed": 1}),
        ("redo the strategy, please", "strategy", {"seed": 1}),
    ],
)
def test_a_clear_wish_reaches_its_task(message: str, task: str, params: dict[str, object]) -> None:
    change = understand(message, delivered())
    assert change is not None
    assert (change.task, change.params) == (task, params)
    assert "everything else stays as it is" in change.said


ORDINARY = """What are the benefits of renewable energy?
make another video
make a picture of a red car
give me a new image of cats
make the image darker
do the pictures look different on a phone?
Let me know when the video is done
Thanks, the second image is great
Is the video 8 seconds long?
make the second image darker and the third one blue
make the second image darker than the third
make the fourth image darker
make the video shorter
The second image is darker than I expected
Why is the second image darker?
Redo everything
Change the subject
make me laugh
give me the video
show me the second image again
what does the red bottle cost in the first picture
Make the second image of a blue bottle on a beach at night
try the video on my phone again tomorrow
change the picture in my passport
Turn the video off
make the third image say SALE in red letters
let the posts speak for themselves again and again
Make the posts funnier and add emojis
make the video again but with my dog in it
make the second image darker or lighter, what do you think?
rewrite the posts in French
make image 2 and image 3 darker
Do the ads work differently in Europe?
Can you make a darker second image brand?
draw the line
make the posts blue
write 8 second posts
please
the second image
darker""".splitlines()


@pytest.mark.parametrize("message", ORDINARY)
def test_an_ordinary_sentence_is_never_taken_for_an_order(message: str) -> None:
    assert understand(message, delivered()) is None


def test_forty_ordinary_sentences_were_tried() -> None:
    assert len(set(ORDINARY)) == 40


@given(st.text(max_size=400))
@example("make the second image " + "darker and " * 27)
@example("make the second image" + " a" * 130)
def test_any_text_is_taken_without_error(message: str) -> None:
    change = understand(message, delivered())
    assert change is None or change.params


SUBJECTS = st.sampled_from(["the", "that", "my", "our"])
NOUNS = st.sampled_from(["image", "picture", "photo", "pic"])
WISHES = st.sampled_from(["make {}", "please change {} to", "Could you turn {}", "and now render {} in"])


@given(WISHES, SUBJECTS, NOUNS, st.integers(1, 3), st.sampled_from(sorted(COLOURS)))
def test_every_colour_that_can_be_drawn_can_be_wished_for(
    wish: str, determiner: str, noun: str, number: int, colour: str
) -> None:
    change = understand(f"{wish.format(f'{determiner} {noun} {number}')} {colour}", delivered())
    assert change is not None
    assert change.task == f"image_{number}"
    ImageInputs(prompt="x", **change.params)


@given(st.sampled_from(["light", "dark", "deep", "pale"]), st.sampled_from(sorted(COLOURS)))
def test_shades_are_colours(depth: str, colour: str) -> None:
    ImageInputs(prompt="x", color=shade.hex_of(f"{depth} {colour}"))
    assert shade.hex_of(f"{depth} {colour}") != shade.hex_of(colour) or colour in ("black", "white")


@given(st.floats(-2, 2), st.sampled_from(["darker", "much brighter", "lighter", "a lot darker"]))
def test_light_stays_within_what_can_be_drawn(brightness: float, wish: str) -> None:
    change = understand(f"make the second image {wish}", delivered(params={"brightness": brightness}))
    assert change is not None
    ImageInputs(prompt="x", **change.params)
    VideoInputs(prompt="x", **change.params)


def test_another_try_is_another_seed_than_the_last() -> None:
    change = understand("redo the video", delivered(params={"seed": 7}))
    assert change is not None
    assert change.params == {"seed": 8}


def test_what_failed_is_not_there_to_be_changed() -> None:
    run = delivered()
    run.tasks["video"].status = "failed"
    assert understand("redo the video", run) is None


async def test_every_kind_is_a_capability(alone: Running) -> None:
    assert set(KINDS) <= set((await alone.get("/status"))["services"]["capabilities"]["names"])


async def _made(running: Running) -> tuple[str, dict[str, object]]:
    said = await running.say(WORK)
    run = await running.ended(said["run_id"])
    assert run["status"] == "succeeded"
    return said["session_id"], run


async def test_a_second_message_reaches_the_same_task_and_nothing_else_is_run_again(alone: Running) -> None:
    session_id, first = await _made(alone)
    said = await alone.say("make the second image darker", session_id)
    assert said["category"] == "H"
    assert said["response"] == "Making image 2 darker; everything else stays as it is."
    second = await alone.ended(said["run_id"])
    assert second["forked_from"] == first["run_id"]
    again = [task["id"] for task in second["tasks"] if task["reused_from"] is None]
    assert again == ["image_2"]
    assert second["results"]["image_2"]["brightness"] == -0.8
    kept = {name: output for name, output in second["results"].items() if name != "image_2"}
    assert kept == {name: output for name, output in first["results"].items() if name != "image_2"}
    third = await alone.ended((await alone.say("change the third picture to blue", session_id))["run_id"])
    assert third["forked_from"] == second["run_id"]
    assert third["results"]["image_3"]["color"] == shade.hex_of("blue")
    assert third["results"]["image_2"]["brightness"] == -0.8
    delivered = [turn for turn in (await alone.get(f"/chat/{session_id}"))["messages"] if turn["role"] == "assistant"]
    assert [turn["run_id"] for turn in delivered] == [
        run["run_id"] for run in (first, first, second, second, third, third)
    ]


async def test_texts_are_written_anew(alone: Running) -> None:
    session_id, first = await _made(alone)
    said = await alone.say("rewrite the posts", session_id)
    second = await alone.ended(said["run_id"])
    assert second["results"]["social_posts"]["markdown"] != first["results"]["social_posts"]["markdown"]
    assert [task["id"] for task in second["tasks"] if task["reused_from"] is None] == ["social_posts"]


async def test_a_question_after_a_delivery_is_a_question(alone: Running) -> None:
    session_id, _ = await _made(alone)
    said = await alone.say("Is the second image darker than the first?", session_id)
    assert said["category"] in ("L", "M")
    assert said["run_id"] is None
    assert len((await alone.get("/workflow"))["runs"]) == 1
