"""Imperium: an objective becomes a finished, paid-for, delivered piece of work."""

__version__ = "0.1.0"
