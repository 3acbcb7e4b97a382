"""Which role a request goes to: by its size, its pictures, then by how complex it is."""

from __future__ import annotations

from msgspec import Struct

from imperium.models.categorizer import Classification
from imperium.platform.errors import TooLarge
from imperium.platform.settings import Routes


class Route(Struct, frozen=True):
    """The role that answers, and why. `classification` is None where size or a picture decided already."""

    role: str
    reasons: tuple[str, ...] = ()
    classification: Classification | None = None


def forced(routes: Routes, tokens: int, has_image: bool) -> Route | None:
    """The route that size or pictures force, whatever the message says; None when neither does.

    Raises:
        TooLarge: more tokens than `routes.maxTokens`.
    """
    if tokens > routes.max_tokens:
        raise TooLarge(
            f"The conversation has about {tokens:,} tokens; at most {routes.max_tokens:,} are taken.",
            field="messages",
            limit=routes.max_tokens,
            value=tokens,
            remedy="Send less text, or begin a new session.",
        )
    if tokens > routes.very_long_tokens:
        return Route(routes.very_long, (f"about {tokens:,} tokens",))
    if tokens > routes.long_tokens:
        return Route(routes.long, (f"about {tokens:,} tokens",))
    return Route(routes.image, ("a picture",)) if has_image else None


def by_complexity(routes: Routes, classification: Classification) -> Route:
    """L goes to the fast model or, when hard, to the thinking one; M to the medium one; H to the one that plans."""
    match classification.category:
        case "L":
            role = routes.hard if classification.hard else routes.easy
        case "M":
            role = routes.medium
        case "H":
            role = routes.high
    return Route(role, classification.reasons, classification)
