import numpy as np

from imperium.models.gain.features import _TYPICAL, WAVES, _waves


def test_the_waves_are_those_that_were_drawn() -> None:
    """What was learned and shipped stands on them. RandomState's numbers are the same in every numpy."""
    random = np.random.RandomState(8)
    drawn = random.normal(size=(WAVES, len(_TYPICAL))) / len(_TYPICAL) ** 0.5
    frequencies, phases = _waves()
    assert np.array_equal(frequencies, drawn.astype(np.float32))
    assert np.array_equal(phases, random.uniform(0, 2 * np.pi, WAVES).astype(np.float32))
