"""The panel's service with its storage; loaded when a review is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from imperium.platform.database import Database
from imperium.platform.journal import Journal
from imperium.review.feedback import Feedback
from imperium.review.repository import FindingRepository
from imperium.review.service import Reviews


def open_reviews(database: Database, journal: Journal, folder: Path, clock: Callable[[], float]) -> Reviews:
    """The service that remembers findings and verdicts in the database."""
    return Reviews(Feedback(FindingRepository(database, journal), clock), clock, folder)
