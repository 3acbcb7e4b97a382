"""Pictures and videos: what they take on this machine, each case in a process of its own.

    python3 dev.py bench media [stills] [video] [--full] [--only 1080p] [--peers [--pictures FOLDER]]

CPU seconds count both cores and don't mind what else the machine does; wall seconds do, so the load stands beside them.
`--full` adds the long cases: an 8K picture, and the longest of the videos.
`--peers` draws one still with Blender's Cycles too, which is installed at the first call (0.5 GB, Python 3.11), and
`--pictures` keeps what both drew.
"""

from __future__ import annotations

import argparse
import importlib
from importlib.util import find_spec
from pathlib import Path

PARTS = ("stills", "video")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="stills or video; both by default")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--peers", action="store_true", help="beside Blender's Cycles, instead of all cases")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="keep the pictures of --peers here")
    arguments = parser.parse_args()
    if arguments.peers:
        importlib.import_module("benchmarks.media_cycles").report(arguments.pictures)
        return
    for part in arguments.parts or PARTS:
        name = f"benchmarks.media_{part}"
        if find_spec(name):
            importlib.import_module(name).report(arguments.full, arguments.only)


if __name__ == "__main__":
    main()
