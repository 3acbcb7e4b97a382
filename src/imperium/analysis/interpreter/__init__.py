"""The abstract interpreter: it runs functions on what is known of values instead of values.

`dispatch` finds what evaluates an expression or executes a statement by the type of its node; the modules named below
register there. A `Frame` is one call of a function, a `State` what holds at a point in it.
"""

from imperium.analysis.interpreter import (  # noqa: F401 - they register what they evaluate and execute
    branches,
    calls,
    conditions,
    definitions,
    expressions,
    loops,
    statements,
)
