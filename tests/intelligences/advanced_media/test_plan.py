"""What is chosen, what is foreseen of it, and how it gets better at that."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.images.capabilities import CAPABILITIES as PICTURES
from imperium.intelligences.advanced_media.inputs import MediaInputs
from imperium.intelligences.advanced_media.outcomes import Outcomes
from imperium.intelligences.advanced_media.plan import Planner
from imperium.platform.capability import Registry
from imperium.platform.errors import InvalidInput, TooLarge
from imperium.videos.capabilities import CAPABILITIES as FILMS


class Shelf:
    """Rows in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}

    async def all(self) -> dict[str, bytes]:
        return self.rows

    def note(self, kind: str, observed: bytes) -> None:
        self.rows[kind] = observed


@pytest.fixture
def planner() -> Planner:
    return Planner(Registry((*PICTURES, *FILMS)), Outcomes(Shelf()))


def asked(media_type: str = "image", **more: object) -> MediaInputs:
    return MediaInputs.model_validate({"media_type": media_type, "prompt": "A futuristic city", **more})


@pytest.mark.parametrize(
    ("purpose", "formats", "hdr"),
    [
        (None, ["png"], False),
        ("web", ["webp"], False),
        ("social", ["jpeg"], False),
        ("print", ["tiff"], False),
        ("hdr_display", ["avif"], True),
        ("compositing", ["exr"], True),
        ("archive", ["tiff", "png16"], False),
    ],
)
def test_a_picture_is_made_for_its_purpose(
    planner: Planner, purpose: str | None, formats: list[str], hdr: bool
) -> None:
    plan = planner.plan(asked(purpose=purpose)).as_dict()
    assert (plan["formats"], plan["hdr"]) == (formats, hdr)
    assert all(reason["because"] for reason in plan["reasons"])
    assert plan["estimate"]["seconds"] > 0
    assert plan["estimate"]["bytes"] > 0


def test_what_is_asked_for_is_kept(planner: Planner) -> None:
    plan = planner.plan(asked("video", resolution="8K", fps=60, duration=1, hdr=True, quality="draft")).as_dict()
    assert (plan["width"], plan["height"], plan["frames"]) == (7680, 4320, 60)
    assert (plan["inputs"]["hdr"], plan["inputs"]["fps"]) == ("hdr10plus", 60)
    still = planner.plan(asked(resolution="16K", transparent=True)).as_dict()
    assert (still["width"], still["height"], still["tiled"], still["formats"]) == (15360, 8640, True, ["png"])


def test_what_takes_too_long_is_lowered_and_says_so(planner: Planner) -> None:
    whole = planner.plan(asked(resolution="4K"))
    quick = planner.plan(asked(resolution="4K", within_seconds=whole.seconds / 4))
    assert quick.seconds <= whole.seconds / 4
    assert quick.choice.size.pixels <= whole.choice.size.pixels
    assert "lowered" in quick.choice.reasons[-1].choice
    assert f"{whole.seconds:.0f} s" in quick.choice.reasons[-1].because
    with pytest.raises(InvalidInput, match="even the smallest"):
        planner.plan(asked(within_seconds=0.001))


def test_more_than_16k_is_refused(planner: Planner) -> None:
    with pytest.raises(TooLarge):
        planner.plan(asked(resolution="20000x20000"))


@given(st.floats(0.2, 5.0), st.floats(0.2, 5.0))
def test_after_a_few_outcomes_estimates_are_within_a_quarter(slower: float, larger: float) -> None:
    planner = Planner(Registry(PICTURES), Outcomes(Shelf()))
    plan = planner.plan(asked(resolution="HD"))
    for jitter in (0.9, 1.1, 1.0, 1.05):
        real = {"png": round(plan.foreseen.sizes["png"] * larger * jitter)}
        planner.observe(plan, plan.foreseen.seconds * slower * jitter, real)
    learned = planner.plan(asked(resolution="HD"))
    assert learned.seconds == pytest.approx(plan.foreseen.seconds * slower, rel=0.25)
    assert learned.sizes["png"] == pytest.approx(plan.foreseen.sizes["png"] * larger, rel=0.25)
    assert learned.observed == 4


async def test_what_was_learned_stays_and_one_outcome_is_believed_in_part() -> None:
    shelf = Shelf()
    outcomes = Outcomes(shelf)
    outcomes.observe("seconds.image", 1e6, 10.0, 40.0)
    assert 10 < outcomes.corrected("seconds.image", 1e6, 10.0) < 40
    outcomes.observe("seconds.image", 1e6, 10.0, 1e9)
    later = Outcomes(shelf)
    await later.recall()
    assert later.corrected("seconds.image", 1e6, 10.0) == pytest.approx(
        outcomes.corrected("seconds.image", 1e6, 10.0), rel=0.01
    )
    assert later.corrected("seconds.image", 1e6, 10.0) < 10 * exp(4), "one that hung isn't believed"
    assert later.corrected("bytes.png", 1e6, 10.0) == 10.0
