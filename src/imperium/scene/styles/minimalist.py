"""Quiet: soft contrast, muted colours, no vignette."""

from imperium.scene.style import Style

STYLE = Style(
    "quiet: soft contrast and muted colours", {"saturation": 0.85, "contrast": 0.95, "vignette": 0.0, "exposure": 0.1}
)
