"""Secrets that others entrust to this server, and the providers that they open."""
