"""Master intelligences: what a brief asks for, written from the facts that were given, with no model and no network."""

from imperium.intelligences.capabilities import CAPABILITIES
from imperium.intelligences.routes import router

ROUTERS = (router,)

__all__ = ["CAPABILITIES", "ROUTERS"]
