"""What this slice can do, by name. Each intelligence declares its own."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.marketing import capabilities as marketing
from imperium.intelligences.product_content import capabilities as product_content
from imperium.platform.capability import Capability

CAPABILITIES: tuple[Capability[Any], ...] = (*product_content.CAPABILITIES, *marketing.CAPABILITIES)
