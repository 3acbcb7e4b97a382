"""Regular expressions as data: what they can match, and how long a backtracking engine may take to say no.

`backtracking.py` answers; `pattern.py` reads what Python, JavaScript and Java write, `automaton.py` makes positions of
it. An expression that can't be read, or is too large to be judged, has no answer.
"""
