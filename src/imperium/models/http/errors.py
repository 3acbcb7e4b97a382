"""What can go wrong between us and a server, before anything that it says counts."""


class HttpError(Exception):
    """The other side can't be spoken to, or doesn't speak HTTP."""


class ConnectError(HttpError):
    """No connection. `private`: the address isn't one that may be reached."""

    def __init__(self, detail: str, *, private: bool = False) -> None:
        super().__init__(detail)
        self.private = private


class Disconnected(HttpError):
    """The connection ended before any answer."""


class CutOff(HttpError):
    """The connection ended within the answer."""
