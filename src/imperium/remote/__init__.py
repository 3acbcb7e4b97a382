"""Capabilities that another process serves: callers can't tell."""
