"""JSON: the review as it is."""

from __future__ import annotations

import msgspec

from imperium.review.finding import Review


class Json:
    media_type = "application/json"

    def render(self, review: Review) -> str:
        return msgspec.json.format(msgspec.json.encode(review), indent=2).decode()


REPORT = Json()
