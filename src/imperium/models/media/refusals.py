"""Of a provider's refusals those that speak of what was asked for, or of money that is gone.

Codes: OpenAI's image guide (`moderation_blocked`, `content_policy_violation`), Gemini's block and finish reasons, Veo's
filter, and Runway's failure codes (`SAFETY.…`, `INPUT_PREPROCESSING.SAFETY.…`).
"""

from __future__ import annotations

import re

from imperium.platform.errors import ContentRefused, ImperiumError, ProviderRejected

MODERATED = re.compile(r"moderation|content.policy|safety|prohibited|blocklist|spii|rai_", re.IGNORECASE)
NO_CREDIT = re.compile(r"enough credits|insufficient_quota|billing", re.IGNORECASE)
REWORD = "Say it in other words. The provider decides this; the embedded engine has no such rule."


def told(error: ImperiumError) -> ImperiumError:
    """The error as what it means to who asked: ContentRefused where the provider wouldn't make this."""
    if not isinstance(error, ProviderRejected) or error.extra.get("reason") not in (400, 403, 422):
        return error
    said = f"{error.extra.get('provider_code', '')} {error.detail}"
    if NO_CREDIT.search(said):
        error.remedy = "The account has no credit left: add some, or leave `model` out for the embedded engine."
    elif MODERATED.search(said):
        return refused(error.detail, str(error.extra.get("provider", "")))
    return error


def refused(why: str, provider: str) -> ContentRefused:
    """The provider wouldn't make this."""
    return ContentRefused(why[:300], field="prompt", remedy=REWORD, provider=provider)
