"""A channel: where copy is posted, the limits that hold there, and how a piece for it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from imperium.intelligences.asset import Asset, edited
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.industry import Who
from imperium.intelligences.marketing.message import Message
from imperium.intelligences.tone import Tone
from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput

Group = Literal["social", "email", "web", "search", "video"]


@dataclass(frozen=True, slots=True)
class Channel:
    """`write` gives the piece of a number, or None when there is nothing new to say; `most` is the limit in characters.

    `pieces` is how many a campaign plans for when no number is asked; `tone` is the channel's own where none is given,
    `role` what it is there for.
    """

    label: str
    group: Group
    most: int
    tone: Tone
    pieces: int
    role: str
    write: Callable[[Copywriter, int], Asset | None]


@cache
def channels() -> dict[str, Channel]:
    """Every channel by key."""
    return discover("imperium.intelligences.marketing.channels", Channel, "imperium.channels")


GROUPS: tuple[Group, ...] = ("web", "email", "search", "video", "social")
"""The order in which pieces are written; what comes first has the first choice."""
NETWORKS: dict[Who, tuple[str, ...]] = {
    "people": ("instagram", "facebook", "x"),
    "local": ("facebook", "instagram"),
    "business": ("linkedin", "x"),
    "cause": ("facebook", "instagram", "x"),
}
"""Where those who are sold to are found, when a brief says no more than `social`."""


def expand(names: Sequence[str], message: Message, field: str = "channels") -> tuple[str, ...]:
    """Keys of channels for names and groups; `social` stands for the networks where the buyers are.

    Raises:
        InvalidInput: a name that is no channel.
    """
    known = channels()
    keys: list[str] = []
    for name in names:
        key = ALIASES.get(name.strip().lower(), name.strip().lower())
        if key != "social" and key not in known:
            raise InvalidInput(
                f"There is no channel {name!r}.", field=field, value=name, remedy=did_you_mean(key, [*known, "social"])
            )
        keys += _networks(message) if key == "social" else [key]
    return tuple(dict.fromkeys(keys))


def _networks(message: Message) -> tuple[str, ...]:
    entry = message.entry
    own = entry.texts("networks") if entry else ()
    return own or NETWORKS[message.industry.who]


ALIASES = {
    "twitter": "x",
    "social media": "social",
    "social_media": "social",
    "e-mail": "email",
    "newsletter": "email",
    "website": "web",
    "landing page": "web",
    "landing_page": "web",
    "google": "search",
    "google ads": "search",
    "ads": "search",
    "ppc": "search",
    "sem": "search",
    "youtube": "video",
    "fb": "facebook",
    "ig": "instagram",
    "tik tok": "tiktok",
}


def written(message: Message, wanted: Mapping[str, int], tone: Tone | None, seed: int) -> list[Asset]:
    """So many pieces for each channel, or as many as what was given carries without repetition.

    Pages and letters come first, then the networks in turns. No line is used twice.
    """
    known, used, told, angles = channels(), set[str](), dict[str, int](), set[str]()
    writers = {
        key: Copywriter(message, tone or known[key].tone, seed, used, told, angles, place)
        for place, key in enumerate(wanted)
    }
    pieces: dict[str, list[Asset]] = {key: [] for key in wanted}
    for key, number in _in_turns(wanted, known):
        piece = known[key].write(writers[key], number)
        if piece is not None:
            pieces[key].append(edited(piece, known[key].most, message.given))
    return [piece for key in wanted for piece in pieces[key]]


def _in_turns(wanted: Mapping[str, int], known: Mapping[str, Channel]) -> Iterator[tuple[str, int]]:
    """Channel and number of each piece: groups in their order, the first of every channel before the second of any."""
    order = sorted(wanted, key=lambda key: GROUPS.index(known[key].group))
    for social in (False, True):
        group = [key for key in order if (known[key].group == "social") is social]
        for number in range(max((wanted[key] for key in group), default=0)):
            yield from ((key, number) for key in group if number < wanted[key])
