"""The tool: a program of others that an expert asks when it is on the machine. Its kinds are in `tools/`.

A module in `tools/` has `TOOL`, a `Tool`. Tools read the copy in `subject.root` by paths that are passed after `--`,
never a shell, never a configuration file of the project under review (it could run code). A tool that is missing,
fails, hangs or prints what can't be read never stops the review: it is an `Outcome` with the reason.
"""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from imperium.analysis.source import Language
from imperium.review.claim import Claim
from imperium.review.subject import Subject


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of asking a tool.

    `read` are the paths it read whole, `unread` those that it could not, with the reason; `remedy` says how to get a
    tool that is absent.
    """

    tool: str
    status: Literal["ran", "absent", "failed", "timed_out", "nothing_to_read"]
    version: str | None = None
    claims: tuple[Claim, ...] = ()
    read: tuple[str, ...] = ()
    unread: dict[str, str] = {}
    reason: str = ""
    remedy: str = ""
    seconds: float = 0.0


@runtime_checkable
class Tool(Protocol):
    """`experts` are the experts that ask it; `needs` the program it starts, as it is looked up on the path."""

    name: str
    experts: tuple[str, ...]
    languages: tuple[Language, ...]
    needs: str

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        """Run the tool for an expert. Never raises for what the tool does."""
        ...
