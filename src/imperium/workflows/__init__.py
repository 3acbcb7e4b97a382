"""Workflows: an objective becomes a plan, a plan becomes a durable run, a run becomes a delivered piece of work."""
