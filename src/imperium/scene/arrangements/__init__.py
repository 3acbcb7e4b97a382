"""Whole arrangements round a subject, one file a set."""
