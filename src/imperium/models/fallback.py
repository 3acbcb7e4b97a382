"""Who is still asked after a failure: where a user's own key is at fault, the platform need not answer at its cost."""

from __future__ import annotations

from collections.abc import Sequence

from imperium.models.provider import Candidate
from imperium.platform.errors import DataCorrupted, ImperiumError

KEY_REFUSED = frozenset({401, 402, 403, 429})
"""Wrong or revoked, without credit, not allowed, or used too much."""

Failure = tuple[Candidate, ImperiumError]


def is_of_the_key(error: ImperiumError) -> bool:
    """Whether a request failed because of the key that it was sent with, or wasn't sent because that failed before."""
    return error.extra.get("reason") in KEY_REFUSED or isinstance(error, DataCorrupted)


def is_still_asked(candidate: Candidate, failures: Sequence[Failure], *, fall_back: bool) -> bool:
    """Whether a candidate is asked after these failures. `fall_back`: the platform's models answer even where a key of
    the user's own was at fault (`userProviders.fallBack`)."""
    if fall_back or candidate.connection.owner:
        return True
    return not any(failed.connection.owner and is_of_the_key(error) for failed, error in failures)


def told_to_owner(candidate: Candidate, error: ImperiumError) -> ImperiumError:
    """The error, with what the owner of a key can do about it."""
    if candidate.connection.owner and is_of_the_key(error):
        error.remedy = (
            f"It was asked with your own key: enter another one (POST /user-providers, {candidate.connection.name}), "
            "wait or add credit, or remove it so that the platform's models are asked."
        )
    return error
