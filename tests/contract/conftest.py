import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.upstream_fixtures import plain_logs

__all__ = ["plain_logs"]
