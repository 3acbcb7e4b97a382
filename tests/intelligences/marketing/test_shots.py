import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.brief import parse_brief
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.message import message
from imperium.intelligences.marketing.shots import CHARACTERS_A_SECOND, shots
from imperium.intelligences.product import from_brief

WATCH = message(from_brief(parse_brief("Smart Watch Pro (GPS, heart rate monitoring, water resistant) for runners")))


@given(st.integers(3, 300), st.integers(0, 50))
def test_cuts_fill_the_time_and_words_fit_their_cut(seconds: int, seed: int):
    cuts, spoken = shots(Copywriter(WATCH, "creative", seed), seconds)
    assert sum(cut.seconds for cut in cuts) == seconds
    assert [cut.start for cut in cuts] == [sum(c.seconds for c in cuts[:i]) for i in range(len(cuts))]
    for cut in cuts:
        assert len(cut.voice) <= cut.seconds * CHARACTERS_A_SECOND
    assert len([cut for cut in cuts if cut.voice]) == len(spoken)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_what_is_spoken_about(seed: int):
    cuts, spoken = shots(Copywriter(WATCH, "creative", seed), 15)
    about = {sentence.text: sentence.source.lower() for sentence in spoken}
    shown = [(cut.on_screen.lower(), about[cut.voice]) for cut in cuts[1:-1] if cut.on_screen]
    assert len(shown) == 3
    assert all(screen == source for screen, source in shown)
    assert cuts[-1].on_screen == "Smart Watch Pro. See the watch"
