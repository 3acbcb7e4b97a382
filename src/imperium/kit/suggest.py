"""The nearest right name, for errors that help."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or None when nothing is close (similarity below 0.6)."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence naming the nearest known name, or listing the first known ones."""
    names = sorted(known)
    best = nearest(name, names)
    if best is not None:
        return f"Did you mean {best!r}?"
    shown = ", ".join(names[:8])
    return f"Known: {shown}{' …' if len(names) > 8 else ''}." if names else "None are known."
