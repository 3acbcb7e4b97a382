import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

sys.path.insert(0, str(Path(__file__).parent))

from program import imperium

__all__ = ["imperium"]


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command sends this process's log to its own standard error, which is closed when it ends."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configured)
