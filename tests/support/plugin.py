"""What another package would add: capabilities by entry point, their trace where `WORKSHOP_TRACE` says."""

from __future__ import annotations

import os
from pathlib import Path

from support.workshop import Workshop

MAKE, MAKE_ELSEWHERE = Workshop(Path(os.environ.get("WORKSHOP_TRACE", os.devnull))).capabilities()


def install(folder: Path) -> None:
    """What an installer leaves: a folder on the path whose metadata declares the entry points."""
    metadata = folder / "workshop-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: workshop\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[imperium.capabilities]\nmake = support.plugin:MAKE\n")
