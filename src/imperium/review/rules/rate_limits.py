"""Doors that may be tried as often as one likes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.review.handler import Handler
from imperium.review.handlers import handlers
from imperium.review.project import Project
from imperium.review.rule import Family, Match, Rule, at

UNLIMITED = Rule(
    key="rate_limits/sign_in",
    type="missing_rate_limit",
    cwe=(307, 799),
    severity="medium",
    says="`{name}` checks credentials as often as it is asked: passwords and codes can be tried out.",
    remedy='Limit the attempts per address and per account: `@limiter.limit("5 per minute")`, or lock it for a while.',
    strength=0.6,
    systemic="file",
)
LIMITS = re.compile(
    r"\b(Limiter|slowapi|ratelimit(ed)?|rate_limit|throttl\w+|axes|defender|lockout|failed_?(login_?)?attempts?|"
    r"login_?attempts|fail_?attempts?|max_attempts|captcha|recaptcha)\b",
    re.IGNORECASE,
)
SIGNS_IN = re.compile(
    r"(log_?in|sign_?in|sign_?up|register|auth(enticate)?$|authenticate|token|api_?key|/key\b|reset|otp|verify)", re.I
)
LEAVES = re.compile(r"log_?out|sign_?out", re.IGNORECASE)
PROVES = re.compile(r"check_password|checkpw|login_user\(|\[.user_id.\]\s*=")
ASKS = re.compile(r"passw(or)?d|\bpwd\b|credential|\botp\b|pin_?code", re.IGNORECASE)
CHECKS = re.compile(
    r"(log_?in|authenticate|check\w*|verify|validate\w*|filter(_by)?|execute|query|get|find(_one)?|keygen|sign_?up|register|"
    r"create\w*|add|insert\w*)\(|==",
    re.IGNORECASE,
)


def find(project: Project) -> Iterator[Match]:
    for handler in handlers(project):
        if _takes_credentials(handler) and not LIMITS.search(handler.unit.source.text):
            if project.mentions(
                r"(?i)\b(flask_limiter|slowapi|django_ratelimit|axes|defender|aiolimiter|throttle_classes)\b"
            ):
                return
            yield at(UNLIMITED, handler.unit, handler.function, handler.name)


def _takes_credentials(handler: Handler) -> bool:
    if (handler.methods and not handler.methods & {"POST", "PUT", "PATCH"}) or LEAVES.search(handler.called):
        return False
    named_so = SIGNS_IN.search(handler.called) or PROVES.search(handler.body)
    return bool(named_so and ASKS.search(handler.body) and CHECKS.search(handler.body))


FAMILY = Family((UNLIMITED,), find)
