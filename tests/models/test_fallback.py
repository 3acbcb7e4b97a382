"""After a failure of somebody's own key the platform's models are asked only where that is wanted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from imperium.models.catalog import Catalog
from imperium.models.fallback import is_of_the_key, is_still_asked, told_to_owner
from imperium.models.provider import Candidate
from imperium.models.refusals import refused
from imperium.platform.errors import CircuitOpen, DataCorrupted, ImperiumError, NetworkError, TimedOut
from imperium.platform.settings import Settings


@pytest.fixture
def platforms(configure: Callable[..., Settings]) -> Candidate:
    return Candidate(Catalog(configure(api_keys={"openai": "sk-platform"})).connections["openai"], "gpt-5.4")


@pytest.fixture
def own(platforms: Candidate) -> Candidate:
    return replace(platforms, connection=replace(platforms.connection, owner="uprov_1"))


KEYS_FAULT = [
    *(refused(None, status) for status in (401, 402, 403, 429)),
    refused({"error": {"code": "insufficient_quota"}}, 429),
    CircuitOpen("not asked for now", reason=429),
    DataCorrupted("can't be opened"),
]
OTHER = [*(refused(None, status) for status in (400, 404, 408, 500, 503, 529)), NetworkError("no"), TimedOut("slow")]


@pytest.mark.parametrize("error", KEYS_FAULT, ids=repr)
def test_the_owner_sees_what_is_wrong_with_the_key(own: Candidate, platforms: Candidate, error: ImperiumError) -> None:
    assert is_of_the_key(error)
    assert not is_still_asked(platforms, [(own, error)], fall_back=False)
    assert is_still_asked(platforms, [(own, error)], fall_back=True)
    assert is_still_asked(own, [(own, error)], fall_back=False), "another key of the same user"
    assert "your own key" in (told_to_owner(own, error).remedy or "")


@pytest.mark.parametrize("error", [*OTHER, CircuitOpen("not asked for now")], ids=repr)
def test_what_is_no_fault_of_the_key_is_made_up_for(own: Candidate, platforms: Candidate, error: ImperiumError) -> None:
    assert is_still_asked(platforms, [(own, error)], fall_back=False)
    assert told_to_owner(own, error) is error
    assert "your own key" not in (error.remedy or "")


@pytest.mark.parametrize("error", KEYS_FAULT, ids=repr)
def test_the_platforms_own_key_is_nobody_elses_concern(platforms: Candidate, error: ImperiumError) -> None:
    assert is_still_asked(platforms, [(platforms, error)], fall_back=False)
    remedy = error.remedy
    assert told_to_owner(platforms, error).remedy == remedy
