"""Quotas: what a user, an organisation or a key may use in a day and in a month; reserved, then settled."""
