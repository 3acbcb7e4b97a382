"""Where this installation keeps what it signs pictures with."""

from __future__ import annotations

import os
from pathlib import Path

from imperium.platform.settings import Pictures


def credentials_folder(settings: Pictures) -> Path | None:
    """The configured folder, or `imperium` in the user's configuration folder (XDG base directory specification); None
    where content credentials are switched off."""
    if not settings.content_credentials:
        return None
    if settings.credentials_folder:
        return settings.credentials_folder.expanduser().absolute()
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "imperium"
