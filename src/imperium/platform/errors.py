"""The error tree. What is retried, broken or refused follows from the class alone.

ImperiumError
├── TransientError            retried with backoff
│   ├── NetworkError              502  no answer, or the connection broke
│   ├── RateLimited               429  asked to wait; carries retry_after_s
│   ├── ProviderUnavailable       503  the other side answered 5xx or nonsense
│   └── CircuitOpen               503  not asked, because it failed too often lately
├── PersistentError           not retried; a person must act
│   ├── AuthenticationFailed      401  no key, or a wrong one
│   ├── Forbidden                 403  the key's role does not allow it
│   ├── ProviderRejected          502  the provider refuses the request for good
│   └── NoModelConnected          503  no language model is connected
├── ResourceError             wait, or ask for less
│   ├── TimedOut                  504  took longer than it was given
│   ├── BudgetExceeded            402  would cost more than allowed
│   ├── CapacityExceeded          503  queue full
│   ├── QuotaExhausted            429  a day's or month's limit is spent; carries retry_after_s
│   └── StorageFull               507  the disk or the database takes no more
├── LogicalError              the request is wrong; repeating it can't help
│   ├── InvalidInput              422  names field, value and remedy
│   ├── ContentRefused            422  against this server's content rules
│   ├── TooLarge                  413  over a documented limit
│   ├── NotFound                  404
│   ├── Conflict                  409  the thing is not in the state this needs
│   └── NotBuilt                  501  known, but not part of this version
└── FatalError                500  unrecoverable here; never retried
    └── DataCorrupted             500  what was stored can't be read
"""

from typing import Any, ClassVar, Literal

ErrorClass = Literal["transient", "persistent", "resource", "logical", "fatal"]


class ImperiumError(Exception):
    """An error a user may see: what went wrong, where, and what to do about it.

    `detail` says what happened, `remedy` what to do, `field` which part of the request is meant (dotted path).
    `extra` holds further public members of the problem document; secrets never go in.
    """

    error_class: ClassVar[ErrorClass] = "fatal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Unexpected error"

    def __init__(
        self,
        detail: str,
        *,
        remedy: str | None = None,
        field: str | None = None,
        retry_after_s: float | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.field = field
        self.retry_after_s = retry_after_s
        self.extra = extra

    @property
    def code(self) -> str:
        """The stable name of the kind of error: the class name in kebab case."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))

    def as_dict(self) -> dict[str, Any]:
        """The error as plain data, as it stands in a run's record."""
        optional = {"remedy": self.remedy, "field": self.field, "retry_after_s": self.retry_after_s}
        return {
            "error_class": self.error_class,
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
            **{key: value for key, value in optional.items() if value is not None},
            **self.extra,
        }


class TransientError(ImperiumError):
    error_class = "transient"
    status = 503
    title = "Try again"


class NetworkError(TransientError):
    status = 502
    title = "No answer from the network"


class RateLimited(TransientError):
    status = 429
    title = "Too many requests"


class ProviderUnavailable(TransientError):
    title = "The provider is unavailable"


class CircuitOpen(TransientError):
    title = "Paused after repeated failures"


class PersistentError(ImperiumError):
    error_class = "persistent"
    status = 502
    title = "Needs a person"


class AuthenticationFailed(PersistentError):
    status = 401
    title = "Not authenticated"


class Forbidden(PersistentError):
    status = 403
    title = "Not allowed"


class ProviderRejected(PersistentError):
    title = "The provider refused the request"


class BudgetExceeded(PersistentError):
    status = 402
    title = "Over budget"


class NoModelConnected(PersistentError):
    status = 503
    title = "No language model is connected"


class ResourceError(ImperiumError):
    error_class = "resource"
    status = 503
    title = "Out of resources"


class TimedOut(ResourceError):
    status = 504
    title = "Took too long"


class CapacityExceeded(ResourceError):
    title = "At capacity"


class QuotaExhausted(ResourceError):
    status = 429
    title = "The quota is spent"


class StorageFull(ResourceError):
    status = 507
    title = "No storage left"


class LogicalError(ImperiumError):
    error_class = "logical"
    status = 400
    title = "The request can't be carried out"


class InvalidInput(LogicalError):
    status = 422
    title = "Invalid input"


class ContentRefused(LogicalError):
    status = 422
    title = "Refused by the content rules"


class TooLarge(LogicalError):
    status = 413
    title = "Too large"


class NotFound(LogicalError):
    status = 404
    title = "Not found"


class Conflict(LogicalError):
    status = 409
    title = "Conflict"


class NotBuilt(LogicalError):
    status = 501
    title = "Not part of this version"


class FatalError(ImperiumError):
    title = "Unrecoverable error"


class DataCorrupted(FatalError):
    title = "Stored data can't be read"
