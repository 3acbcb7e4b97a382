"""Next.js, exported into static files: the App Router draws one page, which finds its way in the browser."""

from imperium.intelligences.web_app_builder.frontends._npm import BUILD, INSTALL, TEST
from imperium.intelligences.web_app_builder.frontends._pattern import rendered
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.renderer import Renderer


def render(app: App) -> dict[str, str]:
    return rendered(app, "Next.js", "web", "jsx", "nextjs")


renderer = Renderer(
    title="Next.js",
    part="frontend",
    render=render,
    install=INSTALL,
    build=BUILD,
    test=TEST,
    start=("npm", "run", "dev"),
    aliases=("Next",),
)
