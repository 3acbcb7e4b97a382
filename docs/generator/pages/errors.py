"""Every error."""

import re
from collections.abc import Iterator

from page import Page, code, section, sections, table
from product import product

from imperium.app import _retry_policy
from imperium.platform import errors
from imperium.platform.errors import ImperiumError
from imperium.platform.resilience import COUNTED
from imperium.workflows.failures import MEANING


def body() -> str:
    return sections(_class(kind) for kind in ImperiumError.__subclasses__())


def _class(kind: type[ImperiumError]) -> str:
    happened, step = MEANING[kind.error_class]
    tries = _retry_policy(product().settings).tries[kind.error_class]
    again = (
        f"A task is tried {tries} times, unless it or the settings say otherwise." if tries > 1 else "Never retried."
    )
    breaker = "Counts against the circuit breaker." if kind.error_class in COUNTED else ""
    rows = [(code(e("").code), str(e.status), e.title, _meaning(e)) for e in (kind, *_below(kind))]
    text = " ".join(filter(None, (happened, step, again, breaker)))
    return section(kind.error_class.capitalize(), text, table(("code", "status", "title", "when"), rows))


def _below(kind: type[ImperiumError]) -> Iterator[type[ImperiumError]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below(inner)


def _meaning(kind: type[ImperiumError]) -> str:
    """What the tree in the module's docstring says of a class."""
    found = re.search(rf"─ {kind.__name__}\s+\d+[ ]*(.*)", errors.__doc__ or "")
    return found[1].strip() if found else ""


PAGE = Page(
    title="Errors",
    about="every error by class: code, status, and whether it is tried again.",
    intro=(
        "An error is an RFC 9457 problem document with `type`, `title`, `status`, `detail`, `code` and `error_class`; "
        "`field`, `value`, `limit`, `remedy` and `retry_after_s` stand where they help. What is tried again follows "
        "from the class alone."
    ),
    body=body,
)
