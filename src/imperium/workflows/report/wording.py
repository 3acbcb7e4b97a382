"""How names, durations and sizes read on the page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

ACRONYMS = {"ai": "AI", "api": "API", "cta": "CTA", "faq": "FAQ", "kpi": "KPI", "kpis": "KPIs", "pdf": "PDF"} | {
    "seo": "SEO",
    "swot": "SWOT",
    "url": "URL",
    "utm": "UTM",
    "usd": "USD",
}
CHANNELS = {
    "email": "Email",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "search": "Search ad",
    "tiktok": "TikTok",
    "video": "Video script",
    "web": "Landing page",
    "x": "X",
    "youtube": "YouTube",
}
_STEPS = ((60, "min", 1, "s", 60), (3600, "h", 60, "min", 24), (86_400, "d", 3600, "h", 10**9))
"""Seconds of a unit, its name, seconds of the next smaller one, its name, and how many of it there are at most."""
_HASHTAG = re.compile(r"(#\w{1,100})")


def titled(name: str) -> str:
    """`instagram_posts` as `Instagram posts`."""
    words = [ACRONYMS.get(word.lower(), word) for word in re.split(r"[_\s]+", name) if word]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def channel(key: str) -> str:
    """A channel's name as its owner writes it."""
    return CHANNELS.get(key, titled(key))


def duration(seconds: float) -> str:
    """`under 0.1 s`, `4.2 s`, `42 s`, `1 min 42 s`, `2 h 5 min`, `3 d 4 h`."""
    if seconds < 0.1:
        return "under 0.1 s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    size, unit, part, smaller = next(step for step in _STEPS if whole < step[0] * step[4])[:4]
    many, rest = whole // size, whole % size // part
    return f"{many} {unit} {rest} {smaller}" if rest else f"{many} {unit}"


def file_size(size: int) -> str:
    """`812 bytes`, `34 kB`, `1.2 MB` (decimal units)."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def counted(count: int, noun: str) -> str:
    """`1 task`, `1,204 tasks`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def with_hashtags(text: str) -> Markup:
    """Escaped text with its hashtags marked."""
    parts = _HASHTAG.split(text)
    marked = (Markup('<span class="tag">{}</span>').format(p) if i % 2 else escape(p) for i, p in enumerate(parts))
    return Markup("").join(marked)
