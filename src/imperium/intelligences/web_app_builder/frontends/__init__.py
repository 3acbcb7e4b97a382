"""Front ends: one renderer a file."""
