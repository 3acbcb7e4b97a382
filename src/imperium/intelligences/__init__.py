"""Master intelligences: what a brief asks for, written from the facts that were given, with no model and no network."""
