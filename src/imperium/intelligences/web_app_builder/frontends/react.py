"""React with Vite: function components over the shared model."""

from imperium.intelligences.web_app_builder.frontends._npm import BUILD, INSTALL, TEST
from imperium.intelligences.web_app_builder.frontends._pattern import rendered
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.renderer import Renderer


def render(app: App) -> dict[str, str]:
    return rendered(app, "React", "web", "jsx", "react")


renderer = Renderer(
    title="React",
    part="frontend",
    render=render,
    install=INSTALL,
    build=BUILD,
    test=TEST,
    start=("npm", "run", "dev"),
    aliases=("React.js",),
)
