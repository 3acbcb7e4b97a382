"""A film still: deeper contrast, a warm balance, light that glows, darker corners."""

from imperium.scene.style import Style

STYLE = Style(
    "a film still: deep contrast, a warm balance, light that glows",
    {"contrast": 1.12, "warmth": 0.12, "bloom": 0.04, "vignette": 2.2, "saturation": 0.94},
)
