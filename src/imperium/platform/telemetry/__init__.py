"""Logs and metrics; every name stands in one file."""
