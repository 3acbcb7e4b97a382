"""A fault between us and a provider as an error of ours that says whose it is and never shows its key."""

from __future__ import annotations

from imperium.models.dialect import malformed
from imperium.models.http.errors import ConnectError, CutOff, Disconnected
from imperium.models.provider import Connection
from imperium.models.refusals import unreachable
from imperium.platform.errors import ImperiumError, NetworkError, ProviderRejected, ProviderUnavailable, TimedOut

SHAPE_ERRORS = (AttributeError, TypeError, KeyError, ValueError, IndexError)
"""What reading JSON of an unexpected shape raises: the other side's fault, not ours."""


def misshapen(error: Exception) -> ProviderUnavailable:
    return malformed(f"the documented shape ({type(error).__name__})")


def of(connection: Connection, fault: Exception, *, stream: bool) -> ImperiumError:
    """The fault as an error of ours that says whose it is."""
    error = fault if isinstance(fault, ImperiumError) else _of_network(connection, fault, stream)
    if "provider" not in error.extra:
        restate(error, f"{connection.name}: {error.detail}")
        error.extra["provider"] = connection.name
    return error


def restate(error: ImperiumError, detail: str) -> None:
    error.detail = detail
    error.args = (detail,)


def _of_network(connection: Connection, fault: Exception, stream: bool) -> ImperiumError:
    match fault:
        case TimeoutError():
            limit_s = connection.settings.timeout_seconds
            words = "fell silent" if stream else f"gave no whole answer within {limit_s:g} s"
            return TimedOut(words, remedy="Ask again, ask for less, or raise the provider's timeout.")
        case CutOff():
            return NetworkError(str(fault), remedy="Ask again.")
        case ConnectError(private=True):
            return _private(connection)
        case ConnectError() | Disconnected():
            return unreachable(connection.base_url, str(fault))
    return ProviderUnavailable(str(fault))


def _private(connection: Connection) -> ProviderRejected:
    """Says nothing of the address found: that is the network's business, not the user's."""
    return ProviderRejected(
        f"{connection.base_url} does not lead to a public address.",
        remedy="Give a public address, or ask an administrator to allow this host (secrets.allowedHosts).",
    )
