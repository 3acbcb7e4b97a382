"""The pieces of work that an objective names, with how many of each: `three product images`, `a 10-second video`."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from imperium.intelligences import amounts
from imperium.intelligences.grammar import is_plural

Kind = Literal[
    "campaign",
    "social_posts",
    "image",
    "video",
    "video_script",
    "email",
    "landing_page",
    "ad_copy",
    "product_description",
    "blog_post",
    "press_release",
    "research",
    "code",
]
USUAL_COUNT = 3
"""What a bare plural stands for: `product images` are three."""

CHANNEL_WORDS = {
    "instagram": r"instagram|insta|ig",
    "facebook": r"facebook|fb",
    "x": r"twitter(?:/x|\s*\(x\))?|x(?:/twitter|\s*\(twitter\))?",
    "linkedin": r"linked\s?in",
    "tiktok": r"tik\s?tok",
    "social": r"social(?:[\s-]+media)?(?:[\s-]+(?:networks?|channels?|platforms?))?",
    "email": r"e-?mails?|newsletters?",
    "web": r"web(?:site)?|landing[\s-]page",
    "search": r"google(?:[\s-]+(?:ads|search))?|(?:paid[\s-]+)?search(?:[\s-]+ads?)?|ppc|sem",
    "video": r"youtube|video",
}
_SOCIAL = (
    rf"(?:(?:{'|'.join(CHANNEL_WORDS[c] for c in ('instagram', 'facebook', 'x', 'linkedin', 'tiktok', 'social'))}))"
)
_SOCIAL_LIST = rf"(?:{_SOCIAL}(?:\s*(?:,|/|&|,?\s*and|or)\s*{_SOCIAL})*)"
_QUALITY = (
    r"(?:(?:complete|comprehensive|full|whole|detailed|integrated|multi-?channel|cross-?channel|digital|online|short"
    r"|long|brief|quick|new|engaging|compelling|catchy|creative|professional|beautiful|stunning|high-quality|quality"
    r"|promotional|promo|marketing|advertising|product|launch|hero|lifestyle|studio|brand|branded|explainer|teaser"
    r"|demo|seasonal|different|original|photorealistic|realistic|cinematic|animated|vertical|square"
    r"|seo(?:-optimi[sz]ed)?"
    r"|paid|organic(?=\s+(?:social|posts?))|welcome|weekly|promotion|announcement|cold|drip|follow-?up|matching"
    r"|some|few|several|of|simple|great|good|nice|strong|\d+[\s-]?(?:x|×)[\s-]?\d+)[\s,]+){0,6}"
)
_LENGTH = (
    r"(?:\d{1,3}[\s-]*(?:seconds?|secs?|s|minutes?|mins?)(?:[\s-]+long)?[\s,]+|(?:one|two|five|ten|fifteen"
    r"|twenty|thirty|sixty)[\s-](?:second|minute)s?[\s,]+)?"
)
_NOUNS: dict[Kind, str] = {
    "campaign": r"campaigns?|marketing (?:plan|strategy|strategies)|(?:campaign|content|launch|social media"
    r"|go-to-market)"
    r" (?:strategy|plan)|strategy|marketing",
    "video_script": r"(?:video|tik\s?tok|reel|youtube) scripts?|scripts? for (?:a |the )?(?:short "
    r"|promo(?:tional)? )?videos?",
    "video": (
        r"videos?(?: clips?| ads?)?|clips?|reels?|trailers?|animations?|footage"
        r"|(?:short|product|promo(?:tional)?|launch|brand|explainer) films?"
    ),
    "image": r"images?|photos?|photographs?|pictures?|pics|visuals?|renders?|renderings?|imagery|illustrations?"
    r"|banners?|posters?|product shots?",
    "email": r"e-?mail (?:campaigns?|sequences?|series|newsletters?|templates?|copy|drafts?|blasts?)"
    r"|newsletters?|e-?mails?",
    "landing_page": r"(?:landing|web|home|product|sales)[\s-]?pages?(?: copy| text)?|(?:web|website|homepage) copy",
    "ad_copy": r"(?:(?:google|search|facebook|display|ppc|text)\s+)?(?:ads?(?: copy| texts?| headlines?)?|adverts?"
    r"|advertisements?)|taglines?|slogans?",
    "social_posts": rf"(?:{_SOCIAL_LIST}\s+)(?:posts?|captions?|copy|content|updates?|threads?|text)|posts?"
    rf"|tweets?|captions?|threads?",
    "blog_post": r"blog(?:[\s-]*(?:posts?|articles?|entry|entries))?|articles?",
    "press_release": r"press[\s-](?:releases?|kits?)",
    "product_description": r"product (?:descriptions?|copy|content|listings?|texts?|pages? copy"
    r"|specifications?)|descriptions?"
    r"|catalog(?:ue)?s?(?: entr(?:y|ies))?|listings?|seo (?:copy|texts?|content|metadata)|spec(?:ification)? sheets?",
    "research": r"(?:market |competitor |industry |user |background )?(?:research(?: reports?| summary"
    r"| brief)?|analysis)"
    r"|reports?|swot analysis|white ?papers?",
}
_ORDER: tuple[Kind, ...] = (
    "video_script",
    "press_release",
    "product_description",
    "landing_page",
    "email",
    "blog_post",
    "social_posts",
    "ad_copy",
    "research",
    "campaign",
    "video",
    "image",
)
_FOLLOWED_BY = (
    r"(?=\s*(?:$|[,.;:!?()–—&+/\x00\d]|-\s|\b(?:and|or|plus|for|about|of|on|in|to|with|including|include"
    r"|that|which|showing"
    r"|featuring|promoting|announcing|advertising|describing|introducing|using|from|by|aimed|targeting|at"
    r"|as|via|under"
    r"|within|over|per|each|we|i|please|budget|is|are|should|where|based|around|comparing|lasting|tailored"
    r"|written)\b))"
)
_ONE = "|".join(rf"(?P<{kind}>{_NOUNS[kind]})" for kind in _ORDER)
DELIVERABLE = re.compile(
    rf"(?<![\w'-])(?<!\bno )(?<!\bwithout )(?:(?:a|an|the|some|our|my|another|both|and)\s+){{0,2}}"
    rf"(?:(?P<count>{amounts.COUNT})(?:\s+of)?(?:\s+x)?\s+)?{_LENGTH}{_QUALITY}{_LENGTH}"
    rf"(?:(?P<networks>{_SOCIAL_LIST})\s+)?{_QUALITY}(?:{_ONE})\b(?!')"
    rf"{_FOLLOWED_BY}",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:build|develop|code|implement|program|scaffold)\s+(?:me\s+|us\s+)?(?:a|an|the|our|my)?\s*"
    r"(?P<what>(?:[\w+#.-]+\s+){0,5}?(?:apps?|applications?|websites?|apis?|scripts?|cli|library|package"
    r"|backend|service|tool"
    r"|program|bot|game|dashboard))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One kind of piece and how many. `stated` is False where a bare plural left the number open.

    `details` may hold `channels` (networks of posts), `duration_seconds` (video), `what` (code).
    """

    kind: Kind
    count: int = 1
    stated: bool = True
    details: dict[str, Any] = field(default_factory=dict)


