"""Pictures and videos: what they take on this machine, each case in a process of its own.

    python3 dev.py bench media [stills] [video] [--full] [--only 1080p]

CPU seconds count both cores and don't mind what else the machine does; wall seconds do, so the load stands beside them.
`--full` adds the long cases: an 8K picture, and the longest of the videos.
"""

from __future__ import annotations

import argparse
import importlib
from importlib.util import find_spec

PARTS = ("stills", "video")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="stills or video; both by default")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    arguments = parser.parse_args()
    for part in arguments.parts or PARTS:
        name = f"benchmarks.media_{part}"
        if find_spec(name):
            importlib.import_module(name).report(arguments.full, arguments.only)


if __name__ == "__main__":
    main()
