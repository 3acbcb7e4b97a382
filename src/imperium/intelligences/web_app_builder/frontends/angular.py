"""Angular, zoneless: standalone components with signals over the shared model."""

from imperium.intelligences.web_app_builder.frontends._npm import BUILD, INSTALL, TEST
from imperium.intelligences.web_app_builder.frontends._pattern import rendered
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.renderer import Renderer


def render(app: App) -> dict[str, str]:
    return rendered(app, "Angular", "web", "angular")


renderer = Renderer(
    title="Angular",
    part="frontend",
    render=render,
    install=INSTALL,
    build=BUILD,
    test=TEST,
    start=("npm", "start"),
    aliases=("AngularJS", "Angular 2+"),
)