def of_match(match: re.Match[str]) -> Deliverable:
    """The deliverable that a DELIVERABLE match names."""
    kind = next(k for k in _ORDER if match[k])
    many, stated = _how_many(match, kind)
    details = {"channel_only": True} if _is_channel_only(match) else _details(match[0], kind)
    return Deliverable(kind, many, stated, details)


def code(text: str) -> list[Deliverable]:
    """Software that the text asks to be built."""
    return [Deliverable("code", details={"what": match["what"].strip()}) for match in _CODE.finditer(text)]


def merged(found: list[Deliverable]) -> tuple[Deliverable, ...]:
    """One entry a kind and details: named twice with numbers adds up, named again without one changes nothing."""
    kept: dict[tuple[str, str], Deliverable] = {}
    for item in found:
        key = (item.kind, repr(sorted(item.details.items())))
        before = kept.get(key)
        if before is None or (item.stated and not before.stated):
            kept[key] = item
        elif item.stated and item.count > 1:
            kept[key] = Deliverable(item.kind, before.count + item.count, True, item.details)
    return tuple(kept.values())


def channels_in(text: str) -> tuple[str, ...]:
    """The channels a text names, in its order."""
    found = {}
    for name, words in CHANNEL_WORDS.items():
        if name == "x":
            match = re.search(r"(?<![\w'-])(?:(?i:twitter)|X)(?![\w'-])", text) or re.search(r"(?i)\btweets?\b", text)
        else:
            match = re.search(rf"(?<![\w'-])(?:{words})(?![\w'])", text, re.IGNORECASE)
        if match:
            found[name] = match.start()
    return tuple(sorted(found, key=found.__getitem__))


def _is_channel_only(match: re.Match[str]) -> bool:
    """`Instagram and email` names a channel; `an email` and `write email` ask for one."""
    if match[0].strip().lower().removeprefix("and ") not in ("email", "e-mail"):
        return False
    return (
        re.search(r"(?:write|create|draft|send|make|generate)\s*$", match.string[: match.start()], re.IGNORECASE)
        is None
    )


def _how_many(match: re.Match[str], kind: Kind) -> tuple[int, bool]:
    if match["count"]:
        return max(1, min(amounts.count(match["count"]), 1_000)), True
    several = is_plural(match[kind]) or match[kind].lower() == "imagery"
    plural = several and kind not in ("campaign", "research")
    return (USUAL_COUNT, False) if plural else (1, True)


def _details(text: str, kind: Kind) -> dict[str, Any]:
    if kind == "social_posts":
        channels = [c for c in channels_in(text) if c != "social"]
        return {"channels": tuple(channels)} if channels else {}
    length = amounts.DURATION.search(text) if kind in ("video", "video_script") else None
    return {"duration_seconds": amounts.seconds(length)} if length else {}
