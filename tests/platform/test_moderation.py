"""What may not be made is refused; what can't be judged isn't made; by default nothing is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.auth.principal import LOCAL_ADMIN, Principal
from imperium.platform.capability import Result
from imperium.platform.errors import ContentRefused, InvalidInput, NotFound, ProviderRejected
from imperium.platform.media_settings import Moderation as Rules
from imperium.platform.moderation import Moderation


async def nobody(capability: str, inputs: dict[str, Any], principal: Principal) -> Result:
    raise NotFound(f"There is no capability {capability!r}.")


def moderation(*words: str, file: Path | None = None, capability: str | None = None, ask: Any = nobody) -> Moderation:
    return Moderation(Rules(words=words, file=file, capability=capability), ask)


@pytest.mark.parametrize(
    ("rule", "text", "refused"),
    [
        ("weapon", "a WEAPON.", True),
        ("weapon", "weapons", False),
        ("two words", "two \n words", True),
        ("/weapons?/", "three weapons", True),
        ("straße", "an der STRASSE", True),
        ("c++", "written in C++, of course", True),
        (".*", "anything", False),
    ],
)
async def test_words_stand_whole_and_patterns_anywhere(rule: str, text: str, refused: bool) -> None:
    judge = moderation(rule)
    assert judge.is_on
    if not refused:
        await judge(text, LOCAL_ADMIN)
        return
    with pytest.raises(ContentRefused) as told:
        await judge(text, LOCAL_ADMIN)
    assert (told.value.status, told.value.field) == (422, "prompt")
    assert rule not in told.value.detail, "the rules are nobody's business"


@given(st.text(max_size=80))
async def test_without_rules_nothing_is_refused(text: str) -> None:
    judge = moderation()
    assert not judge.is_on
    await judge(text, LOCAL_ADMIN)


async def test_a_capability_judges_and_its_silence_is_no_consent() -> None:
    asked: list[tuple[str, dict[str, Any], str]] = []

    def answering(output: Any) -> Any:
        async def ask(capability: str, inputs: dict[str, Any], principal: Principal) -> Result:
            asked.append((capability, inputs, principal.tenant))
            return Result(output, "test:judge")

        return ask

    await moderation(capability="judge", ask=answering({"allowed": True}))("a door", LOCAL_ADMIN)
    assert asked == [("judge", {"prompt": "a door"}, "local")]
    with pytest.raises(ContentRefused, match="Doors are out"):
        await moderation(capability="judge", ask=answering({"allowed": False, "reason": "Doors are out."}))(
            "a door", LOCAL_ADMIN
        )
    for nonsense in ("yes", None, {"allowed": "yes"}, {}):
        with pytest.raises(ProviderRejected):
            await moderation(capability="judge", ask=answering(nonsense))("a door", LOCAL_ADMIN)
    with pytest.raises(NotFound):
        await moderation(capability="judge")("a door", LOCAL_ADMIN)


def test_rules_that_can_not_be_read_are_told_at_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="regular expression"):
        moderation("/(/")
    with pytest.raises(InvalidInput, match="can't be read"):
        moderation(file=tmp_path / "gone.txt")
