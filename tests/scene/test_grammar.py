"""Any text becomes a scene; what can't be drawn is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.scene.arrangement import arrangements
from imperium.scene.camera_rule import camera_rules
from imperium.scene.composition import derived_seed
from imperium.scene.grammar import compose
from imperium.scene.lexicon import subjects, table, words
from imperium.scene.maker import makers, parts_of
from imperium.scene.material import materials
from imperium.scene.mention import nouns
from imperium.scene.rig import rigs
from imperium.scene.scene import Scene
from imperium.scene.style import styles

BOTTLES = "product images of eco-friendly water bottles"


@settings(max_examples=25, deadline=None)
@given(prompt=st.text(min_size=1, max_size=300), seed=st.integers(0, 2**32 - 1), variation=st.integers(0, 63))
def test_any_text_gives_a_valid_scene(prompt: str, seed: int, variation: int) -> None:
    first = compose(prompt, seed, variation)
    assert first == compose(prompt, seed, variation)
    assert Scene.model_validate_json(first.scene.model_dump_json()) == first.scene
    assert first.scene.rig.kind in rigs()
    for thing in first.scene.things:
        for part in parts_of(thing):
            assert thing.finishes.get(part.slot, part.finish).kind in materials()


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(["red", "mug", "bottle", "city", "studio", "dragon", "desk", "eco", "“Verde”", "clouds", "3"])
    ),
    style=st.sampled_from(["realistic", "cinematic", "studio", "minimalist", None]),
)
def test_any_mixture_of_known_words_gives_a_scene(words: list[str], style: str | None) -> None:
    assert compose(" ".join(words), 7, 1, style=style).scene.camera.fov > 1


def heroes(prompt: str, variation: int = 0, **options: str) -> list[dict[str, object]]:
    scene = compose(prompt, derived_seed(prompt), variation, **options).scene  # type: ignore[arg-type]
    return [{"maker": thing.maker, **thing.params} for thing in scene.things]


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        (BOTTLES, "bottle"),
        ("a red coffee mug on a desk", "mug"),
        ("Smart Watch Pro", "watch"),
        ("A futuristic city", "city"),
        ("wireless noise-cancelling headphones", "headphones"),
        ("a bakery's sourdough bread", "bread"),
        ("hand cream in a jar", "jar"),
        ("mountains at sunrise", "hills"),
        ("our new invoicing app", "laptop"),
        ("three scented candles", "candle"),
    ],
)
def test_what_is_named_is_drawn(prompt: str, wanted: str) -> None:
    assert wanted in {thing["maker"] for thing in heroes(prompt)}


def test_clouds_are_flown_through() -> None:
    composition = compose("Flying through clouds", 1)
    assert composition.scene.clouds is not None
    assert composition.unmatched == ()


def test_three_variations_stand_in_three_settings() -> None:
    seed = derived_seed(BOTTLES)
    compositions = [compose(BOTTLES, seed, variation) for variation in range(3)]
    assert [c.setting for c in compositions] == ["table", "podium", "outdoor"]
    colours = {next(t.params["color"] for t in c.scene.things if t.maker == "bottle") for c in compositions}
    assert len(colours) == 3


def test_other_seeds_change_the_arrangement() -> None:
    scenes = {compose(BOTTLES, seed).scene.model_dump_json() for seed in range(12)}
    assert len(scenes) == 12
    assert len({compose(BOTTLES, seed).setting for seed in range(12)}) > 1


def test_a_named_colour_is_the_subjects_colour() -> None:
    mug = next(thing for thing in heroes("a red coffee mug on a desk") if thing["maker"] == "mug")
    assert mug["color"] == "#b3322b"
    watch = next(thing for thing in heroes("Smart Watch Pro", colour="#123456") if thing["maker"] == "watch")
    assert watch["color"] == "#123456"


@pytest.mark.parametrize("prompt", ["bottle “Verde”", "a bottle called Verde", 'water bottle "Verde"'])
def test_a_quoted_name_is_printed(prompt: str) -> None:
    assert any(thing.get("label") == "Verde" for thing in heroes(prompt))


def test_a_brand_is_printed_and_not_reported_as_missing() -> None:
    composition = compose("Verde water bottle", 5, brand="Verde")
    assert composition.unmatched == ()


def test_unknown_things_become_a_box_with_their_name_and_are_reported() -> None:
    composition = compose("a purple flumbus", 5)
    assert [item.term for item in composition.unmatched] == ["flumbus"]
    box = next(thing for thing in composition.scene.things if thing.maker == "box")
    assert box.params["label"] == "Flumbus"
    assert box.params["color"] == "#6b3f91"


def test_extra_words_beside_a_known_subject_are_reported() -> None:
    composition = compose("a mug beside a dinosaur", 5)
    assert [(item.term, item.drawn) for item in composition.unmatched] == [("dinosaur", "left out")]


def test_a_product_without_a_name_in_a_futuristic_setting_is_a_device() -> None:
    prompt = "Product demonstration in futuristic setting"
    composition = compose(prompt, derived_seed(prompt))
    assert composition.setting == "showroom"
    assert composition.unmatched[0].term == "product"


def test_the_prompt_names_the_move() -> None:
    assert compose("a camera orbiting a water bottle", 3).scene.move.kind == "orbit"
    assert compose("zoom in on a mug on a desk", 3).scene.move.kind == "push"


def things(prompt: str) -> list[dict[str, object]]:
    return [
        {"maker": thing.maker, "finishes": thing.finishes, **thing.params} for thing in compose(prompt, 7).scene.things
    ]


def test_colours_and_materials_bind_to_the_noun_they_stand_with() -> None:
    found = things("a red ceramic mug beside a green glass bottle")
    mug = next(thing for thing in found if thing["maker"] == "mug")
    bottle = next(thing for thing in found if thing["maker"] == "bottle")
    assert mug["color"] == "#b3322b"
    assert bottle["color"] == "#3f7d4e"
    assert [finish.kind for finish in bottle["finishes"].values()] == ["glass"]  # type: ignore[attr-defined]
    assert mug["finishes"] == {}


def test_colours_after_a_noun_are_its_own() -> None:
    found = things("a mug in red and a bottle in navy")
    assert next(thing for thing in found if thing["maker"] == "mug")["color"] == "#b3322b"
    assert next(thing for thing in found if thing["maker"] == "bottle")["color"] == "#1d2f52"


def test_several_things_are_arranged_together() -> None:
    composition = compose("a teapot and two cups on a wooden table by a window", 3)
    makers = [thing.maker for thing in composition.scene.things]
    assert composition.setting == "table"
    assert (makers.count("teapot"), makers.count("mug")) == (1, 2)
    assert composition.unmatched == ()


@pytest.mark.parametrize(
    ("prompt", "maker", "count"),
    [("five green apples", "apple", 5), ("seven candles on a table", "candle", 7), ("a dozen eggs", "egg", 12)],
)
def test_as_many_are_drawn_as_are_named(prompt: str, maker: str, count: int) -> None:
    assert [thing["maker"] for thing in things(prompt)].count(maker) == count


def test_what_stands_on_something_is_above_it() -> None:
    scene = compose("a mug on a stack of books", 3).scene
    mug = next(thing for thing in scene.things if thing.maker == "mug")
    assert mug.at[2] > 1


def test_a_size_is_a_scale() -> None:
    scene = compose("a tiny mug and a huge bottle", 3).scene
    scales = {thing.maker: thing.scale for thing in scene.things if thing.maker in ("mug", "bottle")}
    assert scales == {"mug": 0.45, "bottle": 2.0}


def test_what_stands_in_for_a_word_is_reported() -> None:
    composition = compose("a syringe", 5)
    assert [(item.term, item.drawn) for item in composition.unmatched] == [("syringe", "a jar")]


def test_whom_a_picture_is_for_is_not_in_it() -> None:
    makers = {thing["maker"] for thing in things("pictures of our bottle for hikers and children")}
    assert "bottle" in makers
    assert "person_figure" not in makers


def test_a_verb_is_no_thing() -> None:
    assert "can" not in {thing["maker"] for thing in things("can you draw a mug")}
    assert "can" in {thing["maker"] for thing in things("a can of beer")}


def test_the_last_of_several_nouns_names_the_thing() -> None:
    makers = {thing["maker"] for thing in things("an orange mug")}
    assert "citrus" not in makers


@pytest.mark.parametrize(
    ("prompt", "rig"),
    [
        ("a bottle on a rock at sunset", "golden_hour"),
        ("a bottle in the park on an overcast day", "overcast"),
        ("a mug by candlelight", "candlelight"),
        ("a phone in neon light", "neon"),
    ],
)
def test_words_choose_the_light(prompt: str, rig: str) -> None:
    assert compose(prompt, 3).scene.rig.kind == rig


def test_words_choose_the_camera() -> None:
    def elevation(prompt: str) -> float:
        camera = compose(prompt, 3).scene.camera
        rise = camera.origin[2] - camera.target[2]
        return rise / sum((a - b) ** 2 for a, b in zip(camera.origin, camera.target, strict=True)) ** 0.5

    assert elevation("a mug on a desk from above") > 0.75
    assert elevation("a mug on a desk, hero shot") < 0.1
    assert 0.5 < elevation("a mug on a desk, isometric") < 0.65


def test_an_old_scene_keeps_its_light() -> None:
    scene = Scene.model_validate({"version": 1, "rig": {"kind": "softboxes"}})
    assert scene.rig.kind == "studio"


def test_a_thousand_words_are_known() -> None:
    assert len(nouns()) > 1000


@pytest.mark.parametrize("theme", ["standins", "symbols", "places", "settings", "light", "cameras", "styles"])
def test_every_meaning_of_a_theme_is_a_kind_that_may_exist(theme: str) -> None:
    known = {
        "light": rigs(),
        "cameras": camera_rules(),
        "styles": styles(),
        "places": arrangements(),
        "settings": arrangements(),
    }
    meanings = set(table(theme).values())
    assert meanings
    if theme in known:
        assert meanings <= known[theme].keys()


def test_a_place_too_large_for_a_small_thing_is_reported() -> None:
    composition = compose("a bottle on the beach", 3)
    assert composition.setting == "outdoor"
    assert [(item.term, item.drawn) for item in composition.unmatched] == [("beach", "a ledge outdoors")]


NATURES = {name: entry for name, entry in words("natures").items() if "settings" in entry}


@pytest.mark.parametrize("nature", NATURES)
def test_a_thing_of_each_nature_has_a_scene_that_its_makers_can_make(nature: str) -> None:
    name = next(
        maker for maker in reversed(NATURES[nature]["makers"]) if maker in set(subjects().values()) & makers().keys()
    )
    word = next(word for word, maker in subjects().items() if maker == name)
    things = compose(word, 1).scene.things
    assert name in {thing.maker for thing in things}
    assert all(parts_of(thing) for thing in things)
