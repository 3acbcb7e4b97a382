"""As a camera sees it."""

from imperium.scene.style import Style

STYLE = Style("as a camera sees it", {})
