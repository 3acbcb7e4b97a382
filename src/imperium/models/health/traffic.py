"""What real requests show of each provider since its last check: evidence that costs nothing."""

from __future__ import annotations

from msgspec import Struct

from imperium.models.chain import Attempt
from imperium.models.health.probe import in_words
from imperium.models.health.standing import Check
from imperium.models.performance import is_providers_fault


class Evidence(Struct):
    """Of one provider: `good_at` seconds since the epoch, failures since the last success."""

    good_at: float = 0.0
    response_s: float | None = None
    bad_in_a_row: int = 0
    reason: str = ""


class Traffic:
    """Only the platform's own keys count: a user's tells of that user. A request's own fault tells of nobody."""

    def __init__(self) -> None:
        self._evidence: dict[str, Evidence] = {}

    def see(self, attempt: Attempt, now: float) -> int:
        """Take a call into account; the provider's failures in a row by now."""
        seen = self._evidence.setdefault(attempt.candidate.connection.name, Evidence())
        if attempt.error is None:
            seen.good_at, seen.bad_in_a_row = now, 0
            seen.response_s = attempt.seconds if attempt.first_s is None else attempt.first_s
        elif is_providers_fault(attempt.error):
            seen.bad_in_a_row += 1
            seen.reason = in_words(attempt.error)
        return seen.bad_in_a_row

    def good(self, provider: str, since: float, now: float) -> Check | None:
        """A good check, if the latest call to the provider succeeded, after `since`."""
        seen = self._evidence.get(provider)
        if seen is None or seen.bad_in_a_row or seen.good_at <= since:
            return None
        return Check(now, True, response_s=seen.response_s, source="traffic")

    def bad(self, provider: str, now: float) -> Check:
        """A failed check for what failed; failures are counted anew after it."""
        seen = self._evidence[provider]
        count, seen.bad_in_a_row = seen.bad_in_a_row, 0
        return Check(now, False, f"{count} requests in a row failed: {seen.reason}", source="traffic")
