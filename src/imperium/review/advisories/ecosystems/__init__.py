"""One ecosystem a file; the file name is its key."""
