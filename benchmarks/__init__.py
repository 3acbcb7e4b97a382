"""Measurements, each one command that prints a table, with a peer beside us in the same run where one exists."""
