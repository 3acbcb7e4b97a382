"""What may not be made: a list of words and patterns, or a capability that judges. Off unless the settings name one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from imperium.platform import media_settings
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Capability, Context, Result
from imperium.platform.errors import ContentRefused, InvalidInput, ProviderRejected

Ask = Callable[[str, dict[str, Any], Principal], Awaitable[Result]]
"""Runs a capability by name for somebody."""


class Moderation:
    """Judges texts before anything is made of them. Raises InvalidInput when the settings' list can't be read."""

    def __init__(self, rules: media_settings.Moderation, ask: Ask) -> None:
        lines = [*rules.words, *(_lines(rules.file) if rules.file else ())]
        self._patterns = [_pattern(line) for line in lines]
        self._capability = rules.capability
        self._ask = ask

    @property
    def is_on(self) -> bool:
        return bool(self._patterns or self._capability)

    async def __call__(self, text: str, principal: Principal) -> None:
        """Raises ContentRefused; and what the judging capability raises, since what it can't judge isn't made."""
        self.check_words(text)
        if self._capability is not None:
            await self._check_judgement(self._capability, text, principal)

    def check_words(self, text: str) -> None:
        """Raises ContentRefused. Neither case nor the width or composition of letters makes a difference."""
        plain = _plain(text)
        if any(pattern.search(plain) for pattern in self._patterns):
            raise _refused("It names what this server doesn't make.")

    def guarded(self, capability: Capability[Any]) -> Capability[Any]:
        """The capability, which refuses here as at the front, whoever calls it."""
        if not self.is_on:
            return capability

        async def run(inputs: Any, context: Context) -> Result:
            await self(str(getattr(inputs, "prompt", "")), context.principal)
            return await capability.run(inputs, context)

        return replace(capability, run=run)

    async def _check_judgement(self, capability: str, text: str, principal: Principal) -> None:
        output = (await self._ask(capability, {"prompt": text}, principal)).output
        if not isinstance(output, dict) or not isinstance(output.get("allowed"), bool):
            raise ProviderRejected(
                f"The capability {capability!r} gave no judgement.",
                remedy="Its output must hold `allowed` (true or false), and may hold a `reason`.",
            )
        if not output["allowed"]:
            raise _refused(str(output.get("reason") or "It was judged to be against the rules.")[:500])


def _refused(why: str) -> ContentRefused:
    return ContentRefused(
        f"prompt: refused by this server's content rules. {why}",
        field="prompt",
        remedy="Describe something else; an administrator sets the rules.",
    )


def _lines(path: Path) -> Iterable[str]:
    """The rules of a file: one a line, `#` begins a comment."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"moderation.file: {path} can't be read: {error}.",
            field="moderation.file",
            remedy="Give a UTF-8 text file.",
        ) from None
    return [line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#")]


def _pattern(line: str) -> re.Pattern[str]:
    """A word or phrase, wherever it stands whole; `/…/` is a regular expression."""
    if len(line) > 2 and line.startswith("/") and line.endswith("/"):
        try:
            return re.compile(line[1:-1], re.IGNORECASE)
        except re.error as error:
            raise InvalidInput(
                f"moderation: {line!r} is no regular expression: {error}.", field="moderation.words", value=line[:200]
            ) from None
    words = r"\s+".join(map(re.escape, _plain(line).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _plain(text: str) -> str:
    """Casefolded, in Unicode's compatibility form, without characters that aren't seen."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")
