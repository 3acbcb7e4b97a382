"""A catalogue picture: even light, clean colours, nothing dark at the edge."""

from imperium.scene.style import Style

STYLE = Style(
    "a catalogue picture: even light and clean colours",
    {"contrast": 1.02, "vignette": 0.4, "bloom": -0.01, "exposure": 0.1},
)
