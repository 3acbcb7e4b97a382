"""A channel: where copy is posted, the limits that hold there, and how a piece for it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from imperium.intelligences.asset import Asset, edited
from imperium.intelligences.product import Product
from imperium.intelligences.tone import Tone
from imperium.intelligences.writer import Writer
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
    write: Callable[[Writer, int], Asset | None]


@cache
def channels() -> dict[str, Channel]:
    """Every channel by key."""
    return discover("imperium.intelligences.marketing.channels", Channel, "imperium.channels")


GROUPS: tuple[Group, ...] = ("web", "email", "search", "video", "social")
"""The order in which pieces are written; what comes first has the first choice."""
SOCIAL = ("instagram", "facebook", "x")


def expand(names: Sequence[str], product: Product, field: str = "channels") -> tuple[str, ...]:
    """Keys of channels for names and groups; `social` stands for the networks where the product's buyers are.

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
        keys += _networks(product) if key == "social" else [key]
    return tuple(dict.fromkeys(keys))


def _networks(product: Product) -> tuple[str, ...]:
    own = product.category.texts("networks") if product.category else ()
    return own or (("linkedin", "x") if any(f.entry and f.entry.key == "b2b" for f in product.facts) else SOCIAL)


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


def written(product: Product, wanted: Mapping[str, int], tone: Tone | None, seed: int) -> list[Asset]:
    """So many pieces for each channel, or as many as the facts carry without repetition.

    Pages and letters come first, then the networks in turns, so that what there is to say is shared fairly. No sentence
    is used twice.
    """
    known, used = channels(), set[str]()
    writers = {
        key: Writer(product, tone or known[key].tone, seed, used, GROUPS.index(known[key].group) / (len(GROUPS) - 1))
        for key in wanted
    }
    order = sorted(wanted, key=lambda key: GROUPS.index(known[key].group))
    pieces: dict[str, list[Asset]] = {key: [] for key in wanted}
    for social in (False, True):
        group = [key for key in order if (known[key].group == "social") is social]
        for number in range(max((wanted[key] for key in group), default=0)):
            for key in (k for k in group if number < wanted[k]):
                piece = known[key].write(writers[key], number)
                if piece is not None:
                    pieces[key].append(edited(piece, known[key].most, product.given))
    return [piece for key in wanted for piece in pieces[key]]
