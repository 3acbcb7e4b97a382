"""The abstract interpreter: it runs functions on what is known of values instead of values.

`dispatch` finds what evaluates an expression or executes a statement by the type of its node; `expressions`,
`statements`, `calls` and their neighbours register there. A `Frame` is one call of a function, a `State` what holds at
a point in it.
"""
