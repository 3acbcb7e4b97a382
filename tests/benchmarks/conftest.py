"""The benchmarks are no part of the package: they are found from the project's root."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
