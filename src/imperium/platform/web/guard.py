"""A guard decides on a request by its head, before the application sees it."""

from typing import Protocol

from starlette.responses import Response

from imperium.platform.web.visit import Visit


class Guard(Protocol):
    def __call__(self, visit: Visit) -> Response | None:
        """None to let the request in, or the answer that ends it. Refuses by raising an ImperiumError."""
        ...
