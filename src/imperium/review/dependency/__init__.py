"""What a program stands on: the packages it names and locks, their licences and vulnerabilities, and who imports whom.

`lock.py` and `locks/` read lock files and manifests, `vulnerable.py` looks them up, `licences.py` compares terms,
`imports.py` and `cycles.py` look at the program's own modules.
"""
