"""One tool of others a file; the file name is its key."""
