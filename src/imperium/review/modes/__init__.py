"""One mode a file; the file name is its key."""
