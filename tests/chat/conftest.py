import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.upstream_fixtures import alone, painter, plain_logs, provider

__all__ = ["alone", "painter", "plain_logs", "provider"]
