"""The expert panel: seven experts read a program, their claims are fused into few findings that are worth reading.

An expert gathers claims from our own analysis (`imperium.analysis`), from its rules and from the tools at hand
(`tools/`). Claims about the same thing become one finding, whose confidence is a measured probability
(`confidence.py`). Nothing to say is an answer.
"""
