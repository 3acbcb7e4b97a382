"""What every front end has in common: which files it has, and who holds the state behind a page.

`templates/frontends/web` is the same for all in TypeScript: the model, the state behind each page, the style sheet and
the tests; `jsx` holds the views of React and Next.js; a framework's own folder its views and its build. The state
behind a page is one class, whichever the pattern; the pattern says who holds it:

    MVVM   `viewmodels/`: a view makes its view-model and binds to the state of it
    MVC    `controllers/`: a controller owns the state and hands it to a view that knows nothing but what it is given
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.template import render


@dataclass(frozen=True, slots=True)
class Role:
    """What holds the state behind a page: the folder, and how its classes end."""

    folder: str
    suffix: str


ROLES: Mapping[str, Role] = {"mvc": Role("controllers", "Controller"), "mvvm": Role("viewmodels", "ViewModel")}


def rendered(app: App, title: str, *folders: str) -> dict[str, str]:
    """The files of a front end, by path; of two folders with the same path the later one's."""
    role, mvvm = ROLES[app.pattern], app.pattern == "mvvm"
    context = {"framework": title, "role": role, "mvvm": mvvm, "overviews": overviews(app), "hue": hue(app)}
    files = {path: text for folder in folders for path, text in render(f"frontends/{folder}", app, **context).items()}
    return {path.replace("_role_", role.folder): text for path, text in files.items() if _wanted(path, app)}


def overviews(app: App) -> tuple[str, ...]:
    """The pages that only read, as their views are called."""
    asked = {"Dashboard": app.dashboard, "Analytics": app.analytics, "Payments": app.payments is not None}
    return tuple(name for name, wanted in asked.items() if wanted)


def hue(app: App) -> int:
    """The hue of the app's one colour, 0–359 in OKLCH; always the same for a name, and none that warns or praises."""
    return 170 + sha256(app.name.snake.encode()).digest()[0] * 160 // 256


def _wanted(path: str, app: App) -> bool:
    """Whether a file belongs to what the app has and is made of."""
    stem = path.rpartition("/")[2].partition(".")[0].lower().replace("-", "").removesuffix("view").removesuffix("_page")
    owners = {
        "account": app.auth,
        "dashboard": app.dashboard,
        "analytics": app.analytics,
        "chart": app.analytics,
        "statistics": app.analytics,
        "payments": app.payments is not None,
        "overview": bool(overviews(app)),
        "connected": app.pattern == "mvc",
    }
    return "/entities/" in path or owners.get(stem, True)
