"""Flutter, for phones and desktops: Material views over the same model, in Dart."""

from imperium.intelligences.web_app_builder.frontends import _dart
from imperium.intelligences.web_app_builder.frontends._pattern import rendered
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.renderer import Renderer


def render(app: App) -> dict[str, str]:
    files = rendered(app, "Flutter", "flutter")
    _dart.check(files)
    return files


renderer = Renderer(
    title="Flutter",
    part="frontend",
    render=render,
    install=(("flutter", "pub", "get"),),
    build=(("flutter", "analyze"),),
    test=(("flutter", "test"),),
    start=("flutter", "run"),
    checked=False,
    note="was generated, and its text checked, but it was not built: there is no Flutter SDK here. Run "
    "`flutter create .`, `flutter analyze` and `flutter test` in frontend/ before anything else. It is an app for "
    "phones and desktops, so the server has no pages of its own.",
    aliases=("Dart",),
)
