"""The cues by which a brief is read: how money, people, products and features are introduced in a sentence.

Each pattern is bounded, so that reading time grows with the length of the text alone.
"""

import re

from imperium.intelligences import amounts, deliverables

MARK = "\x00"
NAME_MARK = "\x01"
TONES = {
    "professional": "professional|formal|serious|business-?like|corporate|polished",
    "casual": "casual|friendly|relaxed|informal|conversational|warm|laid-?back|down-to-earth",
    "technical": "technical|factual|precise|detailed|matter-of-fact|engineering",
    "creative": "creative|playful|poetic|witty|fun|humorous|funny|inspiring|inspirational|bold|whimsical|imaginative",
}
_TONE_WORDS = "|".join(f"(?P<{tone}>{words})" for tone, words in TONES.items())
TONE = re.compile(
    rf"(?:(?:in|with|using)\s+)?(?:(?:an?|the)\s+)?(?:(?:{_TONE_WORDS})(?:(?:\s+and|,)\s+[\w-]+)?\s+(?:tone"
    rf"|voice|style|register)"
    rf"(?:\s+of\s+voice)?\b|(?:tone|voice|style)(?:\s+of\s+voice)?\s*(?::|=|is|should be)\s*"
    rf"(?:{_TONE_WORDS.replace('(?P<', '(?P<after_')})\b)",
    re.IGNORECASE,
)
_NAME = r"[A-Z0-9][\w&'’+-]*(?:\s+(?:of|the|and|&|[A-Z0-9][\w&'’+-]*)(?=\s+[A-Z0-9])|\s+[A-Z0-9][\w&'’+-]*){0,5}"
QUOTED = re.compile(
    r"(?:,?\s*(?:called|named|titled|branded(?: as)?)\s+)?(?:[\"“](?P<double>[^\"“”\n]{1,80})[\"”]"
    r"|(?<!\w)['‘](?P<single>[^'‘’\n]{1,80})['’](?!\w))",
    re.IGNORECASE,
)
CALLED = re.compile(rf"(?:,?\s*\b(?i:called|named|branded(?: as)?)\s+)(?P<name>{_NAME})")
BRAND = re.compile(
    rf"(?:,?\s*\b(?i:by|from)\s+(?:(?i:the\s+brand|our\s+brand)\s+)?"
    rf"|\b(?i:brand(?:\s+name)?)\s*:\s*)(?P<name>{_NAME})"
)
_WORDS = r"[^\x00\x01.,;:!?()\n]"
_STOP = (
    r"(?:including|include|includes|with|without|for|to|aimed|aiming|targeting|targeted|on|in|about|using"
    r"|via|through|across|before|after|until|during"
    r"|that|which|who|whose|where|when|called|named|from|at|by|under|within|over|plus|budget|as|featuring"
    r"|designed|made"
    r"|intended|geared|tailored|so|but|because|please|has|have|is|are|was|should|must|will|can|whose|launching|and"
    r"\s+(?:a|an|the|some|my|our|then|also|create|make|write|generate|produce|design|send|post|include|plan"
    r"|want|need|would|hope|wish|\d+"
    rf"|{'|'.join(c for c in amounts.COUNTS if len(c) > 2)}))"
)
_PHRASE = rf"(?:(?!\b{_STOP}\b){_WORDS}|(?<=\d)[.,](?=\d)){{1,120}}"
_LISTED = rf"{_PHRASE}(?:,\s+(?!\b{_STOP}\b){_PHRASE}?){{0,5}}"
AUDIENCE_CUE = re.compile(
    r"(?:\b(?:which|that)\s+(?:is|are)\s+)?\b(?:aimed (?:at|towards?)|aiming at|targeting"
    r"|target(?:ed)? (?:at|to|towards?)"
    r"|(?:target )?(?:audience|market|group|customers?|demographic)(?:\s*(?::|=|of|is|are))+|appeal(?:ing|s)? to"
    r"|geared (?:to|towards?)|directed at|tailored (?:to|for)|(?:designed|intended|suited|perfect|ideal"
    r"|made|great) for"
    r"|that appeals? to|to (?:reach|attract|win)|reach(?:ing)?)\s+"
    rf"(?P<people>{_LISTED})",
    re.IGNORECASE,
)
FOR = re.compile(rf"\b(?:for|to)\s+(?P<people>{_LISTED})", re.IGNORECASE)
AGE = re.compile(
    r"\b(?:aged?|ages)?\s*(?P<from>\d{2})\s*(?:-|–|to)\s*(?P<to>\d{2})(?:[\s-]*years?[\s-]*olds?)?\b(?![\d%$])"
)
INTEREST = re.compile(
    rf"\b(?:who\s+(?:are\s+)?)?(?:interested in|into|love|passionate about|fans of)\s+(?P<what>{_LISTED})",
    re.IGNORECASE,
)
AUDIENCE_END = re.compile(r"\s*(?:,|\band\b)\s*$|\s+(?:please|asap|today|now)$", re.IGNORECASE)
SURE_CUE = re.compile(
    r"\b(?:about|promot(?:e|es|ing|ion of)|advertis(?:e|es|ing)|market|sells?|selling|makes|offers?"
    r"|research|analy[sz]e|launch(?:es|ing)?(?:\s+of)?|introduc(?:e|ing)"
    r"|showcas(?:e|ing)|describ(?:e|ing)|announc(?:e|ing)|presenting|featuring|showing|using (?:our|my|the)"
    r"|product(?:\s+name)?\s*(?::|is))\s+"
    rf"(?:\x01\s*)?(?P<thing>{_PHRASE})",
    re.IGNORECASE,
)
LOOSE_CUE = re.compile(rf"\b(?:for|of|on)\s+(?:\x01\s*)?(?P<thing>{_PHRASE})", re.IGNORECASE)
APPOSITION = re.compile(rf"\s*,\s*(?:an?|our|the|my)\s+(?P<thing>{_PHRASE})", re.IGNORECASE)
ABOUT = re.compile(r"\s*(?:about|on)\b", re.IGNORECASE)
AFTER_COMMA = re.compile(rf"\s*,\s*(?:and\s+)?(?P<thing>{_PHRASE})", re.IGNORECASE)
AFTERTHOUGHT = re.compile(rf"\s*,\s*(?P<list>{_LISTED})", re.IGNORECASE)
OPENING = re.compile(
    r"^[^\w\x00]*(?:(?:please|can you|could you|i|we|need|want|would like|i'd like|you|to|help|me|us|hi"
    r"|hello|hey|new|introducing|meet)\b[\s,:!]*)*"
    r"(?:(?:create|make|write|generate|produce|design|draft|prepare|develop|plan|build|give|do|run|compose"
    r"|come up with"
    r"|launch|promote|advertise|market|sell|research|analy[sz]e|put together)\b\s*(?:me|us)?\s*)?"
    rf"(?:\x01\s*)?(?P<thing>{_PHRASE})",
    re.IGNORECASE,
)
FEATURES_CUE = re.compile(
    r"\s*(?:\x01\s*)?,?\s*\(?\s*(?:with(?!\s+an?\s+budget)|featuring|features?\s*(?::|are|include)|(?:that"
    r"|which)\s+(?:has|have|offers?|comes? with|is|are)"
    r"|has|have|offering)\s+",
    re.IGNORECASE,
)
FEATURE_END = re.compile(
    r"[\x00.;:!?()\n]|\s(?:for|on|aimed|targeting|via|using|in an?|to be|by|from|at|including|called|named)\s|$",
    re.IGNORECASE,
)
THAT = re.compile(r"\s*,?\s*\b(?:that|which)\s+(?P<does>[a-z]+s\b[^\x00.,;:!?()\n]{0,80})")
MADE = re.compile(
    r"\bmade\s+(?:of|from|with|out of|in)\s+(?P<of>[^\x00.,;:!?()\n]{2,60}?)(?=\s+(?:for|on|with|and|by"
    r"|to)\b|[\x00.,;:!?()\n]|$)",
    re.IGNORECASE,
)
PARENTHESES = re.compile(r"^\s*\((?P<list>[^()\n]{2,200})\)")
NOT_A_THING = re.compile(
    r"(?:ideas?|help|copy|text|texts|content|materials?|everything|assets?|how|what|why|when|where|who"
    r"|which|more|best|top"
    r"|market|competitors?|your|you|me|us|them|it|this|that|these|those|is|are|do|does|can|hello|hi|thanks?"
    r"|sales?|people"
    r"|christmas|summer|winter|spring|autumn|example|instance|free|each|every)\b(?:\s*$|\s+(?:is|are|do"
    r"|does|to|of|the)\b)",
    re.IGNORECASE,
)
OCCASION = re.compile(
    r"(?:christmas|summer|winter|spring|autumn|fall|easter|black friday|cyber monday|valentine|mother's"
    r"|father's|the holidays?"
    r"|launch|the launch|sale|free|example|instance|use|now|today|each|every|our (?:website|shop|store)"
    r"|the (?:website|web)"
    r"|social|\d)\b",
    re.IGNORECASE,
)
CHANNEL_MENTION = re.compile(
    r"(?:\b(?i:on|via|through|across|using|over|in)\s+)?(?<![\w'-])(?:(?i:"
    + "|".join(words for name, words in deliverables.CHANNEL_WORDS.items() if name != "x")
    + r"|twitter)|X(?=[\s,.;]|$))(?![\w'-])(?!\s+(?:bag|app|doorbell|camera|game|client|tool|software|hosting|engine"
    r"|network|developer|designer|card|editor|manager|worker)s?\b)"
)
CHANNELS_OF: dict[str, tuple[str, ...]] = {
    "social_posts": ("social",),
    "email": ("email",),
    "landing_page": ("web",),
    "ad_copy": ("search",),
    "video": ("video",),
    "video_script": ("video",),
}
