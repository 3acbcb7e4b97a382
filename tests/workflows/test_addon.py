from itertools import combinations
from pathlib import Path

import pytest

from imperium.workflows.addon import Addon, by_name, load_addons, read_family
from imperium.workflows.variables import render

DOCUMENTED = {
    "content_creation": {"blog_writing", "headline_optimization", "storytelling", "case_study"},
    "marketing": {"email_campaigns", "ad_copy", "landing_page", "value_proposition"},
    "social_media": {"instagram", "linkedin", "tiktok", "twitter"},
    "business": {"business_proposal", "executive_presentation", "swot_analysis", "customer_persona"},
}
ADDONS = list(load_addons().values())
every_addon = pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)


def phrases(text: str, length: int = 5) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_there_are_fifty_and_the_documented_ones_are_where_they_belong():
    assert len(ADDONS) == 50
    for category, names in DOCUMENTED.items():
        assert names <= {addon.name for addon in ADDONS if addon.category == category}
    assert "research" in load_addons()


@every_addon
def test_an_addon_is_complete_and_a_real_instruction(addon: Addon):
    assert load_addons()[addon.name] is addon
    assert addon.name.isidentifier()
    assert addon.name == addon.name.lower()
    assert 60 <= len(addon.instruction.split()) <= 150
    assert addon.instruction.endswith((".", "!", "?"))
    assert "  " not in addon.instruction
    assert "\n" not in addon.summary
    assert len(addon.title) <= 40
    assert len(addon.summary) <= 90
    assert set(addon.as_dict()) == {"name", "title", "category", "summary", "instruction"}


@every_addon
def test_an_instruction_holds_nothing_that_a_prompt_would_take_for_a_variable(addon: Addon):
    assert render(addon.instruction, {}) == addon.instruction


def test_no_two_say_the_same():
    said = {addon.name: phrases(addon.instruction) for addon in ADDONS}
    shared = {(a, b): said[a] & said[b] for a, b in combinations(said, 2)}
    assert {pair: found for pair, found in shared.items() if len(found) > 2} == {}
    assert len({addon.title for addon in ADDONS}) == len({addon.summary for addon in ADDONS}) == 50


def test_a_name_used_twice_is_refused_naming_both_places():
    first, second = (Addon("pitch", "Pitch", category, "A pitch", "Pitch it.") for category in ("business", "people"))
    with pytest.raises(ValueError, match="'pitch': in business and in people"):
        by_name([first, second])


def test_a_family_takes_its_category_from_the_file(tmp_path: Path):
    family = tmp_path / "events.toml"
    family.write_text('[invitation]\ntitle = "Invitation"\nsummary = "Invites"\ninstruction = """\nInvite.\n"""\n')
    assert list(read_family(family)) == [Addon("invitation", "Invitation", "events", "Invites", "Invite.")]


def test_an_unknown_field_is_refused(tmp_path: Path):
    family = tmp_path / "events.toml"
    family.write_text('[invitation]\ntitel = "Invitation"\n')
    with pytest.raises(TypeError, match="titel"):
        list(read_family(family))


def test_the_shipped_addons_cannot_be_changed():
    with pytest.raises(TypeError):
        load_addons()["blog_writing"] = ADDONS[0]  # type: ignore[index]
