from typing import Any

import pytest

from imperium.intelligences.capabilities import CAPABILITIES
from imperium.platform.capability import Context, Registry
from imperium.workflows.report.pieces import Email, LandingPage, Post, SearchAd, Storyboard, Thread, pieces

OBJECTIVE = "Marketing for insulated, reusable, stainless steel, leak-proof water bottles for hikers"


async def written(capability: str, **inputs: Any) -> Any:
    context = Context(None, None, None, Registry(CAPABILITIES))  # type: ignore[arg-type]
    return (await context.call(capability, {"objective": OBJECTIVE, **inputs})).output


@pytest.mark.parametrize(
    ("capability", "inputs", "kinds"),
    [
        ("social_posts", {"channels": ["instagram", "facebook", "linkedin"], "count": 3}, {Post}),
        ("social_posts", {"channels": ["x"], "count": 2}, {Post, Thread}),
        ("social_posts", {"channels": ["tiktok"], "count": 1}, {Storyboard}),
        ("email_campaign", {}, {Email}),
        ("landing_page_copy", {}, {LandingPage}),
        ("ad_copy", {}, {SearchAd}),
        ("video_script", {"duration_seconds": 12}, {Storyboard}),
    ],
)
async def test_what_the_copywriter_makes_is_recognised(capability: str, inputs: dict[str, Any], kinds: set[type]):
    found = pieces(await written(capability, **inputs))
    assert {type(piece) for piece in found} == kinds


async def test_pieces_deep_inside_a_campaign_are_found_once_each():
    output = await written("marketing")
    found = pieces([output, output])
    assert len(found) == sum(len(channel["assets"]) for channel in output["channels"])


async def test_a_letter_knows_its_call_to_action():
    [letter] = pieces(await written("email_campaign"))
    assert isinstance(letter, Email)
    assert [text for text, acts in letter.paragraphs() if acts] == [letter.call_to_action]


@pytest.mark.parametrize(
    "output",
    [
        None,
        "text",
        [],
        {"channel": "x"},
        {"channel": 1, "text": "x"},
        {"text": "no channel"},
        {"channel": "x", "text": None},
    ],
)
def test_other_outputs_hold_no_piece(output: Any):
    assert pieces(output) == []


def test_fields_of_the_wrong_type_make_a_plainer_piece_instead_of_an_error():
    [piece] = pieces({"channel": "web", "text": "all of it", "headline": "H", "blocks": "none"})
    assert type(piece) is Post


def test_too_deep_is_not_looked_for():
    output: Any = {"channel": "x", "text": "hidden"}
    for _ in range(500):
        output = [output]
    assert pieces(output) == []
