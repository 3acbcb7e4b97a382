"""Back ends: one renderer a file."""
