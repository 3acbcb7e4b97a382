"""The panel's service with its storage; loaded when a review is first asked for."""

from __future__ import annotations

from collections.abc import Callable

from imperium.platform.platform import Platform
from imperium.review.feedback import Feedback
from imperium.review.repository import FindingRepository
from imperium.review.service import Reviews


def open_reviews(platform: Platform, clock: Callable[[], float]) -> Reviews:
    """The service that remembers findings and verdicts in the database."""
    feedback = Feedback(FindingRepository(platform.database, platform.journal), clock)
    return Reviews(feedback, clock, platform.folder, platform.workers.beside())
