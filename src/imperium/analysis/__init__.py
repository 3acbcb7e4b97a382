"""Reading programs without running them: five languages in, one small representation, one abstract interpreter.

A front end turns a file of its language into the nodes of `program.py`; the interpreter follows what a caller of the
program can decide (taint) from sources to sinks, which are data in `models/`. Nothing here knows of findings, experts
or scores: that is the review's.
"""
