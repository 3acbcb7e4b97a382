"""The command line: a client of the API like any other; and how a server starts."""

import sys

if "rich" not in sys.modules:
    # structlog takes rich along wherever it is installed: 6 MB for tracebacks that show local variables. Ours don't.
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog as structlog

    del sys.modules["rich"]
