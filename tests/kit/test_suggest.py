from imperium.kit.suggest import did_you_mean, nearest

KNOWN = ["image_generation", "video_generation", "Thinking_AI"]


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    assert nearest("image_generaton", KNOWN) == "image_generation"
    assert nearest("THINKING_ai", KNOWN) == "Thinking_AI"


def test_what_is_like_nothing_gets_the_list() -> None:
    assert nearest("zzz", KNOWN) is None
    assert did_you_mean("zzz", KNOWN) == "Known: Thinking_AI, image_generation, video_generation."
    assert did_you_mean("zzz", []) == "None are known."
