"""Who is asking: principals, roles, API keys."""
