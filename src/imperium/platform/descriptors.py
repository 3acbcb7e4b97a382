"""How many connections and files this process may have open."""

from __future__ import annotations

import contextlib
import resource

ENOUGH = 1_048_576
"""Where the hard limit is none; more than a server of one process comes to."""


def allow_many_descriptors() -> int:
    """Raise the soft limit, which is 1,024 on most systems, as far as the hard one allows. What is allowed then.

    A system that refuses (macOS beyond its own bound) is left as it is.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
