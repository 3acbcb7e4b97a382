"""The words by which the reader of a sentence knows what is meant."""

from __future__ import annotations

import re

MARK, APP_MARK = "\x00", "\x01"
_I = re.IGNORECASE

NAME = re.compile(
    r"""\b(?:called|named|titled)\s+(?:["“«‘'](?P<quoted>[^"”»’']{1,60})["”»’']"""
    r"""|(?P<name>(?-i:[A-Z0-9])[\w'&-]*(?:\s+(?-i:[A-Z0-9])[\w'&-]*){0,4}))""",
    _I,
)
FRAMEWORK = re.compile(
    r"\b(?:in|with|using|on|as an?)\s+(?P<framework>react(?:\.?js)?|vue(?:\.?js)?|next(?:\.?js)|angular|flutter)\b"
    r"(?:\s+(?:front[\s-]?end|app|pages))?",
    _I,
)
PATTERN = re.compile(r"\b(?:in|with|using|as)?\s*(?P<pattern>mvc|mvvm)\b(?:\s+pattern)?", _I)
WITHOUT_ACCOUNTS = re.compile(
    r"\b(?:without|no|needs? no|don'?t need)\s+(?:any\s+)?(?:user\s+)?(?:accounts?|login|log[\s-]?in|sign[\s-]?ups?"
    r"|auth(?:entication)?|users|registration)\b(?:\s+(?:or|and)\s+(?:accounts?|login|sign[\s-]?up|passwords?))?",
    _I,
)
FEATURES = {
    "user_auth": re.compile(
        r"\b(?:user|member|customer)?\s*(?:accounts?(?!\s+balance)|log[\s-]?ins?|sign[\s-]?(?:ups?|ins?)|auth(?:entication)?"
        r"|registration|passwords?)(?:\s+and\s+(?:log[\s-]?in|sign[\s-]?up|registration|passwords?))?\b"
        r"|\busers?\s+(?:can|may|should|must|log|sign|register)\b|\b(?:multi[\s-]user|for several users)\b",
        _I,
    ),
    "dashboard": re.compile(r"\b(?:an?\s+)?(?:admin\s+)?(?:dashboards?|overview(?:\s+page)?|home\s+screen)\b", _I),
    "analytics": re.compile(
        r"\b(?:analytics|statistics|stats|charts?|graphs?|insights|reporting|reports)\b(?:\s+page)?", _I
    ),
    "payments": re.compile(
        r"\b(?:online\s+|card\s+|stripe\s+)?(?:payments?|checkout|stripe|pay\s+(?:online|by\s+card))\b"
        r"|\b(?:can|to)\s+pay\b|\bcollect(?:s|ing)?\s+money\b",
        _I,
    ),
}
APP = re.compile(
    r"\b(?:apps?|applications?|websites?|web\s*sites?|sites?|platform|system|tool|tracker|manager|portal|service|software"
    r"|program|api|back[\s-]?end|front[\s-]?end|it|which|that|we|i|you|they|who|mvp|page|pages|database)$|[\x00\x01]\s*$",
    _I,
)
_ONE = r"(?:an?|the|each|every|one|our|my|all)"
_WORDS = r"[a-z][a-z-]{1,24}(?:\s[a-z][a-z-]{1,24}){0,2}?"
_END = r"(?=\s*(?:[.;!?\x00\x01]|$|\s(?:that|which|who|where|while|so that|in order|to\s+(?:track|manage|keep))\b))"
IN_PARENTHESES = re.compile(
    rf"\b(?:{_ONE}\s+)?(?P<thing>{_WORDS})\s*\((?:with\s+)?(?P<list>(?:[^()]|\([^()]*\)){{2,600}})\)", _I
)
HAS = re.compile(
    rf"\b{_ONE}\s+(?P<thing>{_WORDS})\s+(?:has|have|having|with|consists? of|includes?|contains?|needs?)\s+"
    rf"(?P<list>(?!many\b|several\b|login)[^.;!?\x00\x01]{{2,600}}?)"
    rf"(?=\s*(?:[.;!?\x00\x01]|$|,?\s+(?:and\s+)?(?:each|every)\s+[a-z-]+\s+(?:has|have)\b))",
    _I,
)
BELONGS = re.compile(
    rf"\b(?:{_ONE}\s+)?(?P<owned>{_WORDS})\s+belongs?\s+to\s+(?:{_ONE}\s+)?(?P<owner>[a-z-]{{2,24}})\b", _I
)
HAS_MANY = re.compile(
    rf"\b(?:{_ONE}\s+)?(?P<owner>[a-z-]{{2,24}})\s+(?:has|have|having|with)\s+(?:many|several|multiple)\s+(?P<owned>[a-z-]{{2,24}})\b",
    _I,
)
_VERBS = (
    r"(?:track(?:s|ing)?|manag(?:e|es|ing)|keep(?:s|ing)?(?:\s+track\s+of)?|catalogu?(?:e|es|ing)|organi[sz](?:e|es|ing)"
    r"|record(?:s|ing)?|collect(?:s|ing)?|list(?:s|ing)?|store(?:s)?|plan(?:s|ning)?|shar(?:e|es|ing)|sell(?:s|ing)?"
    r"|review(?:s|ing)?|log(?:s|ging)?|monitor(?:s|ing)?|administer(?:s|ing)?|handl(?:e|es|ing)|register(?:s|ing)?"
    r"|rent(?:s|ing)?(?:\s+out)?|schedul(?:e|es|ing))"
)
OBJECTS = re.compile(
    rf"\b{_VERBS}\s+(?P<objects>[^.;!?\x00\x01()]{{2,160}}?)"
    r"(?=\s*(?:[.;!?\x00\x01()]|$|,?\s*\b(?:each|every|with|for|in|on|at|by|from|that|which|so|to|where|including|using|we"
    r"|i|they)\b))",
    _I,
)
LEADING = re.compile(
    rf"^.*\b(?:{_VERBS}|to|of|with|for|and|or|their|our|my|your|its|where|when|if|each|every|the|an?|in|on)\s+", _I
)
OBJECT = re.compile(r"[a-z][a-z'-]{2,24}(?:\s[a-z'-]{2,24}){0,2}", _I)
SEPARATOR = re.compile(r",\s*(?:and\s+|or\s+)?(?![^()]*\))|\s+(?:and|as well as|plus|&)\s+(?![^()]*\))|;\s*", _I)
ARTICLE = re.compile(
    r"^(?:(?:an?|the|its|their|our|my|your|some|all|also|and|with|several|many|multiple|simple|own)\s+)+", _I
)
OPTIONAL = re.compile(r"\s*\(?\b(?:optional(?:ly)?|if any|if known)\b\)?|\?$", _I)
BEFORE_VERB = re.compile(r"\b(?:to|can|may|will|should|must|and|they|we|i|you|who|[a-z]{2,}s)\s+$", _I)
NOT_A_THING = re.compile(
    r"\s+(?:app|application|website|site|tracker|manager|management|system|tool|platform|page)\b", _I
)
